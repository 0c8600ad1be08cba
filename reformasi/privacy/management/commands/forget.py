"""``manage.py forget --dry-run``: what is too old, and how much of it."""

from __future__ import annotations

from django.core.management.base import CommandParser
from django.utils import timezone

from reformasi.audit import trail
from reformasi.privacy import retention
from reformasi.ui.commands import PortalCommand


class Command(PortalCommand):
    help = "Hapus data pribadi yang melewati masa simpannya, seperti yang berjalan setiap malam."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="hanya hitung, jangan hapus apa pun"
        )

    def handle(self, *, dry_run: bool, **options: object) -> None:
        with trail.coming_from("manage.py forget"):
            counts = retention.run(timezone.now(), dry=dry_run)
        verb = "akan dihapus" if dry_run else "dihapus"
        for name, count in counts.items():
            self.stdout.write(f"{count:>10}  {retention.label_of(name)} {verb}")
