"""Which milestones there are for whom: what waits, what is late, what comes next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self, TypeVar

from django.db.models import Q

from reformasi.organisation.decidable import DecidableQuerySet
from reformasi.organisation.models import User
from reformasi.workflow.models import Decidable
from zona_integritas.road.models import MilestoneStep

from .workflow import DECISIONS, RECORDED, Status

AT_RISK_DAYS = 14
#: Who acted on a milestone last, in each way.
HANDS = ("submitted_by", "approved_by", "returned_by")
M = TypeVar("M", bound=Decidable)


class MilestoneQuerySet(DecidableQuerySet[M]):
    def with_hands(self) -> Self:
        """With its step, all who acted on it, and what was decided elsewhere."""
        return self.select_related("step", "ruling__recorded_by", *HANDS)

    def decided_by(self, user: User) -> Self:
        """What ``user`` may decide on, or record: each kind of decider has its own role for it."""
        steps = MilestoneStep.objects
        return self.where_one_of(
            user,
            [
                (
                    Q(step__in=steps.recorded_by(recorder)),
                    moves.approve.permission_for(self.model),
                )
                for recorder, moves in ((None, DECISIONS), *RECORDED.items())
            ],
        )

    def with_place(self) -> Self:
        """With its step, candidate and unit, which its name consists of."""
        return self.select_related("candidate__unit", "step").with_staleness()

    def in_order(self) -> Self:
        """Units as they stand in the tree, their newest year first, each candidate's road in its
        order."""
        return self.order_by(
            "candidate__unit__path", "-candidate__year", "candidate_id", "step__order"
        )

    def unfinished(self) -> Self:
        return self.exclude(status=Status.APPROVED)

    def overdue(self, today: date) -> Self:
        return self.unfinished().filter(due_date__lt=today).order_by("due_date", "pk")

    def at_risk(self, today: date, days: int = AT_RISK_DAYS) -> Self:
        """Not finished, and late already or due within ``days``; the most urgent first."""
        soon = today + timedelta(days=days)
        return self.unfinished().filter(due_date__lte=soon).order_by("due_date", "pk")
