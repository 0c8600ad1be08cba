"""What the tables of activities and of action plans have in common; they only leave."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.sheets.cells import Choice, Text, Value
from reformasi.sheets.table import Column
from reformasi.workflow.models import Decidable

from .models import Submission
from .workflow import Status

UNIT = (
    Column("unit_kerja", gettext_lazy("Unit kerja"), Text(), width=36),
    Column("kode_unit", gettext_lazy("Kode unit"), Text()),
)
AREA = Column("area_perubahan", gettext_lazy("Area perubahan"), Text(), width=28)
TITLE = Column("judul", gettext_lazy("Judul"), Text(), width=44)
STATE = (
    Column("status", gettext_lazy("Status"), Choice(Status)),
    Column("keterangan", gettext_lazy("Keterangan"), Text()),
)


def remarks(item: Decidable, *, is_sample: bool) -> str:
    """What is to be known of a row besides its columns; of rows ``with_staleness``."""
    texts = [_("data contoh")] if is_sample else []
    if item.approval_is_stale:
        texts.append(_("berubah sejak disetujui"))
    return "; ".join(texts)


def common_values(item: Submission, *, area: str) -> dict[str, Value]:
    """The columns that both tables have."""
    return {
        "unit_kerja": str(item.unit),
        "kode_unit": item.unit.code,
        "area_perubahan": area,
        "status": item.status,
        "keterangan": remarks(item, is_sample=item.is_sample),
    }
