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
