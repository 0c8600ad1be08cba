"""Charts: defined once (Altair), drawn to SVG by vl-convert, the same for the page and the PDF.

A page never waits for a drawing. ``<c-chart>`` shows the SVG if the cache has it; otherwise htmx
fetches it from ``ui:chart`` afterwards, and the table is there at once. A worker that makes a PDF
calls ``chart.draw()`` and waits.

The drawing is neutral: text and lines are ``currentColor``, and the marks have colours that stand
out by at least 3:1 against the light page, the dark page and paper. Numbers stand on the marks,
so nothing is told by colour alone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from reformasi.ui import text
from reformasi.ui.caching import recall, remember
from reformasi.ui.svg import neutral

if TYPE_CHECKING:
    import altair

WEEK = 7 * 24 * 3600
STYLE = "4"  # raise it when the look changes: older drawings are then forgotten
SERIES = ["#2f74c0", "#c2620b", "#0f8a6d", "#a4508b"]
INK, LINE = "#010101", "#020202"  # stand-ins for the page's own colours; see reformasi.ui.svg
FONT = "sans-serif"
ROW_HEIGHT = 30
WIDTH = 380

LONGEST = 300  # letters of a name in a drawing, which shows some fifty; the table has all of them
KEPT = 256  # definitions of each sort in one process, a few kB each

Figure = float | Decimal | None
Cell = str | Figure
Row = Sequence[Cell]
Grid = tuple[tuple[str, tuple[float | None, ...]], ...]
Spec = dict[str, object]


@dataclass(frozen=True)
class Chart:
    """A Vega-Lite drawing, its text alternative and the table behind it.

    ``sample`` labels it "data contoh".
    """

    title: str
    alt: str
    headers: Sequence[str]
    rows: Sequence[Row]
    spec: Spec = field(repr=False, compare=False)
    sample: bool = False

    @cached_property
    def key(self) -> str:
        """Names spec and data. Signed, so nobody finds another's chart by guessing its data."""
        return salted_hmac("reformasi.ui.charts", STYLE + _canonical(self.spec)).hexdigest()

    @cached_property
    def svg(self) -> str | None:
        """The drawing if there is one already; otherwise leaves the definition for ``drawn``."""
        drawing = recall(f"chart:{self.key}")
        if drawing is None:
            remember(f"chart-spec:{self.key}", _canonical(self.spec), WEEK)
        return drawing

    def draw(self) -> str:
        """The drawing, made now if need be (tenths of a second)."""
        return recall(f"chart:{self.key}") or _drawn(self.key, _canonical(self.spec))


def drawn(key: str) -> str | None:
    """The SVG of a chart that was on a page lately; None if it is cached no longer."""
    drawing = recall(f"chart:{key}")
    if drawing is None and (spec := recall(f"chart-spec:{key}")) is not None:
        drawing = _drawn(key, spec)
    return drawing


def bar(
    title: str, rows: Sequence[tuple[str, Figure]], *, value: str, label: str, alt: str,
    maximum: float | None = None, sample: bool = False,
) -> Chart:  # fmt: skip
    """One bar for each (label, number). ``value`` and ``label`` are the column headings."""
    data = tuple((_name(name), _plain(number)) for name, number in rows)
    spec = _bar(data, _name(value), maximum)
    return Chart(title, alt, [label, value], _texts(rows), spec, sample)


def grouped_bar(
    title: str, rows: Sequence[tuple[str, Sequence[Figure]]], *, series: Sequence[str], value: str,
    label: str, alt: str, maximum: float | None = None, sample: bool = False,
) -> Chart:  # fmt: skip
    """Bars side by side for each (label, numbers), e.g. last year and this year. None: no bar."""
    spec = _grouped_bar(_grid(rows), tuple(map(_name, series)), _name(value), maximum)
    flat = [(name, *numbers) for name, numbers in rows]
    return Chart(title, alt, [label, *series], _texts(flat), spec, sample)


def line(
    title: str, rows: Sequence[tuple[str, Sequence[Figure]]], *, series: Sequence[str], value: str,
    label: str, alt: str, maximum: float | None = None, sample: bool = False,
) -> Chart:  # fmt: skip
    """Lines over an ordered axis (quarters, months): for each (label, one number per series)."""
    spec = _line(_grid(rows), tuple(map(_name, series)), _name(value), _name(label), maximum)
    flat = [(name, *numbers) for name, numbers in rows]
    return Chart(title, alt, [label, *series], _texts(flat), spec, sample)


