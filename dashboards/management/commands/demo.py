"""Load the demo data, or show who may log in to it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from dashboards import demo
from dashboards.demo.accounts import table
from reformasi.ui.commands import PortalCommand

HEADER = ("Akun (jabatan)", "Peran", "Unit", "Masuk dengan surel", "atau NIP", "Kata sandi")


class Command(PortalCommand):
    help = (
        "Muat data contoh: kejadian nyata tahun 2019 dan kegiatan rekaan di sekitarnya. Hanya "
        "dalam mode demo (DEMO=1); dijalankan lagi, tidak mengubah apa pun."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accounts", action="store_true", help="Tampilkan akun demo; tidak memuat data."
        )

    def handle(self, *, accounts: bool, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Mode demo mati, jadi data contoh tidak dimuat. Jalankan dengan DEMO=1, dan hanya "
                "pada basis data yang bukan untuk pekerjaan nyata."
            )
        if accounts:
            self.show_accounts()
        elif demo.is_loaded():
            self.stdout.write("Data contoh sudah ada; tidak ada yang diubah.")
        else:
            demo.load(timezone.localdate())
            self.stdout.write("Data contoh dimuat.", self.style.SUCCESS)

    def show_accounts(self) -> None:
        rows: list[Sequence[str]] = [HEADER, *table()]
        if len(rows) == 1:
            raise CommandError("Belum ada akun demo. Jalankan dahulu: manage.py demo")
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
        rows.insert(1, ["-" * width for width in widths])
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())
