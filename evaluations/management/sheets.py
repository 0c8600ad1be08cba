"""What the commands share that read a sheet of answers from a file."""

from argparse import ArgumentParser
from pathlib import Path

from django.utils.translation import gettext as _

from evaluations.assessments.answer_files import BadAnswers, read_answer_file
from evaluations.instruments.files import FOLDER, codes, read_instrument
from evaluations.scoring import Answer, AreaRule, InstrumentSpec, ScoringError
from reformasi.ui.commands import PortalCommand, reading


class Refused(Exception):
    """The sheet cannot be scored: the message goes to stderr, and the command ends with 2."""


class SheetCommand(PortalCommand):
    """Reads FILE.csv by the files of an instrument; needs no database."""

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--instrument", required=True, help=", ".join(codes()))
        parser.add_argument("--prior-predicate", help="predikat yang sudah dimiliki unit")
        parser.add_argument(
            "--area-rule",
            choices=[rule.value for rule in AreaRule],
            default=AreaRule.COMBINED.value,
            help="syarat per area: kedua bagian bersama (bawaan) atau masing-masing",
        )
        parser.add_argument("--json", action="store_true", dest="is_json")

    def instrument(self, code: str) -> InstrumentSpec:
        if code not in codes():
            raise Refused(
                _("Instrumen %(code)s tidak dikenal. Yang ada: %(known)s.")
                % {"code": code, "known": ", ".join(codes())}
            )
        with reading(FOLDER, ScoringError):
            return read_instrument(code)

    def answers(self, file: Path, instrument: InstrumentSpec) -> dict[str, Answer]:
        if file.exists() and not (file.is_file() or file.is_dir()):  # a pipe would be waited on
            pipe = {"file": file, "why": _("itu bukan berkas biasa")}
            raise Refused(_("%(file)s tidak dapat dibaca: %(why)s.") % pipe)
        try:
            return read_answer_file(file.read_bytes(), instrument)
        except OSError as error:
            why = {
                FileNotFoundError: _("berkas tidak ada"),
                IsADirectoryError: _("itu folder, bukan berkas"),
                PermissionError: _("tidak ada izin untuk membacanya"),
            }.get(type(error), error.strerror)
            raise Refused(
                _("%(file)s tidak dapat dibaca: %(why)s.") % {"file": file, "why": why}
            ) from None
        except BadAnswers as error:
            lines = [
                _("Baris %(line)s: %(reason)s")
                % {"line": row.line, "reason": row.reason.render(translate=_)}
                for row in error.rows
            ]
            raise Refused("\n".join(lines)) from None

    def refuse(self, error: Exception) -> SystemExit:
        """Tell what is wrong, and give what to raise."""
        self.stderr.write(str(error))
        return SystemExit(2)
