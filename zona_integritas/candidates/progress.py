"""Rows of candidates, with how far they are: for lists, dashboards and the page of one."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db.models import Count, Min, Model, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable

from reformasi.organisation.models import Period, UnitOwnedQuerySet
from reformasi.workflow.moves import State
from zona_integritas.road.stages import AFTER_CONFERRAL, Stage
from zona_integritas.windows import WINDOWS

C = TypeVar("C", bound=Model)


class CandidateQuerySet(UnitOwnedQuerySet[C]):
    def with_progress(self, today: date) -> Self:
        """Add how many steps are done, wait, came back and are late (``columns``)."""
        return self.annotate(**columns(today))

    def in_order(self) -> Self:
        """Units as they stand in the tree, the newest year of each first."""
        return self.order_by("unit__path", "-year", "target")


def columns(today: date) -> dict[str, Combinable]:
    """How many steps are in which state, what is late, and whether proposing is over.

    ``steps_total``, ``steps_done``, ``steps_submitted``, ``steps_returned``; ``steps_late`` and the
    day ``late_since``; ``steps_to_propose`` (of the proposal, not handed in) and
    ``proposal_ended_on``, the last day of a window for proposals that is over. Done and total count
    the road towards the predicate: what comes after it (coaching, monitoring, revocation) is not
    part of that.
    """
    on_road = ~Q(milestones__step__stage__in=AFTER_CONFERRAL)
    approved = Q(milestones__status=State.APPROVED)
    late = Q(milestones__due_date__lt=today) & ~approved
    to_propose = Q(milestones__step__stage=Stage.PROPOSAL, milestones__status__in=State.EDITABLE)
    window = Period.objects.of_window(WINDOWS[Stage.PROPOSAL]).filter(year=OuterRef("year"))
    return {
        "steps_total": Count("milestones", filter=on_road),
        "steps_done": Count("milestones", filter=on_road & approved),
        "steps_submitted": Count("milestones", filter=Q(milestones__status=State.SUBMITTED)),
        "steps_returned": Count("milestones", filter=Q(milestones__status=State.RETURNED)),
        "steps_late": Count("milestones", filter=late),
        "late_since": Min("milestones__due_date", filter=late),
        "steps_to_propose": Count("milestones", filter=to_propose),
        "proposal_ended_on": Subquery(window.filter(ends__lt=today).values("ends")[:1]),
    }
