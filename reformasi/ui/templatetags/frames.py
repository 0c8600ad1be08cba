"""Tags with which a page fills the frames in ``templates/ui/`` (builtins: no ``{% load %}``)."""

import re
from functools import lru_cache

from django import template
from django.db.models import Model
from django.shortcuts import resolve_url
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from reformasi.ui import lists
from reformasi.ui.context_processors import Column, Crumb, Frame
from reformasi.ui.navigation import Entry

register = template.Library()


@register.simple_tag(takes_context=True)
def crumb(context: Context, to: Model | str, label: object = "", *args: object) -> str:
    """``{% crumb "programs:activities" _("Kegiatan") %}``, ``{% crumb activity %}``: a step of
    the trail. It stands between the home page and this page; ``label`` is ``str(to)`` if left out.
    To a list it leads back with its filters.
    """
    frame = _frame(context)
    url = lists.way_back(frame.request, resolve_url(to, *args))
    frame.trail.append(Crumb(str(label or to), url))
    return ""


@register.simple_tag(takes_context=True)
def column(context: Context, key: str, label: object, kind: str = "") -> SafeString:
    """The head of a column. ``kind`` is the class of all its cells: ``number``, ``nowrap``."""
    head = _frame(context).columns[key] = Column(str(label), kind)
    return format_html('<th scope="col"{}>{}</th>', head.kind_class, label)


@register.simple_tag(takes_context=True)
def cell(context: Context, key: str) -> SafeString:
    """``<td {% cell "unit" %}>``: the attributes of a cell in that column of the table.

    Raises TemplateSyntaxError where no ``{% column %}`` of this page has that key.
    """
    columns = _frame(context).columns
    if key not in columns:
        raise template.TemplateSyntaxError(f"No column {key!r}: there are {', '.join(columns)}.")
    return columns[key].cell


@register.simple_tag(takes_context=True)
def sidebar(context: Context) -> SafeString:
    """The main menu of whoever looks."""
    return _drawn_menu(tuple(_frame(context).sections), get_language())


@lru_cache(512)
def _drawn_menu(entries: tuple[Entry, ...], _language: str) -> SafeString:
    """Most pages of a person, and of all who see the same, have the same menu."""
    return render_to_string("ui/sidebar.html", {"entries": entries})


@register.tag
def capture(parser: Parser, token: Token) -> "Capture":
    """``{% capture name %}...{% endcapture %}``: what stands within, as a variable."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(name, nodelist)


class Capture(template.Node):
    """A block may be drawn once only; a frame that shows one twice draws it into a variable."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308  escaped within
        return mark_safe("")


def _frame(context: Context) -> Frame:
    return context["frame"]


#: What somebody may have typed: texts, and the values of attributes.
TYPED = re.compile(r"""(<textarea\b.*?</textarea>|"[^"]*")""", re.DOTALL)
BLANKS = re.compile(r"\s{2,}")


@register.tag
def compact(parser: Parser, token: Token) -> "Compact":
    """``{% compact %}``: one blank wherever there are several, but not in what somebody typed. For
    what is repeated a hundred times on a page."""
    nodelist = parser.parse(("endcompact",))
    parser.delete_first_token()
    return Compact(nodelist)


class Compact(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        parts = TYPED.split(self.nodelist.render(context))
        parts[::2] = [BLANKS.sub(" ", part) for part in parts[::2]]
        return mark_safe("".join(parts))  # noqa: S308  escaped within
