"""The charts of the dashboards."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from programs.areas.models import ReformArea
from reformasi.organisation.models import Unit
from reformasi.ui.charts import Chart, bar, grouped_bar, heatmap

from .figures import AreaProgress, Branch, UnitRate

#: Units that a sentence under a chart names.
NAMED = 3


def areas(rows: Sequence[AreaProgress], year: int) -> Chart:
    """Activities recorded beside those approved, by area."""
    total, approved = sum(row.total for row in rows), sum(row.approved for row in rows)
    return grouped_bar(
        _("Kegiatan per area perubahan, %(year)s") % {"year": year},
        [(row.area.name, [row.total, row.approved]) for row in rows],
        series=[_("Tercatat"), _("Disetujui")],
        value=_("Kegiatan"),
        label=_("Area perubahan"),
        alt=_("%(approved)s dari %(total)s kegiatan tercatat sudah disetujui.")
        % {"approved": approved, "total": total},
        sample=any(row.is_sample for row in rows),
    )


def follow_up_rates(rows: Sequence[UnitRate]) -> Chart | None:
    """Recommendations done in percent of those that a unit answers for, by unit."""
    if not rows:
        return None
    shares = [(row.unit.label, row.progress.percent) for row in rows]
    lowest = min(percent for _unit, percent in shares)
    last = [unit for unit, percent in shares if percent == lowest]
    names = ", ".join(last[:NAMED])
    if (more := len(last) - NAMED) > 0:
        names = _("%(units)s, dan %(more)s unit lain") % {"units": names, "more": more}
    return bar(
        _("Rekomendasi tuntas per unit, semua surat, persen"),
        shares,
        value=_("Persen"),
        label=_("Unit"),
        alt=_("Paling rendah: %(units)s, %(percent)s persen.")
        % {"units": names, "percent": lowest},
        maximum=100,
        sample=any(row.progress.is_sample for row in rows),
    )


def heat(branches: Sequence[Branch], areas: Sequence[ReformArea], top: Unit, year: int) -> Chart:
    """The rows of the page as a drawing; its table has the links."""
    return heatmap(
        _("Kegiatan disetujui per unit dan area, persen dari yang tercatat, %(year)s")
        % {"year": year},
        [(row.unit.label, [cell.percent for _area, cell in row.cells]) for row in branches],
        columns=[area.name for area in areas],
        label=_("Unit"),
        alt=_("%(units)s unit di bawah %(top)s terhadap %(areas)s area perubahan.")
        % {"units": len(branches), "top": top, "areas": len(areas)},
        sample=any(cell.is_sample for row in branches for _area, cell in row.cells),
    )
