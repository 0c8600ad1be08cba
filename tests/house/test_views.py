"""Every view says which methods it takes, and every form says in one way what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLResolver, get_resolver

from reformasi.audit.models import Entry
from tests.house.access_domain_rows import ROWS
from tests.house.access_rows import FORM, NOWHERE, Case, Row
from tests.house.access_world import ANONYMOUS, OWN, World
from tests.html import Element, read

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
WRITES = re.compile(r"""<form[^>]*method=["']post""")
OURS = ("reformasi", "programs", "evaluations", "zona_integritas", "dashboards")
#: Pages with a POST form in which nothing can be filled in wrongly -> why.
NOTHING_TO_FILL_IN = {
    "programs:achievement_delete": "asks only whether to delete",
    "programs:activity_delete": "asks only whether to delete",
    "programs:plan_delete": "asks only whether to delete",
    "evaluations:follow_up_delete": "asks only whether to delete",
    "programs:attendee_remove": "asks only whether to remove",
    "evaluations:follow_up_change": "a report that is not handed in yet may say anything",
    "evaluations:people_set": "nobody has to be in charge of anything",
    "evaluations:sheet_prefill": "asks only whether to take over what is shown",
    "evaluations:remark_change": "a working remark may say anything, and nothing",
    "documents:sign": "asks only whether to sign",
    "sheets:preview": "asks only whether to bring in the rows of an upload",
    "evaluations:sheet_preview": "asks only which cells of an upload to take",
}

#: Pages of an upload, without a form where it is over.
PREVIEWS = {"sheets:preview", "evaluations:sheet_preview"}

#: Forms in which every field may stay empty, or whose rows mean nothing in another version: without
#: the version that they were opened with, they are refused as stale.
ASK_THE_VERSION_FIRST = {
    "evaluations:components",
    "evaluations:finding_change",
    "zona_integritas:declaration_change",
    "zona_integritas:candidate_change",
    "zona_integritas:milestone_change",
}

View = Callable[..., HttpResponse]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("form pages")]


def views(resolver: URLResolver) -> Iterator[View]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from views(pattern)
        elif pattern.callback.__module__.partition(".")[0] in OURS:
            yield pattern.callback


def is_guarded(view: View) -> bool:
    """Whether a method that no view takes gets 405, before the view looks at anything else."""
    try:
        return view(RequestFactory().generic("PROPFIND", "/")).status_code == 405
    except (TypeError, AttributeError):  # the view itself ran: no arguments, nobody logged in
        return False


def test_every_view_names_its_methods():
    named = [f"{view.__module__}.{view.__name__}" for view in views(get_resolver())]
    unguarded = [
        name
        for name, view in zip(named, views(get_resolver()), strict=True)
        if not is_guarded(view)
    ]

    assert len(named) > 100
    assert unguarded == [], "decorate them with require_GET, require_POST or require_http_methods"


def test_a_view_that_takes_any_method_is_noticed():
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponse()

    assert not is_guarded(page)
    assert not is_guarded(partial(page, pk=1))


def form_rows() -> list[Row]:
    """Our addresses with a form, in the person's own unit or in none."""
    return [
        row
        for row in ROWS
        if row.methods == FORM and ":" in row.name and {OWN, *NOWHERE}.intersection(row.at)
    ]


def cases(world: World, row: Row) -> Iterator[Case]:
    """Everybody who may fill in the form."""
    at = OWN if OWN in row.at else NOWHERE[0]
    for asker in world.askers.values():
        case = Case(world, asker, at)
        if asker.label != ANONYMOUS and row.see(case) and row.may(case):
            yield case


def own_form(page: Element, address: str) -> Element:
    """The form of the page that is sent to the page itself, be it to look first."""
    forms = [
        form
        for form in page.all("form")
        if form.attrs.get("action", address) == address and form.attrs.get("role") != "search"
    ]
    assert len(forms) == 1, f"{len(forms)} forms on {address} are sent to it"
    return forms[0]


