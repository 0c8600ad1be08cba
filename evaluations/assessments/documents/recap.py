"""The recap of a sheet (Rekap LKE): areas, components, total, and what each predicate asks."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.standing import Branch
from evaluations.scoring import NodeScore, half_up
from reformasi.documents.registry import Content
from reformasi.organisation.models import Unit

from .common import head, predicates, share

ZERO = Decimal(0)


def build(layer: AssessmentLayer, unit: Unit) -> Content:
    """Everything that the recap shows, as plain data."""
    return recap(Sheet(layer)) | {"title": _("Rekapitulasi lembar kerja evaluasi")}


def recap(sheet: Sheet) -> Content:
    """The figures of the whole, for every document that shows them."""
    areas = _joined(sheet.standing.tree)
    sections = list(dict.fromkeys(score.node.section for area in areas for score in area))
    return head(sheet) | {
        "sections": [section.capitalize() for section in sections],
        "areas": [_area(halves, sections) for halves in areas],
        "components": [
            _component(branch) for branch in sheet.standing.tree if _stands_alone(branch)
        ],
        "predicates": predicates(sheet),
    }


def _joined(tree: Iterable[Branch]) -> list[list[NodeScore]]:
    """The halves of each area of change together, in printed order."""
    areas: dict[str, list[NodeScore]] = {}
    for branch in tree:
        if branch.is_area and branch.score.node.area:
            areas.setdefault(branch.score.node.area, []).append(branch.score)
    return list(areas.values())


def _area(halves: list[NodeScore], sections: list[str]) -> Content:
    weight, score = _weight(halves), _score(halves)
    return {
        "name": halves[0].node.name,
        "weight": str(weight),
        "halves": [_half(halves, section) for section in sections],
        "score": str(score),
        "percent": share(score, weight),
    }


def _half(halves: list[NodeScore], section: str) -> Content | None:
    """One half of an area; None where it has none."""
    half = [score for score in halves if score.node.section == section]
    return {"score": str(_score(half)), "weight": str(_weight(half))} if half else None


def _stands_alone(branch: Branch) -> bool:
    """A component, or an area that is no half of an area of change."""
    return not (branch.is_area and branch.score.node.area)


def _component(branch: Branch) -> Content:
    score = branch.score
    return {
        "code": score.code,
        "name": score.node.name,
        "depth": branch.depth,
        "weight": str(score.weight or ZERO),
        "score": str(score.score),
        "percent": share(score.score, score.weight or ZERO),
    }


def _weight(scores: Iterable[NodeScore]) -> Decimal:
    return sum((score.weight or ZERO for score in scores), ZERO)


def _score(scores: Iterable[NodeScore]) -> Decimal:
    return half_up(sum((score.exact for score in scores), ZERO))
