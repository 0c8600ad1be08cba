"""Moves as data: what may follow what, under which label. Nothing here reads the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, gettext_noop

Text = str | Promise


class State:
    """The four values of a decision's status; each subject gives them labels of its own."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"

    EDITABLE = (DRAFT, RETURNED)
    ALL = (DRAFT, SUBMITTED, RETURNED, APPROVED)


@dataclass(frozen=True)
class Move:
    """One arrow of a workflow, as data: buttons, mails, docs and tests come from it."""

    verb: str
    label: Text  # on the button: "Ajukan"
    phrase: str  # in the trail: "mengajukan"
    sources: Collection[str]
    target: str
    stamp: str = ""  # "submitted" fills submitted_at and submitted_by
    needs_note: bool = False
    note_label: Text = ""
    note_field: str = ""  # the column that keeps the note, e.g. return_reason
    not_by: Collection[str] = ()  # columns with people who may not make this move
    only_by: str = ""  # the column with the one person who may
    freezes: bool = False  # submitting freezes the content ...
    approves: bool = False  # ... and approving points to what was frozen
    sets: tuple[tuple[str, str | None], ...] = ()  # other columns that it writes, with their values
    asks: str = ""  # the verb of the permission, where it is not its own
    style: str = "primary"
    has_form: bool = False  # made on a page of its own: it needs more than a note
    follows: bool = False  # judges nothing: it follows from an act on a thing with hands of its own

    @property
    def at_once(self) -> bool:
        """Whether it keeps what another decided where nothing was handed in: what stands there is
        frozen and vouched for in one act."""
        return self.freezes and self.approves

    def permission_for(self, obj: Model | type[Model]) -> str:
        """The permission that the move asks for on ``obj``, e.g. "programs.approve_activity"."""
        own = None if isinstance(obj, type) else getattr(obj, "decided_as", None)
        return f"{obj._meta.app_label}.{self.asks or self.verb}_{own or obj._meta.model_name}"


def named(moves: Iterable[Move], verb: str) -> Move | None:
    """The move of ``moves`` with this verb."""
    return next((move for move in moves if move.verb == verb), None)


#   draft ──submit──▶ submitted ──approve──▶ approved
#     ▲ ◀──withdraw──┘ ▲     │                  │
#     │             submit  return              │
#     │                │     ▼                  │
#     │               returned                  │
#     └────────────────reopen───────────────────┘


APPROVED = gettext_lazy("disetujui")


@dataclass(frozen=True)
class Decisions:
    """The five moves of one subject."""

    submit: Move
    approve: Move
    send_back: Move
    withdraw: Move
    reopen: Move
    approved: Text = APPROVED  # what has been done to it then

    def __iter__(self) -> Iterator[Move]:
        return iter((self.submit, self.approve, self.send_back, self.withdraw, self.reopen))


def decisions(
    *,
    submit: Text,
    approve: Text,
    return_note: Text,
    submit_phrase: str = "mengajukan",
    approve_phrase: str = "menyetujui",
    approved: Text = APPROVED,
) -> Decisions:
    """The moves between draft, submitted, returned and approved, under these labels."""
    return Decisions(
        submit=Move(
            "submit", submit, submit_phrase, State.EDITABLE, State.SUBMITTED,
            stamp="submitted", freezes=True,
        ),
        approve=Move(
            "approve", approve, approve_phrase, (State.SUBMITTED,), State.APPROVED,
            stamp="approved", approves=True, not_by=("submitted_hands",),
        ),
        send_back=Move(
            "return", gettext_lazy("Kembalikan"), gettext_noop("mengembalikan"),
            (State.SUBMITTED,), State.RETURNED, stamp="returned",
            needs_note=True, note_label=return_note, note_field="return_reason",
            not_by=("submitted_hands",), style="danger",
        ),
        withdraw=Move(
            "withdraw", gettext_lazy("Tarik kembali"), gettext_noop("menarik kembali"),
            (State.SUBMITTED,), State.DRAFT,
            only_by="submitted_by", asks="submit", style="secondary",
        ),
        reopen=Move(
            "reopen", gettext_lazy("Buka kembali"), gettext_noop("membuka kembali"),
            (State.APPROVED,), State.DRAFT, stamp="reopened",
            needs_note=True, note_label=gettext_lazy("Mengapa perlu dibuka kembali?"),
            note_field="reopen_reason", asks="approve", style="secondary",
        ),
        approved=approved,
    )  # fmt: skip
