"""Tags of printed documents: dates, charts, the QR code and the table of contents."""

from __future__ import annotations

import re
from datetime import date

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from reformasi.documents import charts
from reformasi.documents.charts import KeptChart

register = template.Library()

HEADING = re.compile(r"<h2(?P<attributes>[^>]*)>(?P<text>.*?)</h2>", re.DOTALL)
LONG = 4  # a document with as many sections gets a table of contents


@register.filter
def tanggal(iso: str | None) -> str:
    """ "2019-03-18" -> "18 Maret 2019"; nothing gives a dash."""
    return format_date(date.fromisoformat(iso[:10]), "j F Y") if iso else "–"


@register.inclusion_tag("documents/chart.html")
def chart(kept: KeptChart) -> dict[str, object]:
    """A kept chart as a figure with its caption and table."""
    return {"chart": kept, "source": charts.draw(kept)}


@register.simple_tag
def qr(address: str) -> str:
    """The QR code of ``address`` as a ``data:`` address."""
    import segno  # slow enough to be spared the pages that load these tags for a date

    uri: str = segno.make(address, error="m").svg_data_uri(border=2, scale=4)
    return uri


@register.tag
def contents(parser: Parser, token: Token) -> ContentsNode:
    """``{% contents %}…{% endcontents %}``: numbers nothing, but lists the h2 of what it wraps."""
    nodelist = parser.parse(("endcontents",))
    parser.delete_first_token()
    return ContentsNode(nodelist)


class ContentsNode(template.Node):
    """Gives every h2 an anchor and, in a long document, puts their list before them."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        entries: list[dict[str, str]] = []

        def anchored(heading: re.Match[str]) -> str:
            anchor = f"bagian-{len(entries) + 1}"
            text = mark_safe(strip_tags(heading["text"]).strip())  # noqa: S308 escaped already
            entries.append({"anchor": anchor, "text": text})
            return f'<h2{heading["attributes"]} id="{anchor}">{heading["text"]}</h2>'

        body = HEADING.sub(anchored, self.nodelist.render(context))
        listed = render_to_string("documents/contents.html", {"entries": entries})
        return mark_safe((listed if len(entries) >= LONG else "") + body)  # noqa: S308 rendered
