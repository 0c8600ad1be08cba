"""What may be chosen in the forms of action plans, and how a plan is named where it is chosen."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from evaluations.assessments.models import Assessment
from programs.permissions import ProgramPerm
from reformasi.organisation.models import Unit, UnitQuerySet, User, UserQuerySet
from reformasi.organisation.naming import PERSON
from reformasi.organisation.offering import Offer, units_where
from reformasi.ui.choosing import NAMED, Naming

from .models import ActionPlan, ActionPlanQuerySet


class PlanNaming(Naming[ActionPlan]):
    """By title."""

    placeholder = gettext_lazy("Judul rencana aksi")

    def label(self, row: ActionPlan) -> str:
        return f"{row.year} · {row.title} ({row.unit.label})"

    def place(self, row: ActionPlan) -> tuple[int | str, ...]:
        return (-row.year, row.unit.path, row.title)

    def named(self, rows: QuerySet[ActionPlan], text: str) -> list[ActionPlan]:
        return list(rows.filter(title__iexact=text)[: NAMED + 1])

    def matching(self, rows: QuerySet[ActionPlan], text: str) -> QuerySet[ActionPlan]:
        return cast(ActionPlanQuerySet, rows).matching(text)


def members_of(units: UnitQuerySet) -> UserQuerySet:
    """Who may be in charge of a plan of one of ``units``: a member who may write it."""
    return User.objects.members_holding(ProgramPerm.CHANGE_ACTION_PLAN, units)


def _writers(user: User, of: int) -> UserQuerySet:
    return members_of(Unit.objects.where(user, ProgramPerm.ADD_ACTION_PLAN))


def _raisers(user: User, of: int) -> UserQuerySet:
    """Of the unit of one assessment."""
    own = Assessment.objects.filter(pk=of).values("unit")
    return members_of(Unit.objects.where(user, ProgramPerm.ADD_ACTION_PLAN).filter(pk__in=own))


def _approved(user: User, of: int) -> QuerySet[ActionPlan]:
    return ActionPlan.objects.visible_to(user).approved().select_related("unit")


UNITS = units_where("unit-rencana", ProgramPerm.ADD_ACTION_PLAN)
PEOPLE = Offer("penanggung-jawab-rencana", PERSON, _writers)
RAISERS = Offer("penanggung-jawab-butir", PERSON, _raisers)
PLANS = Offer("rencana-disetujui", PlanNaming(), _approved)
