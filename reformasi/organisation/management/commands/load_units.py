"""Load the tree of units from the table that comes with the portal."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db import transaction

from reformasi.organisation import actions
from reformasi.organisation.models import Unit
from reformasi.ui.commands import PortalCommand, loading, reading
from reformasi.ui.text import clean_row

UNITS = Path(__file__).resolve().parents[2] / "data" / "units.csv"

COLUMNS = ("code", "parent", "name", "short_name", "echelon", "kind")


class Command(PortalCommand):
    help = "Muat susunan unit kerja Kemendagri; unit yang sudah ada tidak diubah."

    @transaction.atomic
    def handle(self, **options: object) -> None:
        units: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}
        made = 0
        with reading(UNITS), UNITS.open(encoding="utf-8") as table:
            rows = [
                {name: row[name] for name in COLUMNS}
                for row in map(clean_row, csv.DictReader(table))
            ]
        with loading(UNITS):
            for row in rows:
                code, above = row.pop("code"), row.pop("parent")
                if code in units:
                    continue
                parent = Unit.objects.get(code=above) if above else None
                units[code] = actions.create_unit(
                    parent=parent,
                    by=None,
                    code=code,
                    name=row["name"],
                    short_name=row["short_name"],
                    echelon=row["echelon"],
                    kind=row["kind"],
                )
                made += 1
        self.stdout.write(f"{made} unit baru, {len(units)} seluruhnya", self.style.SUCCESS)
