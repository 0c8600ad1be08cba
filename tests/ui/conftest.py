import os
import shutil

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler
from playwright.sync_api import sync_playwright

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread

ARGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture
def draw(rf: RequestFactory):
    """Compile a template as the loader would, cotton tags included, and render it."""

    def draw_it(source: str, path: str = "/", **context) -> str:
        request = rf.get(path)
        template = Template(CottonCompiler().process(source))
        return " ".join(template.render(RequestContext(request, context)).split())

    return draw_it


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium, live_server, login, pegawai):
    """``open_browser(by=..., width=..., **options)``: a page of somebody who is logged in."""
    contexts = []

    def open_page(width=1366, theme="light", by=pegawai, **options):
        client = login(by)
        session = client.cookies.pop("sessionid").value  # who logs in next does not end it
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, **options
        )
        contexts.append(context)
        context.add_cookies([
            {"name": "sessionid", "value": session, "url": live_server.url},
            {"name": "tema", "value": theme, "url": live_server.url},
        ])  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(8_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
