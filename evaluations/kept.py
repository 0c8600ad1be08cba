"""The personal data of evaluations: the hands in assessments, follow-ups and evidence."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .assessments.models import (
    Answer,
    AnswerEvidence,
    Assessment,
    AssessmentLayer,
    PersonInCharge,
    Remark,
)
from .dossiers.models import Dossier
from .follow_ups.models import FollowUp, FollowUpEvidence, TimeRequest
from .letters.models import LetterEvidence


def register() -> None:
    hands = ("submitted_by", "submitted_hands", "approved_by", "returned_by", "reopened_by")
    personal.declare(
        Kept(FollowUp, (*hands, "person"), personal.ACT),
        Kept(TimeRequest, ("asked_by", "decided_by"), personal.ACT),
        Kept(FollowUpEvidence, ("attached_by",), personal.ACT),
        Kept(LetterEvidence, ("attached_by",), personal.ACT),
        Kept(Assessment, ("created_by",), personal.ACT),
        Kept(AssessmentLayer, hands, personal.ACT),
        Kept(Answer, ("written_by",), personal.ACT),
        Kept(Remark, ("written_by",), personal.ACT),
        Kept(PersonInCharge, ("person",), personal.ACT),
        Kept(AnswerEvidence, ("attached_by",), personal.ACT),
        Kept(Dossier, ("requested_by", "content"), personal.WORK),
    )