def heatmap(
    title: str, rows: Sequence[tuple[str, Sequence[Figure]]], *, columns: Sequence[str], label: str,
    alt: str, maximum: float = 100, sample: bool = False,
) -> Chart:  # fmt: skip
    """A grid of unit x area with the number in each cell; None is shown as "–"."""
    spec = _heatmap(_grid(rows), tuple(map(_name, columns)), maximum)
    flat = [(name, *numbers) for name, numbers in rows]
    return Chart(title, alt, [label, *columns], _texts(flat), spec, sample)


# --- the definitions ---------------------------------------------------------------------------
# Altair validates every part, which takes longer than the rest of a dashboard: a definition is kept
# for as long as the process sees the same data. Nobody writes into it.
@lru_cache(KEPT)
def _bar(data: tuple[tuple[str, float | None], ...], value: str, maximum: float | None) -> Spec:
    alt_ = _altair()
    values = [{"label": name, "value": number} for name, number in data]
    axis = _numbers(number for _name, number in data)
    base = alt_.Chart(alt_.Data(values=values)).encode(
        x=alt_.X("value:Q", title=value, scale=_scale(maximum), axis=axis),
        y=alt_.Y("label:N", title=None, sort=None, axis=_names()),
    )
    bars = base.mark_bar(color=SERIES[0], height={"band": 0.65})
    return _spec(bars + _figures(base), height=ROW_HEIGHT * max(len(data), 1))


@lru_cache(KEPT)
def _grouped_bar(rows: Grid, series: tuple[str, ...], value: str, maximum: float | None) -> Spec:
    alt_ = _altair()
    values = _by_series(rows, series)
    axis = _numbers(number for _name, numbers in rows for number in numbers)
    base = alt_.Chart(alt_.Data(values=values)).encode(
        x=alt_.X("value:Q", title=value, scale=_scale(maximum), axis=axis),
        y=alt_.Y("label:N", title=None, sort=None, axis=_names()),
        yOffset=alt_.YOffset("series:N", sort=list(series)),
    )
    bars = base.mark_bar().encode(color=_colours(series))
    height = (ROW_HEIGHT * 0.6 * len(series) + 8) * max(len(rows), 1)
    return _spec(bars + _figures(base), height=height)


@lru_cache(KEPT)
def _line(
    rows: Grid, series: tuple[str, ...], value: str, label: str, maximum: float | None
) -> Spec:
    alt_ = _altair()
    values = _by_series(rows, series)
    axis = _numbers(number for _name, numbers in rows for number in numbers)
    base = alt_.Chart(alt_.Data(values=values)).encode(
        x=alt_.X("label:O", title=label, sort=None, axis=_steps()),
        y=alt_.Y("value:Q", title=value, scale=_scale(maximum), axis=axis),
        color=_colours(series),
        strokeDash=alt_.StrokeDash("series:N", sort=list(series), legend=None),
    )
    layers = base.mark_line(point={"filled": True, "size": 50}, strokeWidth=2.5)
    for index, which in enumerate(series):  # numbers below the first line, above the second
        figures = base.mark_text(dy=-11 if index % 2 else 16, font=FONT, fontSize=12)
        layers += figures.transform_filter(alt_.datum.series == which).encode(
            text=alt_.Text("value:Q", format=",~f"),
            color=alt_.value(INK),
            strokeDash=alt_.value([]),
        )
    return _spec(layers, height=220)


@lru_cache(KEPT)
def _heatmap(rows: Grid, columns: tuple[str, ...], maximum: float) -> Spec:
    alt_ = _altair()
    values = [
        {"row": name, "column": column, "value": number}
        for name, numbers in rows
        for column, number in zip(columns, numbers, strict=True)
    ]
    base = alt_.Chart(alt_.Data(values=values)).encode(
        x=alt_.X("column:N", title=None, sort=list(columns),
                 axis=alt_.Axis(orient="top", labelAngle=-30, labelAlign="left", labelLimit=240,
                                labelColor=INK, ticks=False, domain=False)),
        y=alt_.Y("row:N", title=None, sort=[name for name, _ in rows], axis=_names()),
    )  # fmt: skip
    shade = alt_.Opacity(
        "value:Q", scale=alt_.Scale(domain=[0, maximum], range=[0.04, 0.42]), legend=None
    )
    cells = base.mark_rect(color=SERIES[0], stroke=LINE, strokeWidth=1).encode(opacity=shade)
    figures = base.mark_text(font=FONT, fontSize=12, color=INK).encode(
        text=alt_.condition(
            "datum.value === null", alt_.value("–"), alt_.Text("value:Q", format=",~f")
        )
    )
    return _spec(cells + figures, height=ROW_HEIGHT * 1.15 * max(len(rows), 1))


