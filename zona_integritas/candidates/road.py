"""The road of one candidate: where each milestone stands, who has to act, what comes next.

Nothing here reads the database: the milestones come with all that is asked of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from reformasi.organisation.models import User
from zona_integritas.road.stages import Decider, Stage, blocked_by, comes_first

from .models import Milestone
from .workflow import Status

NAMES_LISTED = 2
REASON_LENGTH = 160


class State(StrEnum):
    """Where a milestone stands, as the road draws it."""

    DONE = "done"
    WAITING = "waiting"
    RETURNED = "returned"
    NEXT = "next"  # the first that can be worked on
    OPEN = "open"  # can be worked on too
    BLOCKED = "blocked"  # waits only for what is being worked on
    LATER = "later"


ACTIVE = {State.WAITING, State.RETURNED, State.NEXT, State.OPEN}


@dataclass(frozen=True)
class People:
    """Who prepares and who decides the milestones of one candidate."""

    preparers: Sequence[User]
    deciders: Sequence[User]


@dataclass(frozen=True)
class MilestoneProgress:
    """One milestone of the road: where it stands, and who or what it waits for."""

    milestone: Milestone
    state: State
    blockers: tuple[Milestone, ...]
    people: People
    is_late: bool

    @property
    def sentence(self) -> str:
        """The state for the reader: done when, waiting for whom, blocked by which."""
        match self.state:
            case State.DONE:
                return self._done()
            case State.WAITING:
                return self._waiting()
            case State.RETURNED:
                return self._returned()
            case State.NEXT | State.OPEN:
                return self._to_prepare()
        if self.milestone.step.is_contingent:
            return _("Hanya bila ada dugaan pelanggaran setelah predikat ditetapkan")
        return blocked_by([blocker.step for blocker in self.blockers])

    def _done(self) -> str:
        return _("Selesai %(date)s, disetujui %(name)s") % {
            "date": day(self.milestone.approved_at),
            "name": self.milestone.approved_by,
        }

    def _waiting(self) -> str:
        hands = self.milestone.submitted_hands
        others = [person for person in self.people.deciders if person.pk not in hands]
        if not others:
            return _(
                "Menunggu ketua tim lain: yang mengajukan tidak boleh memutus sendiri. Minta "
                "administrator menugaskan ketua tim."
            )
        return _("Menunggu persetujuan ketua tim: %(names)s (diajukan %(date)s)") % {
            "names": names(others),
            "date": day(self.milestone.submitted_at),
        }

    def _returned(self) -> str:
        return _("Dikembalikan %(name)s: “%(reason)s”") % {
            "name": self.milestone.returned_by,
            "reason": Truncator(self.milestone.return_reason).chars(REASON_LENGTH),
        }

    def _to_prepare(self) -> str:
        who = names(self.people.preparers) or _("belum ada pegawai yang ditugaskan")
        step = self.milestone.step
        if set(step.deciders) == {Decider.HEAD_OF_UNIT}:
            return _("Dikerjakan unit: %(names)s") % {"names": who}
        return _("Menunggu keputusan: %(decider)s. Dokumennya dicatat: %(names)s") % {
            "decider": step.decider_label,
            "names": who,
        }


@dataclass(frozen=True)
class StageProgress:
    """The milestones of one stage."""

    stage: Stage
    milestones: tuple[MilestoneProgress, ...]

    @property
    def done(self) -> int:
        return sum(one.state == State.DONE for one in self.milestones)

    @property
    def total(self) -> int:
        return len(self.milestones)

    @property
    def is_ahead(self) -> bool:
        """Whether it begins as soon as what is being worked on is done."""
        return any(one.state == State.BLOCKED for one in self.milestones)


@dataclass(frozen=True)
class Road:
    """All milestones of one candidate; what comes after the predicate is not counted."""

    milestones: tuple[MilestoneProgress, ...]

    @property
    def counted(self) -> list[MilestoneProgress]:
        return [one for one in self.milestones if one.milestone.step.leads_to_conferral]

    @property
    def done(self) -> int:
        return sum(one.state == State.DONE for one in self.counted)

    @property
    def total(self) -> int:
        return len(self.counted)

    @property
    def active(self) -> list[MilestoneProgress]:
        """What somebody can act on now: returned first, then what waits, then what can begin."""
        order = [State.RETURNED, State.WAITING, State.NEXT, State.OPEN]
        active = [
            one
            for one in self.milestones
            if one.state in ACTIVE and not one.milestone.step.is_contingent
        ]
        return sorted(active, key=lambda one: order.index(one.state))

    @property
    def stages(self) -> list[StageProgress]:
        groups = groupby(self.milestones, key=lambda one: one.milestone.step.stage)
        return [StageProgress(Stage(stage), tuple(group)) for stage, group in groups]


def road_of(milestones: Iterable[Milestone], *, people: People, today: date) -> Road:
    """The road through ``milestones`` of one candidate, which come with their steps."""
    ordered = sorted(milestones, key=lambda milestone: milestone.step.order)
    unfinished = [milestone for milestone in ordered if milestone.status != Status.APPROVED]
    blockers = {
        later.pk: tuple(early for early in unfinished if comes_first(early.step, later.step))
        for later in unfinished
    }
    free = {pk for pk, ahead in blockers.items() if not ahead}
    first = next(
        (m.pk for m in unfinished if m.pk in free and m.is_editable and not m.is_returned), None
    )
    return Road(
        tuple(
            MilestoneProgress(
                milestone=milestone,
                state=state_of(milestone, blockers.get(milestone.pk, ()), free=free, first=first),
                blockers=blockers.get(milestone.pk, ()),
                people=people,
                is_late=milestone.is_overdue(today),
            )
            for milestone in ordered
        )
    )


def state_of(
    milestone: Milestone,
    blockers: Sequence[Milestone],
    *,
    free: Collection[int],
    first: int | None,
) -> State:
    """``free`` are the milestones that nothing blocks, ``first`` the first open one of them."""
    decided = {
        Status.APPROVED: State.DONE,
        Status.SUBMITTED: State.WAITING,
        Status.RETURNED: State.RETURNED,
    }
    if milestone.status in decided:
        return decided[Status(milestone.status)]
    if milestone.step.is_contingent or any(ahead.pk not in free for ahead in blockers):
        return State.LATER
    if blockers:
        return State.BLOCKED
    return State.NEXT if milestone.pk == first else State.OPEN


def names(people: Sequence[User]) -> str:
    """The first few by name, the rest as a number."""
    first = "; ".join(str(person) for person in people[:NAMES_LISTED])
    rest = len(people) - NAMES_LISTED
    if rest <= 0:
        return first
    return _("%(names)s; dan %(rest)s orang lain") % {"names": first, "rest": rest}


def day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else ""
