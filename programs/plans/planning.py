"""What plans make of the raises that a way proposes: told to the page of the way."""

from django.urls import reverse

from evaluations.assessments import ways
from evaluations.assessments.models import Assessment
from evaluations.assessments.ways import Planning
from programs.permissions import ProgramPerm
from reformasi.organisation.models import User

from .models import ActionPlan, PlannedRaise


def register() -> None:
    ways.plan_by(planning_of)


def planning_of(user: User, assessment: Assessment) -> Planning:
    """The plans of this sheet that ``user`` sees, and where they make more if they may."""
    plans = ActionPlan.objects.visible_to(user)
    made = PlannedRaise.objects.of(assessment).filter(plan__in=plans)
    address = reverse("programs:sheet_plans_create", args=[assessment.pk])
    may = user.has_perm(ProgramPerm.ADD_ACTION_PLAN, ActionPlan(unit=assessment.unit))
    return Planning(address if may else "", {row.code: row.plan for row in made})
