"""Load the tree of units from the table that comes with the portal."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from reformasi.organisation import actions
from reformasi.organisation.models import Unit
from reformasi.ui.commands import PortalCommand, reference_file
from reformasi.ui.text import clean_row

UNITS = Path(__file__).resolve().parents[2] / "data" / "units.csv"


class Command(PortalCommand):
    help = "Muat susunan unit kerja Kemendagri; unit yang sudah ada tidak diubah."

    @transaction.atomic
    def handle(self, **options: object) -> None:
        units: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}
        made = 0
        with reference_file(UNITS), UNITS.open(encoding="utf-8") as table:
            for row in map(clean_row, csv.DictReader(table)):
                if row["code"] in units:
                    continue
                parent = Unit.objects.get(code=row["parent"]) if row["parent"] else None
                units[row["code"]] = actions.create_unit(
                    parent=parent,
                    by=None,
                    code=row["code"],
                    name=row["name"],
                    short_name=row["short_name"],
                    echelon=row["echelon"],
                    kind=row["kind"],
                )
                made += 1
        self.stdout.write(f"{made} unit baru, {len(units)} seluruhnya", self.style.SUCCESS)
