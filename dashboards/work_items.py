"""Activities, plans, milestones and follow-ups as rows of one list of work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar, cast

from django.db.models import Model, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.follow_ups.models import FollowUp
from evaluations.letters.permissions import LetterPerm
from programs.achievements.models import Achievement
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.organisation.decidable import DecidableQuerySet
from reformasi.organisation.models import Unit, User
from reformasi.workflow.models import Decidable
from reformasi.workflow.moves import Decisions
from zona_integritas.candidates.models import Milestone
from zona_integritas.candidates.workflow import RECORDED
from zona_integritas.permissions import ZonaIntegritasPerm

from .rollups.models import StaleApproval

R = TypeVar("R", bound=QuerySet[Model])
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
    keys = keys_of_each(activities, plans, achievements, milestones, follow_ups, most=None)
    return [
        *map(of_activity, with_keys(activities, keys[0]).with_links()),
        *map(of_plan, with_keys(plans, keys[1]).with_links()),
        *map(of_achievement, with_keys(achievements, keys[2]).with_links()),
        *map(of_milestone, with_keys(milestones, keys[3]).with_place()),
        *map(of_follow_up, with_keys(follow_ups, keys[4]).with_letter()),
    ]


def stale_of(user: User) -> list[WorkItem]:
    """What this person may decide on or record and is approved, but has changed since; the latest
    approval first."""
    keys = StaleApproval.objects.by_target()
    items: list[WorkItem] = []
    if few := _few(user, Activity, keys):
        activities = _stale(Activity.objects.filter(few).decided_by(user))
        items += map(of_activity, first_of(activities).with_links())
    if few := _few(user, ActionPlan, keys):
        plans = _stale(ActionPlan.objects.filter(few).decided_by(user))
        items += map(of_plan, first_of(plans).with_links())
    if few := _few(user, Achievement, keys):
        achievements = _stale(Achievement.objects.filter(few).decided_by(user))
        items += map(of_achievement, first_of(achievements).with_links())
    if few := _few(user, Milestone, keys, *RECORDED.values()):
        milestones = _stale(Milestone.objects.filter(few).decided_by(user))
        items += map(of_milestone, first_of(milestones).with_place())
    if few := _few(user, FollowUp, keys):
        follow_ups = _stale(FollowUp.objects.filter(few).decided_by(user))
        items += map(of_follow_up, first_of(follow_ups).with_letter())
    return sorted(items, key=lambda item: item.row.approved_at or timezone.now(), reverse=True)


def _few(
    user: User,
    model: type[Decidable],
    stale: Mapping[str, Collection[int]] | None,
    *recorded: Decisions,
) -> Q | None:
    """Which rows of ``model`` are worth looking at; none where ``user`` decides on none of them.

    ``stale`` are the keys of those that have changed; none where they are too many for a list.
    """
    if not _decides(user, model, *recorded):
        return None
    if stale is None:
        return Q(pk__in=StaleApproval.objects.of(model))
    keys = stale.get(model._meta.label_lower)
    return Q(pk__in=keys) if keys else None


def _decides(user: User, model: type[Decidable], *recorded: Decisions) -> bool:
    """Whether anywhere at all; otherwise a query need not even be put together."""
    moves = (model.DECISIONS, *recorded)
    return any(user.has_perm(each.approve.permission_for(model)) for each in moves)


def _stale(rows: R) -> R:
    decidable = cast("DecidableQuerySet[Decidable]", rows)
    return cast(R, decidable.stale().approved().order_by("-approved_at"))


def due_soon(user: User, today: date) -> list[WorkItem]:
    """Follow-ups and milestones of one's units that are late or due within a month."""
    soon = today + timedelta(days=SOON_DAYS)
    follow_ups = FollowUp.objects.where(user, LetterPerm.SUBMIT_FOLLOW_UP).due_by(soon)
    milestones = Milestone.objects.where(user, ZonaIntegritasPerm.SUBMIT_MILESTONE)
    milestones = milestones.editable()  # what waits for others is not theirs now
    milestones = milestones.at_risk(today, days=SOON_DAYS)
    keys = keys_of_each(follow_ups, milestones)
    items = [
        *map(of_follow_up, with_keys(follow_ups, keys[0]).with_letter()),
        *map(of_milestone, with_keys(milestones, keys[1]).with_place()),
    ]
    return sorted(items, key=lambda item: item.due or today)[:LONG_LIST]


def to_record(user: User) -> list[WorkItem]:
    """Milestones whose decision, made elsewhere, this person is to record; longest wait first."""
    if not _decides(user, Milestone, *RECORDED.values()):
        return []
    milestones = first_of(Milestone.objects.waiting_for(user)).with_place().with_hands()
    return [of_milestone(milestone) for milestone in milestones]


def waiting_for(user: User) -> list[WorkItem]:
    """What this team lead may decide, longest wait first; never their own work."""
    activities = Activity.objects.waiting_for(user)
    plans = ActionPlan.objects.waiting_for(user)
    achievements = Achievement.objects.waiting_for(user)
    milestones = Milestone.objects.waiting_for(user)
    keys = keys_of_each(activities, plans, achievements, milestones)
    few = with_keys(milestones, keys[3]).with_place().select_related("submitted_by")
    items = [
        *map(of_activity, with_keys(activities, keys[0]).with_links()),
        *map(of_plan, with_keys(plans, keys[1]).with_links()),
        *map(of_achievement, with_keys(achievements, keys[2]).with_links()),
        *map(of_milestone, few),
    ]
    return sorted(items, key=lambda item: item.since or timezone.now())[:LONG_LIST]


def first_of(rows: R) -> R:
    """The first ones of ``rows``, in their order."""
    return with_keys(rows, keys_of_each(rows)[0])


def keys_of_each(*kinds: QuerySet[Model], most: int | None = LONG_LIST) -> list[list[int]]:
    """The keys of the first ones of each kind, by one query for all.

    Of most kinds there are none, and a query with all that is told of a row takes longer to put
    together than to answer. Besides, PostgreSQL would join what is told of rows (more than eight
    tables) to all of them before it looks for the first ones.
    """
    first, *others = (
        (rows if most else rows.order_by()).values_list(Value(number), "pk")[:most]
        for number, rows in enumerate(kinds)
    )
    keys: list[list[int]] = [[] for _rows in kinds]
    for number, key in first.union(*others, all=True) if others else first:
        keys[number].append(key)
    return keys


def with_keys(rows: R, keys: list[int]) -> R:
    """Those of ``rows``, in their order; no query where there are no keys."""
    few = rows.model._default_manager.filter(pk__in=keys) if keys else rows.none()
    return cast(R, few.order_by(*rows.query.order_by))