def wrong_values(form: Element) -> dict[str, str]:
    """Nothing in what is written, and nonsense in what is chosen, counted or dated.

    The version goes along: who has opened an older one is told so before anything else.
    """
    typed = {element.attrs.get("name", ""): "" for element in form.all("textarea")}
    chosen = {element.attrs.get("name", ""): "bukan-ini" for element in form.all("select")}
    inputs = {
        element.attrs["name"]: "bukan-ini" if is_checked_by_kind(element) else ""
        for element in form.all("input")
        if "name" in element.attrs and element.attrs.get("type") != "hidden"
    }
    return {**typed, **chosen, **inputs, **version_of(form)}


def version_of(form: Element) -> dict[str, str]:
    return {
        element.attrs["name"]: element.attrs["value"]
        for element in form.all("input")
        if element.attrs.get("name") == "version"
    }


def is_checked_by_kind(element: Element) -> bool:
    typed = "inputmode" in element.attrs or "placeholder" in element.attrs
    return element.attrs.get("type") == "radio" or typed


def send(client: Client, address: str, data: dict[str, str]) -> tuple[HttpResponse, int]:
    """The response to the form, and how many entries of the trail came with it; all is undone."""
    with transaction.atomic():
        before = Entry.objects.count()
        response = client.post(address, data)
        written = Entry.objects.count() - before
        transaction.set_rollback(True)
    return response, written


def asked(world: World, name: str) -> Iterator[tuple[Client, str]]:
    """Somebody who may fill in the form, and its address: one of each row of that name."""
    for row in form_rows():
        if row.name == name:
            case = next(cases(world, row))
            yield case.asker.client, row.address(case)


FORMS = sorted({row.name for row in form_rows()} - {*NOTHING_TO_FILL_IN})


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_wrong_comes_back_with_422(world: World, name: str):
    for client, address in asked(world, name):
        opened = client.get(address)
        form = own_form(read(opened.content.decode()).first("main"), address)
        wrong, written = send(client, address, wrong_values(form))
        page = read(wrong.content.decode()).first("main")

        assert (opened.status_code, wrong.status_code) == (200, 422), address
        assert own_form(page, address)
        assert any(page.all(css_class="alert--danger")), f"{address}: nothing says what is wrong"
        assert written == 0, address


@pytest.mark.parametrize("name", sorted({row.name for row in form_rows()} - PREVIEWS))
def test_every_form_that_writes_carries_a_token(world: World, name: str):
    for client, address in asked(world, name):
        page = read(client.get(address).content.decode())
        writing = [form for form in page.all("form") if form.attrs.get("method") == "post"]
        tokens = [tokens_in(form) for form in writing]

        assert writing, address
        assert all(len(each) == 1 for each in tokens), address


def tokens_in(form: Element) -> list[str]:
    return [one.attrs["value"] for one in form.all("input") if one.attrs.get("name") == "token"]


def test_every_form_of_a_template_carries_its_tokens():
    """Also where the page is not reached above: ``{% csrf_token %}`` writes both."""
    sources = {path: path.read_text() for path in TEMPLATES.rglob("*.html")}
    writing = {path: len(WRITES.findall(text)) for path, text in sources.items()}
    without = [
        path.relative_to(TEMPLATES).as_posix()
        for path, number in writing.items()
        if number > sources[path].count("{% csrf_token %}")
    ]

    assert sum(writing.values()) >= 9
    assert without == []


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_sent_without_anything_is_not_taken_for_opened(world: World, name: str):
    for client, address in asked(world, name):
        form = own_form(read(client.get(address).content.decode()).first("main"), address)
        response, _refusals = send(client, address, {})

        stale = name in ASK_THE_VERSION_FIRST and bool(version_of(form))
        assert response.status_code == (409 if stale else 422), address


def test_only_forms_are_excepted():
    assert {*NOTHING_TO_FILL_IN, *ASK_THE_VERSION_FIRST} <= {row.name for row in form_rows()}
