"""The moves of action plans and activities; who may make them stands in ``permissions``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from programs.plans.models import ActionPlan
from reformasi.audit.refusals import Refused
from reformasi.organisation.actions import require_open
from reformasi.organisation.models import Stage, User
from reformasi.workflow import transitions

from .models import Missing, Submission
from .workflow import APPROVE, RETURN, REVISE, SUBMIT


class Incomplete(Refused):
    """It cannot be submitted yet; ``missing`` says what to fill in."""

    def __init__(self, item: Submission, missing: list[Missing]) -> None:
        words = " ".join(gap.words for gap in missing)
        super().__init__(
            _("Belum lengkap, jadi tetap menjadi draf. %(words)s") % {"words": words},
            verb=SUBMIT.verb,
            target=item,
            said=SUBMIT.said,
        )
        self.missing = missing


@transaction.atomic
def submit(*, item: Submission, by: User, version: int | None = None) -> None:
    """Freeze ``item`` and ask the team lead to decide.

    Raises:
        Incomplete: something is missing; it stays a draft.
        WindowClosed: the window of its stage and year is closed today.
        MoveNotAllowed: it is not a draft any more, or somebody edited it.
    """
    transitions.lock(item)  # its evidence stays while we look
    if item.is_editable and (gaps := item.missing()):
        raise Incomplete(item, gaps)
    _require_window(item)
    transitions.make(SUBMIT, item, by=by, version=version)


def _require_window(item: Submission) -> None:
    today = timezone.localdate()
    if isinstance(item, ActionPlan):
        stage, year = Stage.ACTION_PLAN, item.year
    else:
        day = getattr(item, "date", None) or today
        stage, year = Stage.ACTIVITY, day.year
    require_open(stage=stage, year=year, day=today, verb=SUBMIT.verb, target=item)


def approve(*, item: Submission, by: User, version: int | None = None) -> None:
    """Vouch for the frozen version of ``item``.

    Raises:
        SameHand: ``by`` wrote or submitted it.
        MoveNotAllowed: another person decided first.
    """
    transitions.make(APPROVE, item, by=by, version=version)


def send_back(*, item: Submission, note: str, by: User, version: int | None = None) -> None:
    """Return ``item`` with the reason in ``note``.

    Raises:
        SameHand, MoveNotAllowed: as in ``approve``.
    """
    transitions.make(RETURN, item, by=by, note=note, version=version)


def revise(*, item: Submission, note: str, by: User, version: int | None = None) -> None:
    """Open an approved ``item`` again; its approval stays and will show as stale.

    Raises:
        MoveNotAllowed: it is not approved any more.
    """
    transitions.make(REVISE, item, by=by, note=note, version=version)


#: verb -> action, for the pages that offer the moves.
ACTS: dict[str, Callable[..., Any]] = {
    SUBMIT.verb: submit,
    APPROVE.verb: approve,
    RETURN.verb: send_back,
    REVISE.verb: revise,
}
