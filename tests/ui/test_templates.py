"""Mistakes in templates that would otherwise show only on the page that makes them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from reformasi.ui.icons import SHAPES

TEMPLATES = Path(settings.BASE_DIR, "templates")
PAGES = sorted(TEMPLATES.rglob("*.html"))
ICON = re.compile(
    r"""(?:<c-icon[^>]*\bname|\b(?:submit_)?icon)=["']([a-z-]+)["']|{% icon ["'](\S+?)["']"""
    r"""|{% block \w+_icon %}([a-z-]+){%"""
)
COMPONENT = re.compile(r"""<c-([a-z-]+)((?:[^<>"]|"[^"]*")*?)/?>""")
#: What every element of HTML may have, and a component hands on with ``{{ attrs }}``.
HANDED_ON = re.compile(r"(aria|data)-[a-z-]+|id|name|value|role|tabindex|form|formaction")


def attributes(tag: str) -> set[str]:
    """The names of what a component is given, or declares."""
    plain = re.sub(r"{[%{].*?[%}]}", "", tag, flags=re.DOTALL)
    return set(
        re.findall(r"(?<=\s):?([a-z][a-z_-]*)", re.sub(r'"[^"]*"', "", plain, flags=re.DOTALL))
    )


def strange_attributes(source: str) -> set[str]:
    """What ``source`` gives to components that these do not know: they would drop it in silence."""
    strange = set()
    for name, tag in COMPONENT.findall(source):
        if name in ("vars", "slot"):
            continue
        component = (TEMPLATES / f"cotton/{name.replace('-', '_')}.html").read_text()
        declared = re.search(r"<c-vars(.*?)/>", component, re.DOTALL)
        its_own = attributes(declared[1]) if declared else set()
        strange |= {
            f"{name}: {given}"
            for given in attributes(tag) - its_own
            if not ("{{ attrs }}" in component and HANDED_ON.fullmatch(given))
        }
    return strange


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_component_gets_only_what_it_declares(page):
    assert strange_attributes(page.read_text()) == set()


def test_a_misspelt_attribute_is_noticed():
    assert strange_attributes('<c-progress :value="1" words="satu dari dua" />') == {
        "progress: words"
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_page_asks_only_for_icons_and_components_that_exist(page):
    source = page.read_text()
    icons = {name for pair in ICON.findall(source) for name in pair if name}
    components = set(re.findall(r"<c-([a-z-]+)", source)) - {"vars", "slot"}

    assert icons <= set(SHAPES)
    assert [
        name
        for name in components
        if not (TEMPLATES / f"cotton/{name.replace('-', '_')}.html").exists()
    ] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_page_leaves_home_and_itself_in_the_trail_to_the_frame(page):
    if str(page.relative_to(TEMPLATES)) != "base.html":
        assert "block breadcrumbs %}" not in page.read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_a_page_obeys_the_content_security_policy(page):
    """Documents are printed by the worker, from styles of their own."""
    source = page.read_text()

    assert not re.search(r"<[^>{]*\sstyle=", source)
    assert not re.search(r"<[^>{]*\son[a-z]+=", source)
    assert "<style" not in source
    for opening in re.findall(r"<script[^>]*>", source):
        assert "src=" in opening or 'type="application/json"' in opening
