"""Mistakes in templates that would otherwise show only on the page that makes them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from reformasi.ui.icons import SHAPES

TEMPLATES = Path(settings.BASE_DIR, "templates")
#: Their sources by name: one test looks at all of them, and names those that are wrong.
PAGES = {
    str(page.relative_to(TEMPLATES)): page.read_text() for page in sorted(TEMPLATES.rglob("*.html"))
}
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


def test_a_component_gets_only_what_it_declares():
    strange = {name: strange_attributes(source) for name, source in PAGES.items()}

    assert {name: given for name, given in strange.items() if given} == {}


def test_a_misspelt_attribute_is_noticed():
    assert strange_attributes('<c-progress :value="1" words="satu dari dua" />') == {
        "progress: words"
    }


def unknown_names(source: str) -> set[str]:
    """Icons and components that ``source`` asks for and that do not exist."""
    icons = {name for pair in ICON.findall(source) for name in pair if name}
    components = set(re.findall(r"<c-([a-z-]+)", source)) - {"vars", "slot"}
    return (icons - set(SHAPES)) | {
        name for name in components if f"cotton/{name.replace('-', '_')}.html" not in PAGES
    }


def test_a_page_asks_only_for_icons_and_components_that_exist():
    unknown = {name: unknown_names(source) for name, source in PAGES.items()}

    assert {name: asked for name, asked in unknown.items() if asked} == {}


def test_a_page_leaves_home_and_itself_in_the_trail_to_the_frame():
    pages = [name for name, source in PAGES.items() if "block breadcrumbs %}" in source]

    assert pages == ["base.html"]


#: What the policy refuses: styles and scripts that stand in the page itself.
REFUSED = re.compile(
    r"""<[^>{]*\sstyle=|<[^>{]*\son[a-z]+=|<style"""
    r"""|<script(?![^>]*(?:src=|type="application/json"))[^>]*>"""
)


def test_a_page_obeys_the_content_security_policy():
    """Documents are printed by the worker, from styles of their own."""
    refused = {name: REFUSED.findall(source) for name, source in PAGES.items()}

    assert {name: tags for name, tags in refused.items() if tags} == {}


@pytest.mark.parametrize(
    "tag", ['<p style="">', '<p onclick="x()">', "<style>", "<script>", '<script type="module">']
)
def test_what_the_policy_refuses_is_noticed(tag):
    assert REFUSED.search(tag)
