"""What plans had reported before quarters were submitted becomes drafts (migration 0003).

The old columns left the plan with the next migration: they are set on the plans that it reads.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

from programs.achievements.models import Achievement
from programs.plans.models import ActionPlan
from programs.plans.quarters import QUARTERS
from programs.submissions.workflow import Status
from tests.programs.factories import approved_plan, make_plan

MIGRATION = import_module("programs.migrations.0003_achievements_of_plans")


class OldPlans(list[ActionPlan]):
    """The plans as the migration reads them."""

    def all(self) -> OldPlans:
        return self

    def iterator(self) -> OldPlans:
        return self


def old(plan: ActionPlan, *values: int | None, note: str = "") -> ActionPlan:
    for quarter, value in zip(QUARTERS, values, strict=True):
        setattr(plan, f"achieved_q{quarter}", None if value is None else Decimal(value))
    plan.progress_note = note
    return plan


def take_over(*plans: ActionPlan) -> list[tuple[object, ...]]:
    models = {
        "ActionPlan": SimpleNamespace(objects=OldPlans(plans)), "Achievement": Achievement
    }  # fmt: skip
    registry = SimpleNamespace(get_model=lambda _app, name: models[name])
    MIGRATION.take_over(registry, None)
    rows = Achievement.objects.order_by("plan", "quarter")
    return [(row.quarter, row.value, row.note) for row in rows]


def test_each_quarter_that_was_reported_is_a_draft_and_the_note_is_with_the_last(
    unit, pegawai, ketua_tim
):
    plan = approved_plan(unit, pegawai, ketua_tim)

    rows = take_over(old(plan, 1, 0, None, None, note="Menunggu anggaran"))

    assert rows == [(1, 1, ""), (2, 0, "Menunggu anggaran")]
    assert {row.status for row in Achievement.objects.all()} == {Status.DRAFT}
    assert plan.method == "last", "what was reported so far was cumulative"


def test_nobody_approved_them_so_whoever_wrote_them_does_not_either(unit, pegawai, ketua_tim):
    take_over(old(approved_plan(unit, pegawai, ketua_tim), 1, None, None, None))

    item = Achievement.objects.get()
    assert (item.created_by, item.writers) == (pegawai, [pegawai.pk])
    assert item.approved_snapshot is None
    assert ActionPlan.objects.with_progress(date(2020, 1, 1)).get().reached == 0


def test_a_note_without_figures_is_kept_and_nothing_at_all_makes_nothing(unit, pegawai):
    silent = old(make_plan(unit, pegawai), None, None, None, None)
    noted = old(make_plan(unit, pegawai), None, None, None, None, note="Belum mulai")

    assert take_over(silent, noted) == [(1, None, "Belum mulai")]
    assert Achievement.objects.get().plan == noted
