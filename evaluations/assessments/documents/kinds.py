"""The kinds of documents about a sheet."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.permissions import AssessmentPerm
from evaluations.assessments.workflow import LayerKind
from reformasi.documents import registry
from reformasi.documents.registry import Build, Kind
from reformasi.organisation.models import Unit
from reformasi.workflow.moves import Text

from . import full, gap, recap


def own_unit(layer: AssessmentLayer, among: QuerySet[Unit]) -> QuerySet[Unit]:
    """A sheet is one unit's, and so are its documents."""
    return among.filter(pk=layer.unit.pk)


def find_sheet(text: str) -> AssessmentLayer:
    """The unit's own layer of the sheet "polpum-ormas/2026", or of that with this key.

    Raises:
        AssessmentLayer.DoesNotExist: there is none.
        AssessmentLayer.MultipleObjectsReturned: several instruments in that year; says their keys.
    """
    rows = AssessmentLayer.objects.filter(kind=LayerKind.SELF)
    rows = rows.select_related("assessment__unit", "assessment__instrument")
    code, _slash, year = text.rpartition("/")
    if not (year.isascii() and year.isdigit()):
        raise AssessmentLayer.DoesNotExist
    if not code:
        return rows.get(assessment=int(year))
    layers = list(rows.filter(assessment__unit__code=code, assessment__year=int(year)))
    if not layers:
        raise AssessmentLayer.DoesNotExist
    if len(layers) > 1:
        sheets = [layer.assessment for layer in layers]
        names = "; ".join(f"{sheet.pk} = {sheet.instrument.title}" for sheet in sheets)
        message = _("Ada beberapa LKE unit itu pada tahun itu. Sebutkan kuncinya: %(sheets)s.")
        raise AssessmentLayer.MultipleObjectsReturned(message % {"sheets": names})
    return layers[0]


def _kind(
    name: str, title: Text, *, series: str, build: Build[AssessmentLayer]
) -> Kind[AssessmentLayer]:
    return Kind(
        code=f"sheet_{name}",
        title=title,
        template=f"evaluations/documents/sheet_{name}.html",
        subject_model="evaluations.AssessmentLayer",
        series=series,
        build=build,
        alias=f"sheet-{name}",
        option="sheet",
        lookup=find_sheet,
        request_perm=AssessmentPerm.REQUEST_DOCUMENT,
        units=own_unit,
    )


RECAP = _kind("recap", _("Rekap LKE"), series="RLKE", build=recap.build)
FULL = _kind("full", _("LKE lengkap"), series="LKE", build=full.build)
GAP = _kind("gap", _("Laporan kesenjangan predikat"), series="LKP", build=gap.build)
KINDS = (RECAP, FULL, GAP)


def kinds_for(layer: AssessmentLayer) -> list[Kind[AssessmentLayer]]:
    """Those that say something about the sheet: not every instrument has predicates."""
    has_predicates = bool(layer.assessment.specification.predicates)
    return [kind for kind in KINDS if kind is not GAP or has_predicates]


def register() -> None:
    for kind in KINDS:
        registry.register(kind)
