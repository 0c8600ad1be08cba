"""Load a made-up nation beside the demo, to measure the portal at that size."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from dashboards import nation
from dashboards.demo import is_loaded
from dashboards.nation.loading import Made, analyze, bytes_on_disk
from reformasi.ui.commands import PortalCommand


class Command(PortalCommand):
    help = (
        "Muat negara rekaan di samping data contoh, untuk mengukur portal pada ukuran itu. Hanya "
        "dalam mode demo (DEMO=1), dan hanya sekali dalam satu basis data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale",
            type=float,
            default=min(nation.SCALES),
            help="1: 50.000 unit dan 1.000.000 kegiatan; 0.1 dan 0.01: sebagiannya.",
        )

    def handle(self, *, scale: float, **options: object) -> None:
        refuse_where_it_may_not_be(scale)
        began = time.monotonic()
        made = nation.make(nation.Size(scale), timezone.localdate())
        loaded = time.monotonic()
        analyze()
        self.tell(made, loaded - began, time.monotonic() - loaded)

    def tell(self, made: Made, loading: float, analyzing: float) -> None:
        width = max(map(len, made.rows))
        for table, count in made.rows.items():
            self.stdout.write(f"{table.ljust(width)}  {count:>10,}".replace(",", "."))
        checked = made.checked
        self.stdout.write(
            f"Diperiksa pada semua baris: {checked.foreign_keys} kunci asing, "
            f"{checked.uniques} aturan keunikan, {checked.checks} aturan isi; "
            f"{checked.indexes} indeks dibuat kembali."
        )
        size = f"{bytes_on_disk() / 1e9:.2f}".replace(".", ",")
        self.stdout.write(
            f"Dimuat dalam {loading:.0f} detik, statistik {analyzing:.0f} detik; "
            f"basis data {size} GB.",
            self.style.SUCCESS,
        )


def refuse_where_it_may_not_be(scale: float) -> None:
    """Raises CommandError outside of demo mode, without a demo, and where a nation is."""
    if not settings.DEMO:
        raise CommandError(
            "Mode demo mati, jadi negara rekaan tidak dimuat. Jalankan dengan DEMO=1, dan hanya "
            "pada basis data yang bukan untuk pekerjaan nyata."
        )
    if not 0 < scale <= 1:
        raise CommandError("Skala harus lebih dari 0 dan paling besar 1, misalnya --scale 0.1.")
    if not is_loaded():
        raise CommandError("Belum ada data contoh. Jalankan dahulu: manage.py demo")
    if nation.is_made():
        raise CommandError(
            "Negara rekaan sudah ada dalam basis data ini; tidak ada yang diubah. Untuk skala "
            "lain, mulai dari basis data baru."
        )
