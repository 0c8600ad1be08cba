"""Charts in a frozen snapshot: kept as data when requested, drawn when printed."""

from __future__ import annotations

import base64
from typing import TypedDict

from reformasi.ui.charts import Chart, Spec

FONT = "Liberation Sans"  # the body font of static/css/document.css


class KeptChart(TypedDict):
    """A chart as plain JSON."""

    title: str
    alt: str
    headers: list[str]
    rows: list[list[str]]
    spec: Spec
    sample: bool


def keep(chart: Chart) -> KeptChart:
    """All of ``chart`` as plain JSON, for ``Kind.build``."""
    return {
        "title": str(chart.title),
        "alt": str(chart.alt),
        "headers": [str(header) for header in chart.headers],
        "rows": [[str(cell) for cell in row] for row in chart.rows],
        "spec": chart.spec,
        "sample": chart.sample,
    }


def draw(kept: KeptChart) -> str:
    """The drawing of a kept chart as a ``data:`` address, in the document's font."""
    svg = Chart(**kept).draw().replace('font-family="sans-serif"', f'font-family="{FONT}"')
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
