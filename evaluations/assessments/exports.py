"""A layer as a workbook to take along: its answers, official notes and the titles of its evidence.

Working remarks stay where they are: they are the unit's own, and no part of a sheet that leaves.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.scoring import InstrumentSpec
from reformasi.audit import trail
from reformasi.organisation.models import User
from reformasi.sheets.writing import XLSX_LETTERS, TooLong
from reformasi.ui.text import one_line

from .models import OWNER_KEY, Answer, AnswerEvidence, AssessmentLayer
from .workbooks.content import SheetContent, SheetRow
from .workbooks.own import own_workbook
from .workbooks.own_layout import SheetOrigin
from .workbooks.portal_rows import portal_rows
from .workbooks.portalrb import portal_workbook
from .workflow import LayerKind


class SheetLayout(TextChoices):
    """How a workbook of a sheet is laid out."""

    OWN = "own", gettext_lazy("lembar kerja Excel")
    PORTAL = "portalrb", gettext_lazy("tata letak PortalRB")


def layouts_of(instrument: InstrumentSpec) -> list[SheetLayout]:
    """The layouts that have a place for every question of ``instrument``."""
    rows = portal_rows()
    fits = all(node.code in rows for node in instrument.answerable)
    return [SheetLayout.OWN, SheetLayout.PORTAL] if fits else [SheetLayout.OWN]


def export_layer(layer: AssessmentLayer, layout: SheetLayout, *, by: User | None) -> bytes:
    """The XLSX, and a line on the trail; ``by=None`` is the operator at the command line.

    Raises:
        TooLong: a note is longer than a cell holds.
        NoWorkbook: a question has no row in the national workbook.
        MissingGroup: the weights of no group of institutions have been chosen.
    """
    answers = list(layer.answers.all())
    _require_room(answers)
    content = content_of(layer, answers)
    specification = layer.assessment.specification
    if layout is SheetLayout.PORTAL:
        # The columns of TPI stay blank: no assessor has a layer yet.
        workbook = portal_workbook(specification, content)
    else:
        workbook = own_workbook(specification, content, _origin_of(layer, answers, by))
    with translation.override(settings.LANGUAGE_CODE):  # as all that the trail keeps
        note = str(layout.label)
    trail.record("export", layer, by=by, note=note)
    return workbook


def content_of(layer: AssessmentLayer, answers: list[Answer]) -> SheetContent:
    """What stands in the cells, by code."""
    titles: dict[int, list[str]] = {}
    attached = AnswerEvidence.objects.filter(owner__layer=layer).select_related("evidence")
    for attachment in attached.order_by("pk"):
        title = one_line(attachment.evidence.title)
        titles.setdefault(getattr(attachment, OWNER_KEY), []).append(title)
    return {
        answer.code: SheetRow(answer.value, answer.note, tuple(titles.get(answer.pk, ())))
        for answer in answers
    }


def file_name(layer: AssessmentLayer, layout: SheetLayout) -> str:
    """Says whose sheet it is, of which year and day."""
    assessment = layer.assessment
    kind = "lke-portalrb" if layout is SheetLayout.PORTAL else "lke"
    day = f"{timezone.localdate():%Y%m%d}"
    return f"{kind}-{assessment.unit.code}-{assessment.year}-{day}.xlsx"


def _require_room(answers: list[Answer]) -> None:
    """Name the notes that do not fit, for whoever has to shorten them."""
    long = [answer.code for answer in answers if len(answer.note) >= XLSX_LETTERS]
    if long:
        raise TooLong(
            _(
                "Catatan %(codes)s lebih panjang daripada satu sel Excel (%(limit)d huruf). "
                "Pendekkan dahulu, lalu unduh lagi."
            )
            % {"codes": ", ".join(long), "limit": XLSX_LETTERS}
        )


def _origin_of(layer: AssessmentLayer, answers: list[Answer], by: User | None) -> SheetOrigin:
    assessment = layer.assessment
    return SheetOrigin(
        unit_code=assessment.unit.code,
        unit=str(assessment.unit),
        year=assessment.year,
        fingerprint=assessment.instrument.sha256,
        assessment=assessment.pk,
        layer=layer.kind,
        layer_label=str(LayerKind(layer.kind).label),
        layer_version=layer.version,
        exported_at=timezone.now(),
        exported_by=str(by or _(trail.SYSTEM)),
        answer_versions={answer.code: answer.version for answer in answers},
    )
