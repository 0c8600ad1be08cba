from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from evaluations.instruments import files as instrument_files
from evaluations.instruments.actions import load_instrument
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
        "Muat instrumen dari evaluations/instruments/data ke basis data. Aman dijalankan berulang "
        "kali; versi yang sudah dipakai tidak pernah diubah."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="KODE", help="bawaan: semua instrumen")

    def handle(self, *, codes: list[str], **options: object) -> None:
        sentences = {
            Outcome.CREATED: _("%(code)s: dimuat, %(nodes)s unsur"),
            Outcome.REPLACED: _("%(code)s: diganti karena berkasnya berubah, %(nodes)s unsur"),
            Outcome.UNCHANGED: _("%(code)s: tidak berubah"),
        }
        refused = []
        try:
            with reading(instrument_files.FOLDER, *KNOWN):
                wanted = codes or instrument_files.codes()
        except KNOWN as error:
            raise CommandError(str(error)) from error
        for code in wanted:
            try:
                outcome, nodes = self.load(code)
            except KNOWN as error:
                refused.append(self.why_not(code, error))
            else:
                self.stdout.write(sentences[outcome] % {"code": code, "nodes": nodes})
        if refused:
            raise CommandError("\n".join(refused))

    def load(self, code: str) -> tuple[Outcome, int]:
        with reading(instrument_files.FOLDER, *KNOWN):
            instrument = instrument_files.read_instrument(code)
            sources = instrument_files.source_hashes(code)
        with loading(instrument_files.FOLDER):
            outcome = load_instrument(instrument=instrument, sources=sources, by=None)
        return outcome, len(instrument.nodes)

    def why_not(self, code: str, error: Exception) -> str:
        if isinstance(error, VersionInUse):
            return _(
                "%(code)s: berkasnya berubah, tetapi versi ini sudah dipakai dan tidak dapat "
                "diubah. Simpan perbaikan sebagai versi baru dengan kode baru."
            ) % {"code": code}
        if isinstance(error, instrument_files.UnknownInstrument):
            return _("%(code)s: tidak ada dalam instruments.csv. Yang ada: %(known)s.") % {
                "code": code,
                "known": ", ".join(instrument_files.codes()),
            }
        return str(error)
