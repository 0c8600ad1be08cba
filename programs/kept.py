"""The personal data of programmes: hands in plans, achievements and activities, attendance."""

from reformasi.audit import personal
from reformasi.audit.personal import Kept
from reformasi.privacy import outsiders
from reformasi.privacy.outsiders import INSTITUTION, NAME, NIP, OFFICE, SIGNED, Outsiders
from reformasi.workflow.models import Decidable, Versioned

from .achievements.models import Achievement, AchievementEvidence
from .activities.models import Activity, ActivityEvidence, ActivityWaiver
from .events.models import Attendance, Speaker
from .plans.models import ActionPlan


def register() -> None:
    hands = ("submitted_by", "submitted_hands", "approved_by", "returned_by", "reopened_by")
    attendee = ("name", "nip", "unit_name", "office", "signed")
    personal.declare(
        Kept(ActionPlan, ("created_by", "person", *hands), personal.ACT),
        Kept(Achievement, ("created_by", *hands), personal.ACT),
        Kept(AchievementEvidence, ("attached_by",), personal.ACT),
        Kept(Activity, ("created_by", *hands), personal.ACT),
        Kept(ActivityEvidence, ("attached_by",), personal.ACT),
        Kept(ActivityWaiver, ("proposed_by", "waived_by"), personal.ACT),
        Kept(Attendance, attendee, personal.ATTENDANCE, {"nip": "nip"}),
        Kept(Speaker, ("name", "office"), personal.ATTENDANCE),
    )
    outsiders.register(
        Outsiders(
            Attendance,
            {
                NAME: "name",
                NIP: "nip",
                INSTITUTION: "unit_name",
                OFFICE: "office",
                SIGNED: "signed",
            },
            owner="socialization.activity",
            unit_lookup="socialization__activity__unit",
            frozen_with=_activity,
            instead=("unit",),
        ),
        Outsiders(
            Speaker,
            {NAME: "name", OFFICE: "office"},
            owner="socialization.activity",
            unit_lookup="socialization__activity__unit",
            frozen_with=_activity,
        ),
    )


def _activity(owner: Versioned) -> list[Decidable]:
    return [owner] if isinstance(owner, Activity) else []
