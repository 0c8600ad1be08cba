import os
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from evaluations.instruments import files as instrument_files
from evaluations.instruments.actions import load_instrument
from evaluations.instruments.companions import load_companions
from evaluations.instruments.files import FOLDER
from evaluations.instruments.versions import Outcome, VersionInUse
from reformasi.ui.commands import PortalCommand, loading, reading

KNOWN = (
    instrument_files.UnknownInstrument,
    instrument_files.InstrumentFileError,
    instrument_files.UnsoundTables,
    VersionInUse,
)


class Command(PortalCommand):
    help = (
        "Muat instrumen ke basis data, dari evaluations/instruments/data atau dari FOLDER lain "
        "dengan susunan berkas yang sama. Aman dijalankan berulang kali; versi yang sudah dipakai "
        "tidak pernah diubah."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "arguments",
            nargs="*",
            metavar="FOLDER|KODE",
            help="folder (tulis ./nama bila namanya sama dengan sebuah kode), lalu kode-kode; "
            "bawaan: semua instrumen dalam evaluations/instruments/data",
        )

    def handle(self, *, arguments: list[str], **options: object) -> None:
        sentences = {
            Outcome.CREATED: _("%(code)s: dimuat, %(nodes)s unsur"),
            Outcome.REPLACED: _("%(code)s: diganti karena berkasnya berubah, %(nodes)s unsur"),
            Outcome.UNCHANGED: _("%(code)s: tidak berubah"),
        }
        refused, loaded = [], []
        try:
            folder, codes = self.wanted(arguments)
        except KNOWN as error:
            raise CommandError(str(error)) from error
        for code in codes:
            try:
                outcome, nodes = self.load(code, folder)
            except KNOWN as error:
                refused.append(self.why_not(code, folder, error))
            else:
                self.stdout.write(sentences[outcome] % {"code": code, "nodes": nodes})
                loaded.append(code)
        if folder != FOLDER:
            for sentence in load_companions(folder, loaded):
                self.stdout.write(sentence)
        if refused:
            raise CommandError("\n".join(refused))

    def wanted(self, arguments: list[str]) -> tuple[Path, list[str]]:
        """The folder and the codes in it; a code of the release is never taken for a folder."""
        folder, codes = FOLDER, arguments
        with reading(FOLDER, *KNOWN):
            named = bool(arguments) and arguments[0] not in instrument_files.codes()
        if named and (os.sep in arguments[0] or os.path.isdir(arguments[0])):
            folder, codes = Path(arguments[0]).resolve(), arguments[1:]
            if not os.path.isdir(folder):
                raise CommandError(
                    _("%(folder)s bukan folder yang dapat dibuka.") % {"folder": folder}
                )
        with reading(folder, *KNOWN):
            codes = codes or list(instrument_files.codes(folder))
        if not codes:
            raise CommandError(
                _("instruments.csv dalam %(folder)s tidak memuat satu versi pun.")
                % {"folder": folder}
            )
        return folder, codes

    def load(self, code: str, folder: Path) -> tuple[Outcome, int]:
        with reading(folder, *KNOWN):
            instrument = instrument_files.read_instrument(code, folder)
            sources = instrument_files.source_hashes(code, folder)
            usual = instrument_files.usual_evidence(code, folder)
        with loading(folder):
            outcome = load_instrument(
                instrument=instrument, sources=sources, by=None, usual_evidence=usual
            )
        return outcome, len(instrument.nodes)

    def why_not(self, code: str, folder: Path, error: Exception) -> str:
        if isinstance(error, VersionInUse):
            return _(
                "%(code)s: berkasnya berubah, tetapi versi ini sudah dipakai dan tidak dapat "
                "diubah. Simpan perbaikan sebagai versi baru dengan kode baru."
            ) % {"code": code}
        if isinstance(error, instrument_files.UnknownInstrument):
            return _("%(code)s: tidak ada dalam instruments.csv. Yang ada: %(known)s.") % {
                "code": code,
                "known": ", ".join(instrument_files.codes(folder)),
            }
        return str(error)
