"""Charts in a frozen snapshot: kept as data when requested, drawn when printed."""

from __future__ import annotations

import base64
from typing import Any

from reformasi.ui.charts import Chart

FONT = "Liberation Sans"  # the body font of static/css/document.css


def keep(chart: Chart) -> dict[str, Any]:
    """All of ``chart`` as plain JSON, for ``Kind.build``."""
    return {
        "title": str(chart.title),
        "alt": str(chart.alt),
        "headers": [str(header) for header in chart.headers],
        "rows": [[str(cell) for cell in row] for row in chart.rows],
        "spec": chart.spec,
        "sample": chart.sample,
    }


def draw(kept: dict[str, Any]) -> str:
    """The drawing of a kept chart as a ``data:`` address, in the document's font."""
    svg = Chart(**kept).draw().replace('font-family="sans-serif"', f'font-family="{FONT}"')
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
