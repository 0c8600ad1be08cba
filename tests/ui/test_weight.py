"""What the portal weighs over the wire."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse

from reformasi.ui import sample
from reformasi.ui.middleware import CompressedPagesMiddleware

FIRST_LOAD, LATER = 200_000, 30_000  # bytes


def wire(name: str) -> int:
    """Bytes of one static file as a browser gets it."""
    path = Path(settings.STATIC_ROOT, name)
    compressed = path.with_name(path.name + ".br")
    return (compressed if compressed.exists() else path).stat().st_size


@pytest.fixture
def gallery(login, pegawai, settings):
    settings.DEMO = True
    for chart in sample.gallery()["charts"]:
        chart.draw()
    return login(pegawai).get("/galeri/").content


def test_the_first_page_weighs_less_than_200_kb(gallery):
    files = re.findall(rb'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', gallery)

    weight = len(brotli.compress(gallery)) + sum(wire(name.decode()) for name in files)

    assert len(files) >= 6
    assert weight < FIRST_LOAD


def test_a_later_page_weighs_less_than_30_kb(gallery):
    """The gallery is heavier than any page of the portal, drawings included."""
    assert len(brotli.compress(gallery)) < LATER


def test_modules_import_each_other_under_names_that_hold_their_digest():
    """Or a browser would keep yesterday's half of the scripts for a year."""
    hashed = staticfiles_storage.hashed_files
    modules = [name for name in hashed if name.startswith("js/")]
    imported = {
        target
        for name in modules
        for target in re.findall(
            r'(?:from|import) ?"\./([^"]+)"', Path(settings.STATIC_ROOT, hashed[name]).read_text()
        )
    }

    assert len(imported) >= 3
    assert {f"js/{target}" for target in imported} <= {hashed[name] for name in modules}


def test_nothing_is_collected_that_no_page_loads():
    names = {
        path for path in staticfiles_storage.hashed_files if "tabler/" in path or "htmx/" in path
    }

    assert names == {
        "tabler/css/tabler.min.css",
        "django_htmx/htmx-2.min.js",
    }


def test_of_the_framework_only_what_pages_use_is_sent():
    styles = Path(settings.TRIMMED_STYLES, "tabler.min.css").read_text()

    assert ".form-check-input" in styles
    assert ".carousel" not in styles
    assert wire(staticfiles_storage.hashed_files["tabler/css/tabler.min.css"]) < 20_000


@pytest.mark.parametrize(
    ("kind", "encoding"), [("text/html; charset=utf-8", "gzip"), ("application/pdf", None)]
)
def test_a_page_goes_compressed_and_a_file_as_it_is(rf, kind, encoding):
    response = HttpResponse("Reformasi " * 100, content_type=kind)
    sent = CompressedPagesMiddleware(lambda _request: response)(
        rf.get("/", headers={"Accept-Encoding": "gzip"})
    )

    assert sent.headers.get("Content-Encoding") == encoding


def test_every_page_of_the_portal_goes_compressed(login, pegawai):
    page = login(pegawai).get("/organisasi/unit/", headers={"Accept-Encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["Vary"]
