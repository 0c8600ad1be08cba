"""The sheet of a candidate's unit, as the pages of the candidate show it."""

from __future__ import annotations

from dataclasses import dataclass

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.permissions import AssessmentPerm
from evaluations.assessments.verdicts import PredicateLines, predicate_lines
from reformasi.organisation.models import User

from .models import Candidate


@dataclass(frozen=True)
class SheetCard:
    """The unit's own answers, with what the candidate's predicate asks of them; both None where
    no sheet is laid out yet, which ``may_begin`` the reader perhaps."""

    layer: AssessmentLayer | None
    predicate: PredicateLines | None
    may_begin: bool


def sheet_card(candidate: Candidate, user: User) -> SheetCard | None:
    """What ``user`` sees of the sheet; None where it is not for them."""
    layer = candidate.own_layer
    if layer is None:
        may_begin = user.has_perm(AssessmentPerm.ADD_ASSESSMENT, candidate.unit)
        return SheetCard(None, None, may_begin)
    if not user.has_perm(AssessmentPerm.VIEW_LAYER, layer):
        return None
    lines = predicate_lines(layer.scored().result)
    own = next((line for line in lines if line.predicate == candidate.target), None)
    return SheetCard(layer, own, may_begin=False)
