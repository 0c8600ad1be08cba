"""The charts of a letter, for the page and the PDF alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from reformasi.ui.charts import Chart, grouped_bar

from .models import ComponentValue, MinisterialLetter


def components(letter: MinisterialLetter, rows: Sequence[ComponentValue]) -> Chart | None:
    """Last year beside this year, each as a percentage of its maximum."""
    if not rows:
        return None
    return achievement(
        [
            (
                row.name,
                float(row.maximum),
                None if row.last_year is None else float(row.last_year),
                float(row.this_year),
            )
            for row in rows
        ],
        year=letter.evaluated_year,
        sample=letter.is_sample,
    )


def achievement(
    rows: Iterable[tuple[str, float, float | None, float]], *, year: int, sample: bool
) -> Chart:
    """Percent of the maximum by component from rows of (name, maximum, last year, this year)."""
    shares = [
        (
            name,
            None if last is None else round(100 * last / maximum, 1),
            round(100 * this / maximum, 1),
        )
        for name, maximum, last, this in rows
    ]
    best = max(shares, key=lambda row: row[2])
    worst = min(shares, key=lambda row: row[2])
    return grouped_bar(
        _("Capaian per komponen, persen dari nilai maksimum"),
        [(name, [last, this]) for name, last, this in shares],
        series=[str(year - 1), str(year)],
        value=_("Persen"),
        label=_("Komponen"),
        alt=_("Tertinggi %(best)s (%(top)s persen), terendah %(worst)s (%(low)s persen).")
        % {
            "best": best[0],
            "top": number_format(best[2]),
            "worst": worst[0],
            "low": number_format(worst[2]),
        },
        maximum=100,
        sample=sample,
    )
