from argparse import ArgumentParser
from pathlib import Path

from reformasi.ui.commands import PortalCommand
from zona_integritas.management.roads import load_roads
from zona_integritas.road.files import FOLDER


class Command(PortalCommand):
    help = (
        "Muat tahap Zona Integritas ke basis data, dari zona_integritas/road/data atau dari FOLDER "
        "lain dengan susunan berkas yang sama. Aman dijalankan berulang kali; perangkat yang sudah "
        "dipakai calon tidak pernah diubah."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, metavar="FOLDER")

    def handle(self, *, folder: Path, **options: object) -> None:
        for sentence in load_roads(folder.resolve()):
            self.stdout.write(sentence)
