"""The list of quarterly achievements as a table, as it is filtered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from programs.permissions import ProgramPerm
from programs.plans.quarters import CODES, Method
from programs.plans.tables import AMOUNT
from programs.submissions.tables import AREA, STATE, UNIT, remarks
from reformasi.sheets.cells import Choice, Text, Value, Whole
from reformasi.sheets.context import Context
from reformasi.sheets.table import Column, Outlet, Table
from reformasi.ui.keys import each_of

from .forms import AchievementFilter
from .models import Achievement

PERM = ProgramPerm.EXPORT_ACHIEVEMENT
COLUMNS = (
    Column("tahun", gettext_lazy("Tahun"), Whole()),
    Column("triwulan", gettext_lazy("Triwulan"), Text()),
    *UNIT,
    AREA,
    Column("rencana_aksi", gettext_lazy("Rencana aksi"), Text(), width=44),
    Column("indikator", gettext_lazy("Indikator"), Text(), width=44),
    Column("satuan", gettext_lazy("Satuan"), Text()),
    Column("cara_menghitung", gettext_lazy("Cara menghitung capaian"), Choice(Method)),
    Column("target", gettext_lazy("Target total triwulan itu"), AMOUNT),
    Column("capaian", gettext_lazy("Capaian"), AMOUNT),
    Column("alasan", gettext_lazy("Alasan angka yang tidak biasa"), Text(), width=36),
    Column("catatan", gettext_lazy("Catatan"), Text(), width=44),
    *STATE,
)


def listed(context: Context) -> QuerySet[Model]:
    rows = Achievement.objects.where(context.by, PERM).with_links()
    filtered: QuerySet[Model] = AchievementFilter(context.query, rows, request=context).qs
    return filtered


def lines(rows: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    for item in each_of(cast("QuerySet[Achievement]", rows)):
        plan = item.plan
        yield {
            "tahun": plan.year,
            "triwulan": CODES[item.quarter],
            "unit_kerja": str(plan.unit),
            "kode_unit": plan.unit.code,
            "area_perubahan": plan.area.name if plan.area else "",
            "rencana_aksi": plan.title,
            "indikator": plan.indicator,
            "satuan": plan.unit_of_measure,
            "cara_menghitung": plan.method,
            "target": item.target,
            "capaian": item.value,
            "alasan": item.reason,
            "catatan": item.note,
            "status": item.status,
            "keterangan": remarks(item, is_sample=item.is_sample),
        }


ACHIEVEMENTS = Table(
    name="capaian",
    title=gettext_lazy("Capaian triwulan"),
    columns=COLUMNS,
    back=lambda context: reverse("programs:achievements"),
    outlet=Outlet(PERM, listed, lines),
)
