"""The personal data of integrity zones: hands in milestones, rulings, witnesses."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept

from .candidates.models import Milestone, MilestoneEvidence, MilestoneWaiver
from .candidates.rulings import Ruling, RulingEvidence
from .declarations.models import DeclarationEvidence, Witness


def register() -> None:
    hands = ("submitted_by", "submitted_hands", "approved_by", "returned_by", "reopened_by")
    personal.declare(
        Kept(Milestone, hands, personal.ACT),
        Kept(MilestoneEvidence, ("attached_by",), personal.ACT),
        Kept(MilestoneWaiver, ("proposed_by", "waived_by"), personal.ACT),
        Kept(Ruling, ("recorded_by",), personal.ACT),
        Kept(RulingEvidence, ("attached_by",), personal.ACT),
        Kept(DeclarationEvidence, ("attached_by",), personal.ACT),
        Kept(Witness, ("name", "institution", "title"), personal.ATTENDANCE),
    )
