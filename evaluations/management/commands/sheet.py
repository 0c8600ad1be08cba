"""``manage.py sheet export|import``: the workbook of a unit's own assessment, out and back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from evaluations.assessments import actions
from evaluations.assessments.actions import Filled
from evaluations.assessments.exports import SheetLayout, export_layer
from evaluations.assessments.imports import VALUE, CellChange, SheetImport, import_of
from evaluations.assessments.models import Assessment, AssessmentLayer
from evaluations.assessments.permissions import AssessmentPerm
from evaluations.assessments.standing import sentence
from evaluations.assessments.workbooks.reading import MAX_BYTES
from evaluations.assessments.workbooks.refusals import NoWorkbook
from evaluations.scoring import ScoringError
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed
from reformasi.organisation.models import Unit, User
from reformasi.sheets.refusals import SheetRefused
from reformasi.sheets.writing import TooLong
from reformasi.ui.commands import PortalCommand, require_plain_file

BAD_INPUT = 2


class Command(PortalCommand):
    help = (
        "Ekspor LKE sebuah unit ke buku kerja XLSX, atau impor isiannya dari berkas. Jawaban yang "
        "tidak cocok, dan yang berubah di portal sejak ekspor, tidak disimpan melainkan disebut. "
        "Berakhir dengan 0, atau 2 bila masukan salah."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        export = acts.add_parser("export", help="tulis buku kerja")
        export.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx")
        export.add_argument("--layout", choices=SheetLayout.values, default=SheetLayout.OWN.value)
        intake = acts.add_parser("import", help="baca berkas dan simpan yang berubah")
        intake.add_argument("file", type=Path, metavar="FILE")
        intake.add_argument("--dry-run", action="store_true", help="hanya baca, jangan simpan")
        intake.add_argument(
            "--trust-codes",
            action="store_true",
            help="ambil baris yang kodenya cocok walaupun kata-katanya berbeda",
        )
        intake.add_argument(
            "--column",
            default="",
            metavar="HURUF",
            help="kolom jawaban, bila berkas punya beberapa",
        )
        intake.add_argument("--json", action="store_true", dest="is_json")
        for one in (export, intake):
            one.add_argument("--unit", required=True, metavar="KODE", help="kode unit kerja")
            one.add_argument("--year", required=True, type=int, metavar="TAHUN")
            one.add_argument("--instrument", default="", help="bila unit punya beberapa LKE")
            one.add_argument(
                "--by",
                default="",
                metavar="NIP|SUREL",
                help="atas nama siapa; tanpa ini dicatat sebagai Sistem",
            )

    def handle(
        self,
        *,
        unit: str,
        year: int,
        instrument: str,
        by: str,
        out: Path | None = None,
        layout: str = "",
        file: Path | None = None,
        dry_run: bool = False,
        trust_codes: bool = False,
        column: str = "",
        is_json: bool = False,
        **options: object,
    ) -> None:
        layer, person = _layer(unit, year, instrument), _person(by)
        try:
            with trail.coming_from("manage.py sheet"):
                if out:
                    self._export(layer, person, out, SheetLayout(layout))
                elif file:
                    incoming = _incoming(layer, person, file, trust_codes, column.upper())
                    outcome = _tried(incoming) if dry_run else _written(incoming, file.name, person)
                    text = json.dumps(outcome, ensure_ascii=False, indent=2)
                    self.stdout.write(text if is_json else "\n".join(_lines(outcome)))
        except SheetRefused as refusal:
            raise _bad(refusal.messages[0]) from refusal
        except ScoringError as refusal:
            raise _bad(sentence(refusal)) from refusal
        except (MoveNotAllowed, TooLong, NoWorkbook) as refusal:
            raise _bad(str(refusal)) from refusal

    def _export(
        self, layer: AssessmentLayer, by: User | None, out: Path, layout: SheetLayout
    ) -> None:
        if by and not AssessmentLayer.objects.visible_to(by).filter(pk=layer.pk).exists():
            raise _bad(_("%(person)s tidak melihat LKE ini.") % {"person": by})
        with transaction.atomic():  # what was not written was not exported
            workbook = export_layer(layer, layout, by=by)
            try:
                out.write_bytes(workbook)
            except OSError as error:
                raise _bad(
                    _("%(path)s tidak dapat ditulis: %(reason)s.")
                    % {"path": out, "reason": error.strerror}
                ) from error
        self.stdout.write(str(out))


class Asked(TypedDict):
    """An answer that was not taken, and why."""

    cell: str
    code: str
    value: str
    why: str


class Outcome(TypedDict):
    """What came of an import; ``changed`` counts answers."""

    matched: int
    missing: list[str]
    refused: list[Asked]
    changed: int


def _incoming(
    layer: AssessmentLayer, by: User | None, file: Path, trusts_codes: bool, column: str
) -> SheetImport:
    if by and not by.has_perm(AssessmentPerm.CHANGE_ANSWER, layer):
        raise _bad(_("%(person)s tidak berwenang mengisi LKE ini.") % {"person": by})
    actions.require_open_sheet(layer)
    return import_of(layer, _content(file), trusts_codes=trusts_codes, column=column)


def _lines(outcome: Outcome) -> Iterator[str]:
    counts = {**outcome, "missing": len(outcome["missing"]), "refused": len(outcome["refused"])}
    yield (
        _(
            "%(matched)d butir terbaca, %(changed)d berubah, %(missing)d tidak ada di berkas, "
            "%(refused)d tidak dapat diambil."
        )
        % counts
    )
    for one in outcome["refused"]:
        yield f"  {one['cell']}  {one['code']}  {one['value']}  {one['why']}"


def _tried(incoming: SheetImport) -> Outcome:
    """What an import would come to now."""
    return _outcome(incoming, len({change.code for change in incoming.clean}))


def _written(incoming: SheetImport, name: str, by: User | None) -> Outcome:
    """Write what nothing stands against; who writes at the same moment is not overruled."""
    filled = actions.import_answers(
        layer=incoming.layer,
        fillings=incoming.fillings(incoming.clean_names),
        name=name,
        by=by,
    )
    late = [
        replace(change, answer=filled.answers[change.code], now=_now(change, filled))
        for change in incoming.clean
        if change.code in filled.conflicts
    ]
    return _outcome(incoming, len(filled.changed), late)


def _now(change: CellChange, filled: Filled) -> str:
    """What stands in the portal instead of ``change``."""
    answer = filled.answers[change.code]
    return answer.value if change.part == VALUE else answer.note


def _outcome(incoming: SheetImport, changed: int, late: Sequence[CellChange] = ()) -> Outcome:
    reading = incoming.reading
    refused = [
        Asked(cell=one.cell, code=one.code, value=one.value, why=one.why.render(translate=_))
        for one in reading.refusals
    ]
    refused += [
        Asked(cell=one.cell, code=one.code, value=one.new, why=one.why)
        for one in (*incoming.conflicts, *late)
    ]
    return Outcome(
        matched=len(reading.matches),
        missing=list(reading.missing),
        refused=refused,
        changed=changed,
    )


def _bad(message: str) -> CommandError:
    return CommandError(message, returncode=BAD_INPUT)


def _layer(unit_code: str, year: int, instrument: str) -> AssessmentLayer:
    """The unit's own layer of the one sheet that is meant."""
    unit = Unit.objects.filter(code=unit_code).first()
    if unit is None:
        raise _bad(
            _("Tidak ada unit berkode “%(code)s”. Kodenya tercantum di /organisasi/.")
            % {"code": unit_code}
        )
    sheets = Assessment.objects.filter(unit=unit, year=year).select_related("unit", "instrument")
    if instrument:
        sheets = sheets.filter(instrument__code=instrument)
    matches = list(sheets.order_by("instrument__code"))
    if not matches:
        raise _bad(
            _("Belum ada LKE %(unit)s tahun %(year)d. Mulai dahulu di halaman LKE.")
            % {"unit": unit, "year": year}
        )
    if len(matches) > 1:
        raise _bad(
            _("%(unit)s punya beberapa LKE tahun %(year)d. Sebutkan --instrument: %(codes)s.")
            % {
                "unit": unit,
                "year": year,
                "codes": ", ".join(match.instrument.code for match in matches),
            }
        )
    layer = matches[0].own
    layer.assessment = matches[0]
    return layer


def _person(text: str) -> User | None:
    """Whom it is recorded under; nobody named is the operator, as with every command."""
    if not text:
        return None
    person = User.objects.filter(Q(nip=text) | Q(email__iexact=text), is_active=True).first()
    if person is None:
        raise _bad(_("Tidak ada orang aktif dengan NIP atau surel “%(text)s”.") % {"text": text})
    return person


def _content(file: Path) -> bytes:
    try:
        require_plain_file(file)
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except CommandError as error:
        raise _bad(str(error)) from error
    except OSError as error:
        raise _bad(
            _("%(path)s tidak dapat dibuka: %(reason)s.") % {"path": file, "reason": error.strerror}
        ) from error
