"""Submit, approve, return, withdraw and reopen, for every subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from reformasi.audit.refusals import NotReady

from .making import make
from .models import Decidable, Stateful
from .moves import Move
from .versions import locked

D = TypeVar("D", bound=Decidable)
S = TypeVar("S", bound=Stateful)


@dataclass(frozen=True)
class Gap:
    """Something that is not there yet: the field to go to, and what to do."""

    field: str
    message: str


class Incomplete(NotReady):
    """It cannot be submitted yet; ``gaps`` tell what to fill in."""

    def __init__(self, obj: Decidable, gaps: list[Gap]) -> None:
        move = obj.decisions.submit
        messages = " ".join(gap.message for gap in gaps)
        super().__init__(
            _("Belum lengkap, jadi belum diajukan. %(messages)s") % {"messages": messages},
            verb=move.verb,
            target=obj,
            phrase=move.phrase,
        )
        self.gaps = gaps


@transaction.atomic
def decide(
    obj: S, move: Move, *, by: AbstractBaseUser, note: str = "", version: int | None = None
) -> S:
    """Make ``move`` on ``obj`` if the rules of its subject allow it.

    Raises:
        Refused: what ``obj.require(move)`` raises, e.g. Incomplete.
        SameHand, MoveNotAllowed, ContentChanged: as ``make`` does.
    """
    # Locked before the rules are asked: what they look at (its evidence, for one) cannot change
    # between their answer and the move.
    obj.refresh_from_db(from_queryset=locked(type(obj)))
    obj.require(move)
    make(move, obj, by=by, note=note, version=version)
    return obj


def submit(obj: D, *, by: AbstractBaseUser, version: int | None = None) -> D:
    """Freeze the content and ask for a decision."""
    return decide(obj, obj.decisions.submit, by=by, version=version)


def approve(obj: D, *, by: AbstractBaseUser, version: int | None = None) -> D:
    """Vouch for the frozen content."""
    return decide(obj, obj.decisions.approve, by=by, version=version)


def send_back(obj: D, *, note: str, by: AbstractBaseUser, version: int | None = None) -> D:
    """Return it; ``note`` is the reason, which whoever wrote it reads."""
    return decide(obj, obj.decisions.send_back, by=by, note=note, version=version)


def withdraw(obj: D, *, by: AbstractBaseUser, version: int | None = None) -> D:
    """Take one's own submission back while nobody has decided."""
    return decide(obj, obj.decisions.withdraw, by=by, version=version)


def reopen(obj: D, *, note: str, by: AbstractBaseUser, version: int | None = None) -> D:
    """Open what is approved again; the approval stays, and belongs to the older version."""
    return decide(obj, obj.decisions.reopen, by=by, note=note, version=version)
