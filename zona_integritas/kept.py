"""The personal data of integrity zones: hands in milestones, rulings, witnesses."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept
from reformasi.privacy import outsiders
from reformasi.privacy.outsiders import INSTITUTION, NAME, OFFICE, Outsiders
from reformasi.workflow.models import Decidable, Versioned

from .candidates.models import Milestone, MilestoneEvidence, MilestoneWaiver
from .candidates.rulings import Ruling, RulingEvidence
from .declarations.models import Declaration, DeclarationEvidence, Witness
from .road.stages import Stage


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
    outsiders.register(
        Outsiders(
            Witness,
            {NAME: "name", INSTITUTION: "institution", OFFICE: "title"},
            owner="declaration",
            unit_lookup="declaration__candidate__unit",
            frozen_with=_milestones,
        )
    )


def _milestones(owner: Versioned) -> list[Decidable]:
    """The steps of the declaration that vouch for its witnesses."""
    if not isinstance(owner, Declaration):
        return []
    steps = owner.candidate.milestones.filter(step__stage=Stage.DECLARATION)
    return list(steps.order_by("pk"))
