"""The list of action plans as a table, as it is filtered; its figures are approved ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import cast

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from programs.permissions import ProgramPerm
from programs.submissions.tables import AREA, STATE, TITLE, UNIT, common_values
from reformasi.sheets.cells import Amount, Choice, Text, Value, Whole
from reformasi.sheets.context import Context
from reformasi.sheets.table import Column, Outlet, Table
from reformasi.ui.keys import each_of

from .forms import PlanFilter
from .models import ActionPlan
from .quarters import CODES, QUARTERS, Method

PERM = ProgramPerm.EXPORT_ACTION_PLAN
AMOUNT = Amount(maximum=Decimal("999999999999.99"))
#: The column of each target -> the field of the plan.
TARGETS = {f"target_b{3 * number:02d}": f"target_q{number}" for number in QUARTERS}
#: The column of what each quarter reported, if it is approved.
VALUES = {
    f"capaian_b{3 * number:02d}": format_lazy(gettext_lazy("capaian {code} (disetujui)"), code=code)
    for number, code in CODES.items()
}
COLUMNS = (
    Column("tahun", gettext_lazy("Tahun"), Whole()),
    *UNIT,
    AREA,
    TITLE,
    Column("sasaran", gettext_lazy("Sasaran"), Text(), width=44),
    Column("indikator", gettext_lazy("Indikator"), Text(), width=44),
    Column("satuan", gettext_lazy("Satuan"), Text()),
    Column("cara_menghitung", gettext_lazy("Cara menghitung capaian"), Choice(Method)),
    Column("penanggung_jawab", gettext_lazy("Penanggung jawab"), Text(), width=28),
    *(Column(name, ActionPlan._meta.get_field(field).verbose_name, AMOUNT)  # type: ignore[union-attr]
      for name, field in TARGETS.items()),
    *(Column(name, label, AMOUNT) for name, label in VALUES.items()),
    Column("capaian_total", gettext_lazy("total capaian yang disetujui"), AMOUNT),
    Column("capaian_persen", gettext_lazy("persen dari target setahun"), AMOUNT),
    Column("triwulan_menunggu", gettext_lazy("triwulan menunggu keputusan"), Whole()),
    Column("triwulan_belum_dilaporkan", gettext_lazy("triwulan belum dilaporkan"), Whole()),
    *STATE,
)  # fmt: skip


def listed(context: Context) -> QuerySet[Model]:
    rows = ActionPlan.objects.where(context.by, PERM).with_links().select_related("person")
    rows = rows.with_progress(timezone.localdate()).prefetch_related("achievements")
    filtered: QuerySet[Model] = PlanFilter(context.query, rows, request=context).qs
    return filtered


def lines(rows: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    for item in each_of(cast("QuerySet[ActionPlan]", rows)):
        yield (
            common_values(item, area=item.area.name if item.area else "")
            | {name: getattr(item, field) for name, field in TARGETS.items()}
            | _achieved(item)
            | {
                "tahun": item.year,
                "judul": item.title,
                "sasaran": item.objective,
                "indikator": item.indicator,
                "satuan": item.unit_of_measure,
                "cara_menghitung": item.method,
                "penanggung_jawab": str(item.person or ""),
            }
        )


def _achieved(item: ActionPlan) -> dict[str, Value]:
    """What is approved, and how many quarters wait or are missing; of approved plans only."""
    values: dict[str, Value] = dict.fromkeys(VALUES)
    for each in item.achievements.all():
        if each.is_approved:
            values[f"capaian_b{3 * each.quarter:02d}"] = each.value
    figures = {
        "capaian_total": "reached",
        "capaian_persen": "percent",
        "triwulan_menunggu": "quarters_waiting",
        "triwulan_belum_dilaporkan": "quarters_missing",
    }
    return values | {
        name: getattr(item, figure) if item.is_approved else None
        for name, figure in figures.items()
    }


PLANS = Table(
    name="rencana-aksi",
    title=gettext_lazy("Rencana aksi"),
    columns=COLUMNS,
    back=lambda context: reverse("programs:plans"),
    outlet=Outlet(PERM, listed, lines),
)
