"""Every address x every role x own, lower and neighbouring unit, compared with the tables."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from dashboards.permissions import DashboardPerm
from evaluations.assessments.permissions import AssessmentPerm
from evaluations.letters.permissions import LetterPerm
from programs.permissions import ProgramPerm
from reformasi.documents.permissions import DocumentPerm
from reformasi.evidence.attachments import Attachment
from reformasi.evidence.permissions import EvidencePerm
from reformasi.organisation.models import User
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.roles import Role
from reformasi.ui import navigation
from tests.house.access_domain_rows import ROWS
from tests.house.access_ground_rows import OWNERS
from tests.house.access_responses import LOGIN, THROUGH, Responses, ask, noted
from tests.house.access_rows import UNITS, Ask, Case, Row, holds, letter_seen, reaches
from tests.house.access_world import (
    ANONYMOUS,
    ASIDE,
    FORMER,
    HOLDERS,
    OWN,
    World,
    secret,
)
from tests.house.addresses import addresses
from zona_integritas.permissions import ZonaIntegritasPerm

# One process runs all of it: what is asked for one person is known for the next.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("access matrix")]


@pytest.fixture(scope="module")
def responses() -> Responses:
    return Responses()


@pytest.fixture
def bare_pages(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Thousands of pages in minutes: without the menu, the line under the person's name, the role
    that the trail notes, the log of refusals, the note of each visit and the second login.

    None says anything about what a page shows; each has its own tests.
    """
    settings.USERSESSIONS_TRACK_ACTIVITY = False
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # on a slow machine five minutes pass
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
    caplog.set_level(logging.CRITICAL, "django.request")
    monkeypatch.setattr(navigation, "entries", lambda *_args: [])
    monkeypatch.setattr(navigation, "introduction", lambda _user: "")
    monkeypatch.setattr(User, "role_for", lambda _user, _target, _verb: "")


def test_every_address_has_a_row_and_every_row_an_address():
    existing, listed = set(addresses(get_resolver())), {row.name for row in ROWS}
    assert not existing - listed, f"add a row to tests/house for: {sorted(existing - listed)}"
    assert not listed - existing, f"no such address any more: {sorted(listed - existing)}"


def test_every_kind_of_attachment_has_its_rows():
    assert set(OWNERS) == {kind._meta.label_lower for kind in Attachment.kinds()}


def expected(row: Row, case: Case) -> str | int:
    if case.asker.label == ANONYMOUS and not row.public:
        return LOGIN
    if not row.see(case):
        return 404
    return THROUGH if row.may(case) else 403


@pytest.mark.load  # some 3,000 pages
@pytest.mark.usefixtures("bare_pages")
@pytest.mark.parametrize("label", HOLDERS)
def test_every_address_answers_as_the_permission_tables_say(
    world: World, responses: Responses, label: str
):
    asker = world.askers[label]
    aside = world.places[ASIDE].unit
    may_know = asker.role is not None and aside.path.startswith(asker.home)
    wrong = []
    for row in ROWS:
        for at in row.at:
            case = Case(world, asker, at)
            url, wanted = row.address(case), expected(row, case)
            for method in row.methods:
                data = row.data(case) if method == "POST" else None
                response = responses.to(asker, method, url, data)
                got = response.says(url)
                question = f"{label}{at and f', {at}'}: {method} {row.name} ({url})"
                if got != wanted:
                    wrong.append(f"{question} → expected {wanted}, got {got} ({response.status})")
                if secret(aside) in response.text and not may_know:
                    wrong.append(f"{question} → shows something of {ASIDE}")
    assert not wrong, "\n".join(wrong)


def test_only_those_who_reach_the_same_are_alike(world: World):
    asked, alike, apart = (world.askers[label] for label in ("pegawai", "asesor", FORMER))
    with noted(asked.user) as questions:
        assert asked.user.has_perm(ProgramPerm.VIEW_ACTIVITY, world.places[OWN].activity)

    assert questions.alike_for(alike)
    assert not questions.alike_for(apart)


@pytest.mark.parametrize(
    "look",
    [
        lambda user: user.memberships_today,
        lambda user: user.memberships.filter(role=Role.PEGAWAI).exists(),
    ],
    ids=["in Python", "by a query"],
)
def test_nobody_is_alike_where_the_memberships_themselves_are_looked_at(world: World, look: Any):
    asker = world.askers["pegawai"]
    with noted(asker.user) as questions:
        assert look(asker.user)

    assert not questions.alike_for(asker)


def test_the_matrix_holds_each_answer_for_each_place(world: World):
    """The table is not empty talk: every kind of answer is expected somewhere in it."""
    expectations = {
        (at, expected(row, Case(world, asker, at)))
        for row in ROWS
        for at in row.at
        for asker in world.askers.values()
    }
    assert expectations >= {
        (at, response) for at in UNITS for response in (THROUGH, 403, 404, LOGIN)
    }


