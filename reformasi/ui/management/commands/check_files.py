"""``manage.py check_files``: every file against its SHA-256, and what has no file or no row."""

from __future__ import annotations

from django.core.management.base import CommandError, CommandParser

from reformasi.ui import stored_files
from reformasi.ui.commands import PortalCommand


class Command(PortalCommand):
    help = "Cocokkan setiap berkas dengan SHA-256-nya; sebutkan yang hilang, berubah, atau lepas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--tanpa-isi",
            dest="names_only",
            action="store_true",
            help="hanya ada atau tidaknya berkas, tanpa membaca isinya",
        )

    def handle(self, *, names_only: bool, **options: object) -> None:
        total = missing = changed = 0
        for file in stored_files.known_files():
            total += 1
            if stored_files.is_missing(file):
                missing += 1
                self.stdout.write(f"HILANG   {file.name}  ({file.row})")
            elif not names_only and stored_files.is_changed(file):
                changed += 1
                self.stdout.write(f"BERUBAH  {file.name}  ({file.row})")
        orphans = stored_files.orphans()
        for name in orphans:
            self.stdout.write(f"LEPAS    {name}")
        summary = (
            f"{total} berkas diperiksa: {missing} hilang, {changed} berubah; "
            f"{len(orphans)} berkas tanpa baris (lebih dari sehari)."
        )
        if missing or changed:
            raise CommandError(f"{summary} Pulihkan yang hilang atau berubah dari cadangan.")
        self.stdout.write(summary)
