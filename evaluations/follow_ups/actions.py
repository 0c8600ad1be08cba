"""Every write to follow-ups: the bureau's to the task, the unit's to the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NotRequired, Protocol, TypedDict, Unpack, cast

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluations.letters.models import Recommendation
from reformasi.audit import trail
from reformasi.audit.refusals import MoveNotAllowed, Refused
from reformasi.organisation.actions import require_valid
from reformasi.organisation.models import Unit, User
from reformasi.workflow.decisions import decide
from reformasi.workflow.models import Stateful
from reformasi.workflow.moves import Move, State
from reformasi.workflow.versions import edit, lock, moved_on

from .models import FollowUp, TimeRequest
from .workflow import EXCUSE, GRANT, RECORD, RequestStatus

TASK_SET = gettext_noop("mengubah tugas")
REPORTED = gettext_noop("menulis laporan")
EXTENDED = gettext_noop("memperpanjang batas waktu")
ASKED = gettext_noop("meminta perpanjangan waktu untuk")
EXCUSED_BY = gettext_noop("mencatat pejabat yang memutuskan tentang")


class NotUntouched(Refused):
    """The unit has worked on it already, so it cannot be deleted."""


class AlreadyAsked(Refused):
    """A request for more time is waiting for its answer."""


def last_day_of(due: date) -> date:
    """Until when a unit must stand that is given a task until ``due``, which may have passed."""
    return max(due, timezone.localdate())


class NewTask(TypedDict):
    """What the bureau asks of a unit."""

    action: str
    due: date
    person: NotRequired[User | None]
    amount: NotRequired[Decimal | None]


@transaction.atomic
def create_follow_up(
    *,
    recommendation: Recommendation,
    unit: Unit,
    by: User | None,
    is_sample: bool = False,
    **fields: Unpack[NewTask],
) -> FollowUp:
    """Ask ``unit`` to do something about a recommendation, by a day.

    Raises:
        UnitClosed: the unit does not stand until then.
    """
    last = last_day_of(fields["due"])
    require_valid(unit, last, last, verb="create")
    follow_up = FollowUp.objects.create(
        recommendation=recommendation, unit=unit, is_sample=is_sample, **fields
    )
    trail.record("create", follow_up, by=by)
    return follow_up


@dataclass(frozen=True)
class Assignee:
    """A unit that is asked, who is in charge there, and its own part of the rupiah."""

    unit: Unit
    person: User | None = None
    amount: Decimal | None = None


@transaction.atomic
def create_follow_ups(
    *,
    recommendation: Recommendation,
    assignees: Iterable[Assignee],
    by: User,
    task: NewTask,
) -> list[FollowUp]:
    """The same task for several units, one each, with the person and the amount of each."""
    return [
        create_follow_up(
            recommendation=recommendation,
            unit=assignee.unit,
            by=by,
            action=task["action"],
            due=task["due"],
            amount=assignee.amount,
            person=assignee.person,
        )
        for assignee in assignees
    ]


class Task(TypedDict, total=False):
    """What the bureau may change; what is not given stays."""

    action: str
    due: date
    person: User | None
    amount: Decimal | None


def change_task(
    *, follow_up: FollowUp, by: User, version: int, reason: str = "", **fields: Unpack[Task]
) -> FollowUp:
    """Change what is asked of the unit, while nothing waits for a decision.

    Raises:
        StaleForm: somebody changed it since ``version``.
        MoveNotAllowed: it is reported or verified.
        UnitClosed: the unit does not stand until the new deadline.
    """
    _edit_task(follow_up, fields, by=by, version=version, reason=reason, phrase=TASK_SET)
    return follow_up


@transaction.atomic
def _edit_task(
    follow_up: FollowUp,
    values: Task,
    *,
    by: AbstractBaseUser,
    version: int,
    reason: str,
    phrase: str,
) -> None:
    changes = trail.changes_of(follow_up, values)
    if "due" in changes:
        require_valid(follow_up.unit, values["due"], values["due"], verb="change")
    edit(follow_up, values, by=by, version=version, sources=State.EDITABLE, on_trail=False)
    if changes:
        trail.record("change", follow_up, by=by, phrase=phrase, changes=changes, note=reason)


class Report(TypedDict, total=False):
    """What the unit writes; what is not given stays."""

    report: str
    amount_settled: Decimal | None


def change_report(
    *, follow_up: FollowUp, by: User, version: int, **fields: Unpack[Report]
) -> FollowUp:
    """Write what was done, while it is with the unit.

    Raises:
        StaleForm: somebody changed it since ``version``.
        MoveNotAllowed: it is reported or verified.
    """
    edit(follow_up, fields, by=by, version=version, sources=State.EDITABLE, phrase=REPORTED)
    return follow_up


@transaction.atomic
def delete_follow_up(*, follow_up: FollowUp, by: User) -> None:
    """Take a task back that the unit has not touched; the row history keeps it.

    Raises:
        NotUntouched: there is a report, evidence, or a request on it.
    """
    current = lock(follow_up)
    if not current.is_untouched:
        raise NotUntouched(
            _(
                "Unit sudah mengerjakannya (ada laporan, bukti, atau permintaan waktu), jadi tidak "
                "dapat dihapus. Ubah tugasnya, atau catat bahwa tidak dapat ditindaklanjuti."
            ),
            verb="delete",
            target=follow_up,
        )
    trail.record("delete", follow_up, by=by)
    with pghistory.context(verb="delete", actor=str(by.pk)):
        current.delete()


@dataclass(frozen=True)
class Excuse:
    """Why something cannot be done, and which official decided that."""

    reason: str
    decider: str
    letter: str = ""
    letter_date: date | None = None


class ExcuseAct(Protocol):
    """Verifies or records that a follow-up cannot be done."""

    def __call__(
        self, *, follow_up: FollowUp, excuse: Excuse, by: User, version: int
    ) -> FollowUp: ...


def excuse_follow_up(*, follow_up: FollowUp, excuse: Excuse, by: User, version: int) -> FollowUp:
    """Verify that what the unit reported cannot be done, by the decision of an official.

    Raises:
        SameHand, MoveNotAllowed, ContentChanged: as ``decide`` does.
    """
    return _excuse(EXCUSE, follow_up, excuse, by=by, version=version)


def record_excuse(*, follow_up: FollowUp, excuse: Excuse, by: User, version: int) -> FollowUp:
    """Keep that it cannot be done though the unit reported nothing, as an official decided.

    Raises:
        SameHand, MoveNotAllowed: as ``decide`` does.
    """
    return _excuse(RECORD, follow_up, excuse, by=by, version=version)


@transaction.atomic
def _excuse(move: Move, follow_up: FollowUp, excuse: Excuse, *, by: User, version: int) -> FollowUp:
    values = {
        "excuse_decider": excuse.decider,
        "excuse_letter": excuse.letter,
        "excuse_date": excuse.letter_date,
    }
    changes = trail.changes_of(follow_up, values)
    FollowUp.objects.filter(pk=follow_up.pk).update(**values)
    decide(follow_up, move, by=by, note=excuse.reason, version=version)
    trail.record("change", follow_up, by=by, phrase=EXCUSED_BY, changes=changes)
    return follow_up


@transaction.atomic
def create_time_request(*, follow_up: FollowUp, due: date, reason: str, by: User) -> TimeRequest:
    """Ask the bureau for a later deadline.

    Raises:
        MoveNotAllowed: it is reported or verified, so no deadline runs.
        AlreadyAsked: one is waiting for its answer.
    """
    current = lock(follow_up)
    if not current.is_editable:
        raise MoveNotAllowed(moved_on(follow_up), verb="change", target=follow_up, phrase=ASKED)
    if current.time_requests.filter(status=RequestStatus.ASKED).exists():
        raise AlreadyAsked(
            _("Permintaan sebelumnya belum dijawab biro. Tunggu jawabannya dahulu."),
            verb="change",
            target=follow_up,
            phrase=ASKED,
        )
    request = TimeRequest.objects.create(
        follow_up=follow_up, due_before=current.due, due=due, reason=reason, asked_by=by
    )
    changes = {"due": [current.due, due]}
    trail.record("ask", follow_up, by=by, phrase=ASKED, changes=changes, note=reason)
    return request


@transaction.atomic
def decide_time_request(
    obj: Stateful, move: Move, *, by: AbstractBaseUser, note: str = "", version: int | None = None
) -> None:
    """Grant or decline ``obj``, a request; granting moves the deadline to the day asked for.

    Raises:
        SameHand: ``by`` asked for it.
        UnitClosed: the unit does not stand until the day asked for.
        MoveNotAllowed: it is answered, the follow-up is reported or verified by now, or its
            deadline is no earlier than what was asked for.
    """
    request = cast(TimeRequest, obj)
    follow_up = lock(request.follow_up)
    if move is GRANT and request.due <= follow_up.due:
        raise MoveNotAllowed(
            _(
                "Batas waktunya kini %(day)s, tidak lebih awal dari yang diminta. Tolak permintaan "
                "ini dengan penjelasan itu, atau ubah tugasnya."
            )
            % {"day": date_format(follow_up.due, "j F Y")},
            verb=move.verb,
            target=request,
            phrase=move.phrase,
        )
    decide(request, move, by=by, note=note, version=version)
    if move is GRANT:
        _edit_task(
            follow_up,
            {"due": request.due},
            by=by,
            version=follow_up.version,
            reason=request.reason,
            phrase=EXTENDED,
        )
