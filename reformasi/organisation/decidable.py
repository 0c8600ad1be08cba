"""What is submitted and decided, by role and unit: what waits for whom, and who may decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Self, TypeVar

from django.db.models import F, Q
from django.utils.translation import gettext as _

from reformasi.workflow.decisions import Gap
from reformasi.workflow.making import is_same_hand, offered
from reformasi.workflow.models import Decidable, Layer
from reformasi.workflow.moves import State

from .models import Unit, UnitOwnedQuerySet, User

NAMED = 5  # people who may decide, at most, on a page
D = TypeVar("D", bound=Decidable)
L = TypeVar("L", bound=Layer)


class DecidableQuerySet(UnitOwnedQuerySet[D]):
    def editable(self) -> Self:
        return self.filter(status__in=State.EDITABLE)

    def submitted(self) -> Self:
        """What waits for a decision, the longest wait first."""
        return self.filter(status=State.SUBMITTED).order_by("submitted_at", "pk")

    def returned(self) -> Self:
        """Sent back and not submitted again, latest first."""
        return self.filter(status=State.RETURNED).order_by("-returned_at", "-pk")

    def approved(self) -> Self:
        return self.filter(status=State.APPROVED)

    def stale(self) -> Self:
        """Changed since they were approved."""
        rows = self.filter(approved_snapshot__isnull=False)
        return rows.exclude(approved_snapshot__sha256=F("content_sha256"))

    def with_staleness(self) -> Self:
        """Adds what ``approval_is_stale`` compares, without the whole frozen content."""
        return self.annotate(approved_sha256=F("approved_snapshot__sha256"))

    def waiting_for(self, user: User) -> Self:
        """What waits for a decision that ``user`` may make: never on their own work."""
        return self.decided_by(user).submitted().exclude(submitted_hands__contains=[user.pk])

    def decided_by(self, user: User) -> Self:
        """What ``user`` may decide on by role and unit."""
        return self.where(user, self.model.DECISIONS.approve.permission_for(self.model))


class LayerQuerySet(DecidableQuerySet[L]):
    def decided_by(self, user: User) -> Self:
        """The layers that ``user`` may decide on: each kind has its own deciders."""
        approve = self.model.DECISIONS.approve
        return self.where_one_of(
            user,
            [
                (Q(kind=kind), approve.permission_for(self.model(kind=kind)))
                for kind in self.model.KINDS.values
            ],
        )


def decision_context(
    user: User, item: Decidable, unit: Unit, url_name: str, missing: Sequence[Gap] = ()
) -> dict[str, object]:
    """What ``workflow/state.html`` and ``moves.html`` show ``user`` of ``item``, of ``unit``.

    ``url_name`` is that of the address of a move; it takes the key and the verb. While something is
    ``missing``, the button of submitting could only refuse, and so could that of approving while
    there are ``obstacles``: the page names what is in the way instead.
    """
    submit, approve = item.decisions.submit, item.decisions.approve
    obstacles = item.obstacles() if item.is_submitted else []
    in_vain = [submit] if missing else []
    if obstacles and not approve.has_form:  # a record may also say that it did not pass
        in_vain.append(approve)
    moves = offered(user, item, item.decisions, url_name)
    return {
        "moves": [each for each in moves if each.move not in in_vain],
        "missing": missing,
        "obstacles": obstacles,
        "deciders": deciders(item, unit),
        "own_hand": item.is_submitted and is_same_hand(approve, item, user),
        "hints": hints(user, item, unit),
    }


def hints(user: User, item: Decidable, unit: Unit) -> list[str]:
    """Why ``user`` may not submit, withdraw or reopen ``item`` now, and who may."""
    moves = item.decisions
    if item.is_submitted:
        return _about_withdrawing(user, item)
    move = moves.reopen if item.is_approved else moves.submit
    perm = move.permission_for(item)
    if user.has_perm(perm, item):
        return []
    people = ", ".join(map(str, User.objects.holding(perm, unit)[:NAMED]))
    if item.is_approved:
        able, nobody = (
            _("Membuka kembali dapat dilakukan oleh: %(people)s."),
            _(
                "Belum ada orang yang dapat membukanya kembali. Minta administrator menugaskan Plt "
                "atau Plh."
            ),
        )
    else:
        able, nobody = (
            _("Mengajukan dapat dilakukan oleh: %(people)s."),
            _("Belum ada orang yang dapat mengajukannya. Minta administrator menugaskannya."),
        )
    return [able % {"people": people} if people else nobody]


def _about_withdrawing(user: User, item: Decidable) -> list[str]:
    """Whether it can be taken back at all, and by whom."""
    if item.status not in item.decisions.withdraw.sources:
        message = _("Selama “%(status)s”, ini tidak dapat ditarik kembali dan tidak dikembalikan.")
        return [message % {"status": item.get_status_display()}]
    if item.submitted_by == user:
        return []
    message = _("Menarik kembali hanya dapat dilakukan oleh yang mengajukan: %(person)s.")
    return [message % {"person": item.submitted_by}]


def others_decide(item: Decidable, unit: Unit, but: Collection[int]) -> bool:
    """Whether anybody holds the right to decide on ``item``, of ``unit``, but these people."""
    people = User.objects.holding(item.decisions.approve.permission_for(item), unit)
    return people.exclude(pk__in=but).exists()


def deciders(item: Decidable, unit: Unit) -> list[User]:
    """Who may decide on what is submitted: never those who wrote or submitted it."""
    if not item.is_submitted:
        return []
    people = User.objects.holding(item.decisions.approve.permission_for(item), unit)
    return list(people.exclude(pk__in=item.submitted_hands)[:NAMED])
