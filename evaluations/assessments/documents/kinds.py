"""The kinds of documents about a sheet."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.permissions import AssessmentPerm
from reformasi.documents import registry
from reformasi.documents.registry import Kind
from reformasi.organisation.models import Unit

from . import full, gap, recap

SUBJECT = "evaluations.AssessmentLayer"


def own_unit(layer: AssessmentLayer, among: QuerySet[Unit]) -> QuerySet[Unit]:
    """A sheet is one unit's, and so are its documents."""
    return among.filter(pk=layer.unit.pk)


RECAP = Kind(
    code="sheet_recap",
    title=_("Rekap LKE"),
    template="evaluations/documents/sheet_recap.html",
    subject_model=SUBJECT,
    series="RLKE",
    build=recap.build,
    request_perm=AssessmentPerm.REQUEST_DOCUMENT,
    units=own_unit,
)
FULL = Kind(
    code="sheet_full",
    title=_("LKE lengkap"),
    template="evaluations/documents/sheet_full.html",
    subject_model=SUBJECT,
    series="LKE",
    build=full.build,
    request_perm=AssessmentPerm.REQUEST_DOCUMENT,
    units=own_unit,
)
GAP = Kind(
    code="sheet_gap",
    title=_("Laporan kesenjangan predikat"),
    template="evaluations/documents/sheet_gap.html",
    subject_model=SUBJECT,
    series="LKP",
    build=gap.build,
    request_perm=AssessmentPerm.REQUEST_DOCUMENT,
    units=own_unit,
)
KINDS = (RECAP, FULL, GAP)


def kinds_for(layer: AssessmentLayer) -> list[Kind[AssessmentLayer]]:
    """Those that say something about the sheet: not every instrument has predicates."""
    has_predicates = bool(layer.assessment.specification.predicates)
    return [kind for kind in KINDS if kind is not GAP or has_predicates]


def register() -> None:
    for kind in KINDS:
        registry.register(kind)
