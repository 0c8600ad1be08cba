"""The list of action plans as a table, as it is filtered; amounts are cumulative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import cast

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from programs.permissions import ProgramPerm
from programs.submissions.tables import AREA, STATE, TITLE, UNIT, common_values
from reformasi.sheets.cells import Amount, Text, Value, Whole
from reformasi.sheets.context import Context
from reformasi.sheets.table import Column, Outlet, Table

from .forms import PlanFilter
from .models import ActionPlan

PERM = ProgramPerm.EXPORT_ACTION_PLAN
AMOUNT = Amount(maximum=Decimal("999999999999.99"))
#: The column of each amount -> the field of the plan.
AMOUNTS = {
    **{f"target_b{3 * n:02d}": f"target_q{n}" for n in range(1, 5)},
    **{f"capaian_b{3 * n:02d}": f"achieved_q{n}" for n in range(1, 5)},
}
COLUMNS = (
    Column("tahun", gettext_lazy("Tahun"), Whole()),
    *UNIT,
    AREA,
    TITLE,
    Column("sasaran", gettext_lazy("Sasaran"), Text(), width=44),
    Column("indikator", gettext_lazy("Indikator"), Text(), width=44),
    Column("satuan", gettext_lazy("Satuan"), Text()),
    *(Column(name, ActionPlan._meta.get_field(field).verbose_name, AMOUNT)  # type: ignore[union-attr]
      for name, field in AMOUNTS.items()),
    *STATE,
)  # fmt: skip


def listed(context: Context) -> QuerySet[Model]:
    rows = ActionPlan.objects.where(context.by, PERM).with_links()
    filtered: QuerySet[Model] = PlanFilter(context.query, rows, request=context).qs
    return filtered


def lines(rows: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    for item in cast("QuerySet[ActionPlan]", rows).iterator(chunk_size=1_000):
        amounts: dict[str, Value] = {name: getattr(item, field) for name, field in AMOUNTS.items()}
        yield (
            common_values(item, area=item.area.name if item.area else "")
            | amounts
            | {
                "tahun": item.year,
                "judul": item.title,
                "sasaran": item.objective,
                "indikator": item.indicator,
                "satuan": item.unit_of_measure,
            }
        )


PLANS = Table(
    name="rencana-aksi",
    title=gettext_lazy("Rencana aksi"),
    columns=COLUMNS,
    back=lambda context: reverse("programs:plans"),
    outlet=Outlet(PERM, listed, lines),
)
