"""The road of one candidate: where each milestone stands, who has to act, what comes next.

Nothing here reads the database: the milestones come with all that is asked of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from reformasi.organisation.models import User
from zona_integritas.road.stages import Recorder, Stage, blocked_by, waits_for

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
    """Who prepares the milestones of one candidate, and who decides or records, by recorder."""

    preparers: Sequence[User]
    deciders: Mapping[Recorder | None, Sequence[User]]


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
        if self.milestone.is_recorded:
            return self._recorded()
        if self.milestone.sheet_id:
            return _("Selesai %(date)s dengan LKE yang diserahkan") % {
                "date": day(self.milestone.approved_at)
            }
        return _("Selesai %(date)s, disetujui %(name)s") % {
            "date": day(self.milestone.approved_at),
            "name": self.milestone.approved_by,
        }

    def _recorded(self) -> str:
        ruling = self.milestone.ruling_in_force
        if ruling is None:
            return _("Selesai %(date)s, tetapi keputusan %(decider)s belum dicatat") % {
                "date": day(self.milestone.approved_at),
                "decider": self.milestone.step.decider_label,
            }
        return _("%(verdict)s menurut keputusan %(decider)s nomor %(number)s, dicatat %(name)s") % {
            "verdict": ruling.get_verdict_display(),
            "decider": ruling.get_decider_display(),
            "number": ruling.number,
            "name": ruling.recorded_by,
        }

    def _waiting(self) -> str:
        if self.milestone.is_before_panel:
            return _("%(record)s; menunggu keputusan panel") % {"record": self._recorded()}
        hands = self.milestone.submitted_hands
        deciders = self.people.deciders.get(self.milestone.step.recorder, [])
        others = [person for person in deciders if person.pk not in hands]
        if self.milestone.is_recorded:
            return self._waiting_for_a_record(others)
        if not others:
            return _(
                "Menunggu ketua tim lain: yang mengajukan tidak boleh memutus sendiri. Minta "
                "administrator menugaskan ketua tim."
            )
        return _("Menunggu persetujuan ketua tim: %(names)s (diajukan %(date)s)") % {
            "names": names(others),
            "date": day(self.milestone.submitted_at),
        }

    def _waiting_for_a_record(self, recorders: Sequence[User]) -> str:
        texts = {
            "decider": self.milestone.step.decider_label,
            "recorder": recorder_label(self.milestone),
            "names": names(recorders),
            "date": day(self.milestone.submitted_at),
        }
        if not recorders:
            return (
                _(
                    "Menunggu keputusan %(decider)s. Belum ada yang dapat mencatatnya: minta "
                    "administrator menugaskan %(recorder)s."
                )
                % texts
            )
        return (
            _("Menunggu keputusan %(decider)s, dicatat oleh: %(names)s (diserahkan %(date)s)")
            % texts
        )

    def _returned(self) -> str:
        reason = Truncator(self.milestone.return_reason).chars(REASON_LENGTH)
        if self.milestone.is_coached:
            return _("%(record)s: “%(reason)s”") % {"record": self._recorded(), "reason": reason}
        return _("Dikembalikan %(name)s: “%(reason)s”") % {
            "name": self.milestone.returned_by,
            "reason": reason,
        }

    def _to_prepare(self) -> str:
        who = names(self.people.preparers) or _("belum ada pegawai yang ditugaskan")
        if self.milestone.is_self_assessment:
            return _("Selesai dengan LKE yang diserahkan. Dikerjakan oleh: %(names)s") % {
                "names": who
            }
        if not self.milestone.is_recorded:
            return _("Dikerjakan oleh: %(names)s") % {"names": who}
        return _(
            "Dokumen disiapkan oleh %(names)s. Ditetapkan %(decider)s, dicatat oleh %(recorder)s"
        ) % {
            "names": who,
            "decider": self.milestone.step.decider_label,
            "recorder": recorder_label(self.milestone),
        }


def recorder_label(milestone: Milestone) -> str:
    """Whose role records the decision; "" where the unit's own head decides."""
    recorder = milestone.step.recorder
    return str(recorder.label) if recorder else ""


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
        later.pk: tuple(
            early
            for early in unfinished
            if waits_for(early.step, later.step, before_panel=early.is_before_panel)
        )
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
