"""The rows of sheets (LKE): their pages, their moves, their documents and dossiers."""

from __future__ import annotations

from typing import Any

from evaluations.assessments.permissions import AssessmentPerm
from evaluations.dossiers.models import Dossier
from programs.permissions import ProgramPerm
from tests.house.access_rows import (
    FORM,
    POST,
    Case,
    about,
    holds,
    moves,
    nobody,
    of,
    pages,
    reaches,
)
from tests.house.access_world import make_dossier

VIEW_SHEET = reaches(AssessmentPerm.VIEW_LAYER)
ASSESSMENTS = [
    *pages("evaluations:sheets"),
    *pages("evaluations:sheet_create", holds(AssessmentPerm.ADD_ASSESSMENT), FORM),
    *about("evaluations:sheet", of("assessment"), VIEW_SHEET),
    *about("evaluations:sheet_versions", of("assessment"), VIEW_SHEET),
    *about("evaluations:sheet_history", of("assessment"), VIEW_SHEET),
    *about("evaluations:way", of("assessment"), VIEW_SHEET),
    *about(
        "programs:sheet_plans_create",
        of("assessment"),
        VIEW_SHEET,
        reaches(ProgramPerm.ADD_ACTION_PLAN),
        FORM,
    ),
    *about("evaluations:sheet_standing", of("assessment"), VIEW_SHEET),
    *about(
        "evaluations:answers_change",
        of("assessment"),
        VIEW_SHEET,
        reaches(AssessmentPerm.CHANGE_ANSWER),
        POST,
    ),
    *about("evaluations:answer_evidence", of("assessment", "A.1.1.a"), VIEW_SHEET),
    *about(
        "evaluations:remark_change",
        of("assessment", "A.1.1.a"),
        VIEW_SHEET,
        reaches(AssessmentPerm.CHANGE_ANSWER),
        FORM,
    ),
    *about(
        "evaluations:people_set",
        of("assessment"),
        VIEW_SHEET,
        reaches(AssessmentPerm.CHANGE_ASSESSMENT),
        FORM,
    ),
    *about(
        "evaluations:sheet_prefill",
        of("assessment"),
        VIEW_SHEET,
        reaches(AssessmentPerm.CHANGE_ANSWER),
        FORM,
    ),
    *about("evaluations:sheet_export", of("assessment", "own"), VIEW_SHEET),
    *about(
        "evaluations:sheet_import",
        of("assessment"),
        VIEW_SHEET,
        reaches(AssessmentPerm.CHANGE_ANSWER),
        FORM,
    ),
    *about(
        "evaluations:sheet_preview",
        of("assessment", "tidak-ada"),
        VIEW_SHEET,
        reaches(AssessmentPerm.CHANGE_ANSWER),
        FORM,
    ),
    *moves(
        "evaluations:sheet_move",
        lambda verb: of("sheet_layer", verb),
        VIEW_SHEET,
        {
            "submit": AssessmentPerm.SUBMIT_SELF,
            "approve": AssessmentPerm.APPROVE_SELF,
            "return": AssessmentPerm.RETURN_SELF,
            "reopen": AssessmentPerm.REOPEN_SELF,
            "withdraw": AssessmentPerm.SUBMIT_SELF,
        },
    ),
]
REQUEST_DOCUMENT = reaches(AssessmentPerm.REQUEST_DOCUMENT)


def own_dossier(case: Case) -> list[Any]:
    """The dossier of this person about the sheet of the place; others have none."""
    user = case.asker.user
    if user is None:
        return [case.place.dossier.pk]
    layer = case.place.sheet_layer
    dossiers = Dossier.objects.filter(requested_by=user, layer=layer)
    return [(dossiers.first() or make_dossier(layer, user)).pk]


DOSSIERS = [
    *about("evaluations:sheet_documents", of("assessment"), VIEW_SHEET),
    *about(
        "evaluations:sheet_document_create",
        of("assessment", "sheet_recap"),
        VIEW_SHEET,
        REQUEST_DOCUMENT,
        POST,
    ),
    *about("evaluations:dossier_create", of("assessment"), VIEW_SHEET, REQUEST_DOCUMENT, POST),
    *about("evaluations:dossier_retry", own_dossier, VIEW_SHEET, REQUEST_DOCUMENT, POST),
    *[
        row
        for name in ("dossier", "dossier_progress", "dossier_download")
        for row in (
            *about(f"evaluations:{name}", own_dossier, VIEW_SHEET),
            *about(f"evaluations:{name}", of("dossier"), nobody),
        )
    ],
]
