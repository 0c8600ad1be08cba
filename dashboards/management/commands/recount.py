"""Count what the figures are made of, and compare it with what is kept."""

from __future__ import annotations

from django.core.management.base import CommandError, CommandParser

from dashboards.rollups import recounts
from reformasi.ui.commands import PortalCommand


class Command(PortalCommand):
    help = (
        "Hitung ulang semua angka dasbor dari datanya dan bandingkan dengan yang tersimpan. Tanpa "
        "pilihan tidak ada yang diperbaiki; keluar dengan 1 bila ada selisih."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="Simpan yang benar, bila ada selisih."
        )
        parser.add_argument(
            "--pending", action="store_true", help="Hanya hitung yang baru berubah."
        )

    def handle(self, *, repair: bool, pending: bool, **options: object) -> None:
        if pending:
            recounts.work_off()
            return
        wrong = 0
        for kept, sentences in recounts.recount().items():
            for sentence in sentences:
                self.stdout.write(f"{kept.name}: {sentence}")
            self.stdout.write(f"{kept.name}: {len(sentences)} selisih")
            wrong += len(sentences)
            if sentences and repair:
                kept.rebuild()
                self.stdout.write(f"{kept.name}: dihitung ulang", self.style.SUCCESS)
        if wrong and not repair:
            raise CommandError(f"{wrong} selisih. Perbaiki dengan: manage.py recount --repair")
