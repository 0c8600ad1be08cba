"""Activities, plans, milestones and follow-ups as rows of one list of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.follow_ups.models import FollowUp
from evaluations.letters.permissions import LetterPerm
from programs.achievements.models import Achievement
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.organisation.decidable import D, DecidableQuerySet
from reformasi.organisation.models import Unit, User
from reformasi.workflow.models import Decidable
from zona_integritas.candidates.models import Milestone
from zona_integritas.permissions import ZonaIntegritasPerm

from .rollups.models import StaleApproval

SOON_DAYS = 30
LONG_LIST = 10


@dataclass(frozen=True)
class WorkItem:
    """One thing to work on or to decide; the list that it stands in says which facts it tells."""

    row: Decidable
    kind: str
    title: str
    unit: Unit
    is_sample: bool
    due: date | None = None

    @property
    def url(self) -> str:
        return self.row.get_absolute_url()

    @property
    def since(self) -> datetime | None:
        """When it was submitted."""
        return self.row.submitted_at

    @property
    def days(self) -> int:
        """Whole days since it was submitted."""
        return (timezone.now() - self.since).days if self.since else 0

    @property
    def who(self) -> str:
        """Who submitted it."""
        return str(self.row.submitted_by or "")

    @property
    def note(self) -> str:
        """Why it was returned."""
        return self.row.return_reason


def of_activity(activity: Activity) -> WorkItem:
    return WorkItem(activity, _("Kegiatan"), str(activity), activity.unit, activity.is_sample)


def of_achievement(achievement: Achievement) -> WorkItem:
    title, unit = str(achievement), achievement.unit
    return WorkItem(achievement, _("Capaian triwulan"), title, unit, achievement.is_sample)


def of_plan(plan: ActionPlan) -> WorkItem:
    return WorkItem(plan, _("Rencana aksi"), str(plan), plan.unit, plan.is_sample)


def of_milestone(milestone: Milestone) -> WorkItem:
    """Named by its step only: the unit stands beside it. Sample data if its candidate is."""
    candidate, due = milestone.candidate, milestone.due_date
    title = str(milestone.step)
    return WorkItem(milestone, _("Tahap ZI"), title, candidate.unit, candidate.is_sample, due)


def of_follow_up(follow_up: FollowUp) -> WorkItem:
    title, unit = str(follow_up), follow_up.unit
    return WorkItem(follow_up, _("Tindak lanjut"), title, unit, follow_up.is_sample, follow_up.due)


def returned_to(user: User) -> list[WorkItem]:
    """What came back to this person, with the reason; all of it, because they have to act."""
    activities = Activity.objects.visible_to(user).returned_to(user)
    plans = ActionPlan.objects.visible_to(user).returned_to(user)
    achievements = Achievement.objects.visible_to(user).returned_to(user)
    milestones = Milestone.objects.visible_to(user).returned().filter(submitted_by=user)
    follow_ups = FollowUp.objects.visible_to(user).returned().filter(submitted_by=user)
    return [
        *map(of_activity, activities.with_links()),
        *map(of_plan, plans.with_links()),
        *map(of_achievement, achievements.with_links()),
        *map(of_milestone, milestones.with_place()),
        *map(of_follow_up, follow_ups.with_letter()),
    ]


def stale_of(user: User) -> list[WorkItem]:
    """What this person may decide on or record and is approved, but has changed since; the latest
    approval first."""
    kinds = (
        map(of_activity, _stale(Activity.objects.decided_by(user).with_links())),
        map(of_plan, _stale(ActionPlan.objects.decided_by(user).with_links())),
        map(of_achievement, _stale(Achievement.objects.decided_by(user).with_links())),
        map(of_milestone, _stale(Milestone.objects.decided_by(user).with_place())),
        map(of_follow_up, _stale(FollowUp.objects.decided_by(user).with_letter())),
    )
    items = [item for kind in kinds for item in kind]
    return sorted(items, key=lambda item: item.row.approved_at or timezone.now(), reverse=True)


def _stale(rows: DecidableQuerySet[D]) -> DecidableQuerySet[D]:
    few = rows.filter(pk__in=StaleApproval.objects.of(rows.model))
    return few.stale().approved().order_by("-approved_at")[:LONG_LIST]


def due_soon(user: User, today: date) -> list[WorkItem]:
    """Follow-ups and milestones of one's units that are late or due within a month."""
    soon = today + timedelta(days=SOON_DAYS)
    follow_ups = FollowUp.objects.where(user, LetterPerm.SUBMIT_FOLLOW_UP).due_by(soon)
    milestones = Milestone.objects.where(user, ZonaIntegritasPerm.SUBMIT_MILESTONE)
    milestones = milestones.editable()  # what waits for others is not theirs now
    items = [
        *map(of_follow_up, follow_ups.with_letter()[:LONG_LIST]),
        *map(of_milestone, milestones.with_place().at_risk(today, days=SOON_DAYS)[:LONG_LIST]),
    ]
    return sorted(items, key=lambda item: item.due or today)[:LONG_LIST]


def to_record(user: User) -> list[WorkItem]:
    """Milestones whose decision, made elsewhere, this person is to record; longest wait first."""
    milestones = Milestone.objects.waiting_for(user).with_place().with_hands()
    return [of_milestone(milestone) for milestone in milestones[:LONG_LIST]]


def waiting_for(user: User) -> list[WorkItem]:
    """What this team lead may decide, longest wait first; never their own work."""
    milestones = Milestone.objects.waiting_for(user).with_place().select_related("submitted_by")
    items = [
        *map(of_activity, Activity.objects.waiting_for(user).with_links()[:LONG_LIST]),
        *map(of_plan, ActionPlan.objects.waiting_for(user).with_links()[:LONG_LIST]),
        *map(of_achievement, Achievement.objects.waiting_for(user).with_links()[:LONG_LIST]),
        *map(of_milestone, milestones[:LONG_LIST]),
    ]
    return sorted(items, key=lambda item: item.since or timezone.now())[:LONG_LIST]