def _grid(rows: Sequence[tuple[str, Sequence[Figure]]]) -> Grid:
    return tuple((_name(name), tuple(map(_plain, numbers))) for name, numbers in rows)


def _name(name: object) -> str:
    """What a drawing is given as a name: it measures every letter, so a long one costs seconds."""
    return text.shorten(text.one_line(str(name)), LONGEST)


def _by_series(rows: Grid, series: Sequence[str]) -> list[dict[str, str | float]]:
    return [
        {"label": name, "series": which, "value": number}
        for name, numbers in rows
        for which, number in zip(series, numbers, strict=True)
        if number is not None
    ]


def _altair() -> ModuleType:
    import altair  # slow: a third of a second, and most pages draw nothing

    return altair


def _scale(maximum: float | None) -> "altair.Scale":
    return (
        _altair().Scale(domain=[0, maximum], zero=True) if maximum else _altair().Scale(zero=True)
    )


def _numbers(numbers: Iterable[float | None]) -> "altair.Axis":
    """Whole numbers get no fractions on their axis."""
    whole = all(number is None or number.is_integer() for number in numbers)
    return _altair().Axis(
        format=",~f", tickCount=5, tickMinStep=1 if whole else 0, labelColor=INK, titleColor=INK,
        grid=True, gridColor=LINE,
    )  # fmt: skip


def _steps() -> "altair.Axis":
    return _altair().Axis(labelAngle=0, labelColor=INK, titleColor=INK)


def _names() -> "altair.Axis":
    return _altair().Axis(
        labelLimit=300, labelColor=INK, ticks=False, domainColor=LINE, labelPadding=8
    )


def _colours(series: Sequence[str]) -> "altair.Color":
    names = list(map(str, series))
    return _altair().Color(
        "series:N",
        sort=names,
        scale=_altair().Scale(domain=names, range=SERIES[: len(names)]),
        legend=_altair().Legend(title=None, orient="top", labelColor=INK, symbolType="square"),
    )


def _figures(base: "altair.Chart") -> "altair.Chart":
    text = base.mark_text(align="left", dx=5, font=FONT, fontSize=12, color=INK)
    return text.encode(text=_altair().Text("value:Q", format=",~f"))


def _spec(chart: "altair.LayerChart", *, height: float) -> Spec:
    """The vega-lite definition, with generic fonts, the page's own ink and room for wider fonts."""
    chart = chart.properties(width=WIDTH, height=height)
    room = {"left": 32, "right": 28, "top": 4, "bottom": 4}
    chart = chart.configure(font=FONT, background="transparent", padding=room)
    chart = chart.configure_view(stroke=None).configure_axis(labelFontSize=12, titleFontSize=12)
    return chart.configure_legend(labelFontSize=12).to_dict()


def _plain(number: Figure) -> float | None:
    """JSON knows no Decimal; a drawing needs no more than a float of two decimals."""
    return None if number is None else round(float(number), 2)


def _texts(rows: Sequence[Row]) -> list[list[Cell]]:
    """The table says the same as the drawing."""
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: Cell) -> Cell:
    if cell is None:
        return "–"
    if isinstance(cell, Decimal):
        return round(cell, 2)
    return round(cell, 2) if isinstance(cell, float) else cell


def _canonical(spec: Spec) -> str:
    return json.dumps(spec, sort_keys=True, separators=(",", ":"))


def _drawn(key: str, spec: str) -> str:
    import vl_convert  # slow: loads a JavaScript engine

    # A sign that XML cannot hold would end the process, not raise: rows may be older than the gate.
    # A line end would end a string of Vega's expressions.
    drawable = json.dumps(text.one_line_each(json.loads(spec)))
    drawing = vl_convert.vegalite_to_svg(drawable, format_locale=INDONESIAN)
    svg = neutral(drawing, ink=INK, line=LINE)
    remember(f"chart:{key}", svg, WEEK)
    return svg


INDONESIAN = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["Rp", ""]}