@dataclass(frozen=True)
class Page:
    """A page on which something of each unit stands, for those who may ``see`` it there."""

    name: str
    what: Callable[[Case], str]
    see: Ask
    args: tuple[Any, ...] = ()
    query: str = ""


def link(name: str) -> Callable[[Case], str]:
    """The address of this thing of the place, as a link has it."""
    return lambda case: f'href="{getattr(case.place, name).get_absolute_url()}"'


def title_of(name: str) -> Callable[[Case], str]:
    """Its title, as it stands in a spreadsheet."""
    return lambda case: str(getattr(case.place, name))


def figure(case: Case) -> str:
    """The way from a figure about the unit to the rows behind it."""
    return f"?unit={case.place.unit.code}&amp;year="


def both(first: Ask, second: Ask) -> Ask:
    return lambda case: first(case) and second(case)


VIEW_FOLLOW_UP = reaches(LetterPerm.VIEW_FOLLOW_UP)
PAGES = [
    Page("organisation:units", link("unit"), reaches(OrganisationPerm.VIEW_UNIT)),
    Page("organisation:people", link("person"), reaches(OrganisationPerm.VIEW_MEMBERSHIP)),
    Page(
        "sheets:export",
        title_of("person"),
        reaches(OrganisationPerm.VIEW_MEMBERSHIP),
        ("orang", "csv"),
    ),
    Page("sheets:export", title_of("unit"), reaches(OrganisationPerm.VIEW_UNIT), ("unit", "csv")),
    # By title: the files of each line would fill the first page.
    Page(
        "evidence:library", link("evidence"), reaches(EvidencePerm.VIEW_EVIDENCE), query="q=Bukti"
    ),
    Page("documents:list", link("document"), reaches(DocumentPerm.VIEW_DOCUMENT_REQUEST)),
    Page("evaluations:sheets", link("assessment"), reaches(AssessmentPerm.VIEW_ASSESSMENT)),
    Page("evaluations:letters", link("letter"), letter_seen),
    Page("evaluations:follow_ups", link("follow_up"), VIEW_FOLLOW_UP),
    Page("programs:plans", link("plan"), reaches(ProgramPerm.VIEW_ACTION_PLAN)),
    Page("programs:achievements", link("achievement"), reaches(ProgramPerm.VIEW_ACHIEVEMENT)),
    Page("programs:activities", link("activity"), reaches(ProgramPerm.VIEW_ACTIVITY)),
    Page("programs:waiting", link("waiting"), reaches(ProgramPerm.APPROVE_ACTIVITY)),
    *[
        Page("sheets:export", title_of(name), reaches(perm), (table, kind))
        for name, perm, table in (
            ("plan", ProgramPerm.EXPORT_ACTION_PLAN, "rencana-aksi"),
            ("approved_plan", ProgramPerm.EXPORT_ACHIEVEMENT, "capaian"),
            ("activity", ProgramPerm.EXPORT_ACTIVITY, "kegiatan"),
        )
        for kind in ("csv", "xlsx")
    ],
    Page(
        "zona_integritas:candidates",
        link("candidate"),
        reaches(ZonaIntegritasPerm.VIEW_CANDIDATE),
    ),
    Page(
        "zona_integritas:milestones",
        link("milestone"),
        reaches(ZonaIntegritasPerm.VIEW_MILESTONE),
        query="status=submitted",
    ),
    Page(
        "dashboards:pegawai",
        link("follow_up"),
        both(holds(DashboardPerm.VIEW_PEGAWAI), reaches(LetterPerm.SUBMIT_FOLLOW_UP)),
    ),
    Page(
        "dashboards:ketua-tim",
        link("waiting"),
        both(holds(DashboardPerm.VIEW_KETUA_TIM), reaches(ProgramPerm.APPROVE_ACTIVITY)),
    ),
    Page("dashboards:biro", link("letter"), both(holds(DashboardPerm.VIEW_BIRO), letter_seen)),
    Page("dashboards:pimpinan", figure, reaches(DashboardPerm.VIEW_PIMPINAN)),
    Page("dashboards:admin", link("person"), reaches(DashboardPerm.VIEW_ADMIN)),
]


@pytest.mark.load
@pytest.mark.parametrize("label", HOLDERS)
def test_lists_exports_and_dashboards_show_all_that_is_theirs_and_nothing_else(
    world: World, label: str
):
    asker = world.askers[label]
    wrong = []
    for page in PAGES:
        url = f"{reverse(page.name, args=page.args)}?{page.query}"
        response = ask(asker.client, "GET", url)
        for at in UNITS:
            case = Case(world, asker, at)
            there, should = page.what(case) in response.text, page.see(case)
            if there != should:
                fault = "is missing on" if should else "leaks into"
                wrong.append(f"{label}, {at}: {page.what(case)} {fault} {page.name} ({url})")
    assert not wrong, "\n".join(wrong)
