"""Load the eight reform areas from the table that comes with the portal."""

from __future__ import annotations

import csv
from pathlib import Path

from programs.areas import actions
from reformasi.ui.commands import PortalCommand, loading, reading
from reformasi.ui.text import clean_row

AREAS = Path(__file__).resolve().parents[2] / "areas" / "data" / "reform_areas.csv"


class Command(PortalCommand):
    help = "Muat delapan area perubahan; area yang sudah ada disesuaikan dengan tabelnya."

    def handle(self, **options: object) -> None:
        with reading(AREAS), AREAS.open(encoding="utf-8") as table:
            rows = [actions.area_of(row) for row in map(clean_row, csv.DictReader(table))]
        with loading(AREAS):
            made, total = actions.load_areas(rows)
        self.stdout.write(f"{made} area baru, {total} seluruhnya", self.style.SUCCESS)
