"""Writing action plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from evaluations.assessments.models import Assessment
from evaluations.scoring import NodeSpec
from programs.areas.models import ReformArea
from programs.submissions.actions import Recommendations, change_draft, create_draft
from reformasi.audit.refusals import Refused
from reformasi.organisation.models import Unit, User
from reformasi.ui.text import shorten
from reformasi.workflow.versions import keep_content, lock

from .models import ActionPlan, PlannedRaise
from .quarters import QUARTERS


class PlanFields(TypedDict, total=False):
    """What may be blank in a draft; what is not given stays as it is."""

    area: ReformArea | None
    title: str
    objective: str
    indicator: str
    unit_of_measure: str
    method: str
    person: User | None
    target_q1: Decimal | None
    target_q2: Decimal | None
    target_q3: Decimal | None
    target_q4: Decimal | None
    is_sample: bool


class PlanChanges(PlanFields, total=False):
    unit: Unit
    year: int


class NewPlan(PlanFields):
    unit: Unit
    year: int


def create_plan(
    *,
    by: User,
    token: UUID | None = None,
    recommendations: Recommendations = None,
    **fields: Unpack[NewPlan],
) -> ActionPlan:
    """Start a draft; everything but unit and year may still be blank.

    ``token`` is that of a form: the same form sent again gives the same draft.

    Raises:
        StaleForm: somebody changed the draft after this form had made it.
        MoveNotAllowed: the draft has been submitted meanwhile.
    """
    return create_draft(
        ActionPlan,
        fields,
        by=by,
        token=token,
        recommendations=recommendations,
        change=lambda draft: change_plan(
            plan=draft, version=1, by=by, recommendations=recommendations, **fields
        ),
    )


def change_plan(
    *,
    plan: ActionPlan,
    version: int,
    by: User,
    recommendations: Recommendations = None,
    **fields: Unpack[PlanChanges],
) -> ActionPlan:
    """Write new values; if nothing differs from what is stored, ``version`` does not matter.

    Another way of computing the total gives another meaning to what its quarters have reported:
    their approvals are then stale.

    Raises:
        StaleForm: another change came first.
        MoveNotAllowed: it is not a draft any more.
    """
    return change_draft(
        plan,
        fields,
        version=version,
        by=by,
        recommendations=recommendations,
        after=lambda changed: _keep_achievements(changed, by),
    )


def _keep_achievements(plan: ActionPlan, by: User) -> None:
    """Keep the content of its achievements, of which its method and unit of measure are a part."""
    for achievement in plan.achievements.all():
        keep_content(achievement, by=by, wrote=False)


class AlreadyPlanned(Refused):
    """A question that is to be raised has a plan: another made it first."""


@dataclass(frozen=True)
class Raise:
    """To raise the answer to ``code`` to ``option`` until the end of ``quarter``."""

    code: str
    option: str
    quarter: int
    person: User | None = None


@transaction.atomic
def create_plans(
    *, assessment: Assessment, raises: Sequence[Raise], year: int, by: User
) -> list[ActionPlan]:
    """A draft for each of ``raises``, complete as it stands: one question at its option.

    Raises:
        AlreadyPlanned: one of the questions has a plan.
        UnitClosed: the unit does not stand in ``year``.
    """
    lock(assessment)
    taken = PlannedRaise.objects.of(assessment).filter(code__in=[one.code for one in raises])
    if codes := list(taken.order_by("code").values_list("code", flat=True)):
        reason = _("Sudah ada rencana aksinya: %(codes)s. Pilih butir yang lain.")
        raise AlreadyPlanned(reason % {"codes": ", ".join(codes)}, verb="create", target=assessment)
    with translation.override(settings.LANGUAGE_CODE):  # others read them too
        return [_plan(assessment, one, year, by) for one in raises]


def _plan(assessment: Assessment, chosen: Raise, year: int, by: User) -> ActionPlan:
    node = assessment.specification.node(chosen.code)
    names = {"code": node.code, "option": chosen.option, "name": node.name}
    option = next(each for each in node.options if each.letter == chosen.option)
    title = _("Menaikkan butir %(code)s menjadi %(option)s: %(name)s") % names
    indicator = _("Butir %(code)s pada LKE berada pada pilihan %(option)s") % names
    plan = create_plan(
        by=by,
        unit=assessment.unit,
        year=year,
        area=_area(node),
        title=shorten(title, 200),
        objective=_as_sentence(option.description or node.name),
        indicator=shorten(indicator, 200),
        unit_of_measure=_("butir"),
        person=chosen.person,
        is_sample=assessment.is_sample,
        **{f"target_q{each}": Decimal(each >= chosen.quarter) for each in QUARTERS},  # type: ignore[arg-type]
    )
    PlannedRaise.objects.create(
        plan=plan, assessment=assessment, code=chosen.code, option=chosen.option
    )
    return plan


def _as_sentence(text: str) -> str:
    """Options are printed without a capital."""
    return text[:1].upper() + text[1:]


def _area(node: NodeSpec) -> ReformArea | None:
    """The six areas of a sheet are those of the eight that belong to Zona Integritas, in order."""
    if not node.area.isdigit():
        return None
    return ReformArea.objects.filter(in_zi=True).order_by("number")[int(node.area) - 1 :].first()
