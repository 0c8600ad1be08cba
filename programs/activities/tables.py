"""The list of activities as a table, as it is filtered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from programs.permissions import ProgramPerm
from programs.submissions.tables import AREA, STATE, TITLE, UNIT, common_values
from reformasi.sheets.cells import Choice, Day, Text, Value, Whole
from reformasi.sheets.context import Context
from reformasi.sheets.table import Column, Outlet, Table
from reformasi.ui.keys import each_of

from .forms import ActivityFilter
from .models import Activity, ActivityKind

PERM = ProgramPerm.EXPORT_ACTIVITY
COLUMNS = (
    Column("tanggal", gettext_lazy("Tanggal"), Day()),
    Column("sampai_tanggal", gettext_lazy("Sampai tanggal"), Day()),
    *UNIT,
    Column("jenis", gettext_lazy("Jenis"), Choice(ActivityKind)),
    TITLE,
    Column("tempat", gettext_lazy("Tempat"), Text()),
    AREA,
    Column("uraian", gettext_lazy("Uraian"), Text(), width=44),
    Column("hasil", gettext_lazy("Hasil"), Text(), width=44),
    Column("jumlah_peserta", gettext_lazy("Jumlah peserta"), Whole()),
    Column("jumlah_bukti", gettext_lazy("Jumlah bukti"), Whole()),
    *STATE,
)


def listed(context: Context) -> QuerySet[Model]:
    rows = Activity.objects.where(context.by, PERM).with_links().with_evidence_count()
    rows = rows.with_people_count()
    filtered: QuerySet[Model] = ActivityFilter(context.query, rows, request=context).qs
    return filtered


def lines(rows: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    for item in each_of(cast("QuerySet[Activity]", rows)):
        yield common_values(item, area=item.area.name if item.area else "") | {
            "tanggal": item.date,
            "sampai_tanggal": item.end_date,
            "jenis": item.kind,
            "judul": item.title,
            "tempat": item.place,
            "uraian": item.description,
            "hasil": item.output,
            "jumlah_peserta": getattr(item, "people_count"),  # noqa: B009  annotated
            "jumlah_bukti": getattr(item, "evidence_count"),  # noqa: B009  annotated
        }


ACTIVITIES = Table(
    name="kegiatan",
    title=gettext_lazy("Kegiatan"),
    columns=COLUMNS,
    back=lambda context: reverse("programs:activities"),
    outlet=Outlet(PERM, listed, lines),
)
