"""Plans, activities and events as people make them: through the actions, step by step."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from programs.achievements import actions as achievements_actions
from programs.achievements.models import Achievement
from programs.activities import actions as activities_actions
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.plans import actions as plans_actions
from programs.plans.models import ActionPlan
from reformasi.evidence import actions as evidence_actions
from reformasi.organisation.models import Unit, User
from reformasi.workflow import decisions

_numbers = count(1)


def reform_area(number: int = 1) -> ReformArea:
    """One of the eight areas; the first call loads them all."""
    if not ReformArea.objects.exists():
        call_command("load_reform_areas", verbosity=0, stdout=io.StringIO())
    return ReformArea.objects.get(number=number)


def photo(name: str = "dokumentasi.png") -> SimpleUploadedFile:
    """A real picture, different each time: the library keeps the same bytes only once."""
    number = next(_numbers)
    picture = io.BytesIO()
    Image.new("RGB", (4, 4), (number % 256, number // 256 % 256, 90)).save(picture, "PNG")
    return SimpleUploadedFile(name, picture.getvalue(), content_type="image/png")


def make_activity(unit: Unit, by: User, *, evidence: bool = True, **fields: Any) -> Activity:
    """A draft that could be submitted; ``evidence=False`` leaves it without proof."""
    fields = {
        "title": f"Rapat pemantauan {next(_numbers)}",
        "date": date(2019, 4, 30),
        "area": reform_area(),
        "description": "Membahas kemajuan rencana aksi.",
    } | fields
    activity = activities_actions.create_activity(unit=unit, by=by, **fields)
    for requirement in activity.requirements if evidence else ():
        evidence_actions.upload_to(
            owner=activity, files=[photo()], by=by, requirement=requirement.key
        )
    if evidence and not activity.requirements:
        activities_actions.attach_files(activity=activity, files=[photo()], by=by)
    return activity


def submitted_activity(unit: Unit, by: User, **fields: Any) -> Activity:
    activity = make_activity(unit, by, **fields)
    decisions.submit(activity, by=by)
    return activity


def approved_activity(unit: Unit, by: User, approver: User, **fields: Any) -> Activity:
    activity = submitted_activity(unit, by, **fields)
    decisions.approve(activity, by=approver)
    return activity


def make_plan(unit: Unit, by: User, **fields: Any) -> ActionPlan:
    """A draft that could be submitted: four documents, one each quarter."""
    fields = {
        "year": 2019,
        "title": f"Menyusun SOP layanan {next(_numbers)}",
        "area": reform_area(4),
        "objective": "Setiap layanan mempunyai SOP",
        "indicator": "Jumlah SOP yang ditetapkan",
        "unit_of_measure": "dokumen",
        **{f"target_q{quarter}": Decimal(quarter) for quarter in (1, 2, 3, 4)},
    } | fields
    return plans_actions.create_plan(unit=unit, by=by, **fields)


def approved_plan(unit: Unit, by: User, approver: User, **fields: Any) -> ActionPlan:
    plan = make_plan(unit, by, **fields)
    decisions.submit(plan, by=by)
    decisions.approve(plan, by=approver)
    return plan


def make_achievement(
    plan: ActionPlan, by: User, *, quarter: int = 1, evidence: bool = True, **fields: Any
) -> Achievement:
    """A report of one quarter that could be submitted."""
    fields = {"value": Decimal(quarter)} | fields
    achievement = achievements_actions.create_achievement(
        plan=plan, quarter=quarter, by=by, **fields
    )
    if evidence:
        evidence_actions.upload_to(owner=achievement, files=[photo()], by=by)
    return Achievement.objects.with_links().get(pk=achievement.pk)


def submitted_achievement(plan: ActionPlan, by: User, **fields: Any) -> Achievement:
    return decisions.submit(make_achievement(plan, by, **fields), by=by)


def approved_achievement(plan: ActionPlan, by: User, approver: User, **fields: Any) -> Achievement:
    return decisions.approve(submitted_achievement(plan, by, **fields), by=approver)
