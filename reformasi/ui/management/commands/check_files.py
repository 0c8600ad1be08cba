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
            fault = self._fault(file, names_only=names_only)
            missing += fault == "HILANG"
            changed += fault not in ("", "HILANG")
            if fault:
                self.stdout.write(f"{fault:<8} {file.name}  ({file.row})")
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

    def _fault(self, file: stored_files.StoredFile, *, names_only: bool) -> str:
        """What is wrong with a file, as it is printed; "" where nothing is."""
        try:
            if stored_files.is_missing(file):
                return "HILANG"
            is_changed = not names_only and stored_files.is_changed(file)
        except FileNotFoundError:  # it has gone this moment
            return "HILANG"
        except OSError as error:
            return f"TAK TERBACA ({error.strerror})"
        return "BERUBAH" if is_changed else ""
