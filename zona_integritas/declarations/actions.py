"""Every write to declarations and their witnesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from programs.activities.models import Activity
from reformasi.audit import trail
from reformasi.audit.refusals import Refused
from reformasi.organisation.models import User
from reformasi.workflow.parts import delete_others, write_parts
from reformasi.workflow.versions import edit, keep_content, lock, locked
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.road.validity import RulesNotInForce, day_refusal

from .models import Declaration, steps_of, why_waiting


class AlreadyDeclared(Refused):
    """The declaration of the candidate is recorded already: there is one."""


class DeclarationClosed(Refused):
    """It does not change now: its milestones wait for a decision, or are approved."""


class DeclarationFields(TypedDict):
    """What is declared, where, by whom, and by how many of the staff."""

    place: str
    signed_by_title: str
    event: NotRequired[Activity | None]
    pacts_signed: NotRequired[int]
    staff_total: NotRequired[int]
    note: NotRequired[str]
    is_sample: NotRequired[bool]


@transaction.atomic
def create_declaration(
    *,
    candidate: Candidate,
    by: User,
    held_on: date,
    witnesses: Sequence[Mapping[str, object]] = (),
    **fields: Unpack[DeclarationFields],
) -> Declaration:
    """Record the declaration with its witnesses ({name, institution, title, id of a stored row}).

    Raises:
        RulesNotInForce: the candidate's instrument did not apply on ``held_on``.
        AlreadyDeclared: it is recorded already.
        DeclarationClosed: a milestone that vouches for it waits for a decision.
    """
    require_in_force(candidate, held_on)
    lock(candidate)  # of several who record it at once, one does, and the others are told
    refuse_second(candidate)
    _lock_steps(candidate)
    if reason := why_waiting(candidate):
        raise DeclarationClosed(reason, verb="create", target=candidate)
    declaration = Declaration.objects.create(candidate=candidate, held_on=held_on, **fields)
    _write_witnesses(declaration, witnesses, by)
    trail.record("create", declaration, by=by)
    return declaration


@transaction.atomic
def change_declaration(
    *,
    declaration: Declaration,
    by: User,
    version: int,
    held_on: date,
    witnesses: Sequence[Mapping[str, object]],
    **fields: Unpack[DeclarationFields],
) -> Declaration:
    """Correct the declaration and its witnesses, unless a decision on it waits or is made.

    Its milestones are locked before it, and the candidate (where it is created) before both.

    Raises:
        RulesNotInForce, DeclarationClosed, StaleForm.
    """
    require_in_force(declaration.candidate, held_on)
    _lock_steps(declaration.candidate)
    if reason := declaration.why_closed:
        raise DeclarationClosed(reason, verb="change", target=declaration)
    edit(declaration, {"held_on": held_on, **fields}, by=by, version=version)
    before = [str(witness) for witness in declaration.witnesses.all()]
    _write_witnesses(declaration, witnesses, by)
    after = [str(witness) for witness in declaration.witnesses.all()]
    if before != after:
        trail.record("change", declaration, by=by, changes={"witnesses": [before, after]})
    return declaration


def _write_witnesses(
    declaration: Declaration, witnesses: Sequence[Mapping[str, object]], by: User
) -> None:
    """Write the list in the order given; the milestones of the declaration vouch for it too."""
    rows = [{**row, "position": place} for place, row in enumerate(witnesses, start=1)]
    kept = write_parts(declaration.witnesses, rows)
    delete_others(declaration.witnesses, kept, of=declaration, by=by)
    for milestone in steps_of(declaration.candidate).order_by("pk"):
        keep_content(milestone, by=by)


def _lock_steps(candidate: Candidate) -> None:
    """None of the milestones that vouch for the declaration is submitted or decided meanwhile."""
    steps = steps_of(candidate).values("pk")
    list(locked(Milestone).filter(pk__in=steps).order_by("pk"))


def refuse_second(candidate: Candidate) -> None:
    """Raise AlreadyDeclared where the declaration of ``candidate`` is recorded."""
    if Declaration.objects.filter(candidate=candidate).exists():
        raise AlreadyDeclared(
            _(
                "Pencanangan calon ini sudah tercatat, jadi tidak dicatat dua kali. Buka "
                "pencanangannya; bila ada yang berbeda, ubah di sana."
            ),
            verb="create",
            target=candidate,
        )


def require_in_force(candidate: Candidate, held_on: date) -> None:
    if reason := day_refusal(candidate.instrument, held_on):
        raise RulesNotInForce(reason, verb="declare", target=candidate)
