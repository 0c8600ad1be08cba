"""Reads a page as a tree, so that a test asks for elements and not for the letters between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
SILENT = {"script", "style", "svg"}


@dataclass
class Element:
    """``text`` is what a person reads; drawings and scripts say nothing."""

    tag: str
    attrs: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        if self.tag in SILENT:
            return ""
        parts = [it if isinstance(it, str) else it.text for it in self.children]
        return " ".join("".join(parts).split())

    def all(self, tag: str = "", css_class: str = "") -> Iterator[Element]:
        """Every element below with that tag and that class, in the order of the page."""
        for child in self.children:
            if isinstance(child, str):
                continue
            classes = child.attrs.get("class", "").split()
            if tag in ("", child.tag) and (not css_class or css_class in classes):
                yield child
            yield from child.all(tag, css_class)

    def first(self, tag: str = "", css_class: str = "") -> Element:
        """Raises LookupError where there is none."""
        for element in self.all(tag, css_class):
            return element
        raise LookupError(f"no <{tag or '*'} class={css_class or '*'}>")


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        closed = self.open.pop()
        assert closed.tag == tag, f"</{tag}> closes <{closed.tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: str) -> Element:
    """The whole page. Fails where an end tag does not close the element that is open."""
    builder = _Builder()
    builder.feed(page)
    builder.close()
    return builder.open[0]


def token_of(response: HttpResponse) -> str:
    """The token of the forms of a page, as a browser sends it back."""
    inputs = read(response.content.decode()).all("input")
    return next(each.attrs["value"] for each in inputs if each.attrs.get("name") == "token")
