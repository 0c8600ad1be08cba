"""The QuerySets of what is submitted and decided: what waits for whom, by role and unit."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db.models import F, Q

from reformasi.workflow.models import Decidable, Layer
from reformasi.workflow.moves import State

from .models import UnitOwnedQuerySet, User

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

    def waiting_for(self, user: User) -> Self:
        """What waits for a decision that ``user`` may make: never on their own work."""
        return self.decided_by(user).submitted().exclude(submitted_hands__contains=[user.pk])

    def decided_by(self, user: User) -> Self:
        """What ``user`` may decide on by role and unit."""
        return self.where(user, self.model.DECISIONS.approve.permission_for(self.model))


class LayerQuerySet(DecidableQuerySet[L]):
    def decided_by(self, user: User) -> Self:
        """The layers that ``user`` may decide on: each kind has its own deciders."""
        mine = Q(pk__in=[])
        for kind in self.model.KINDS.values:
            perm = self.model.DECISIONS.approve.permission_for(self.model(kind=kind))
            mine |= Q(kind=kind, pk__in=self.where(user, perm).values("pk"))
        return self.filter(mine)
