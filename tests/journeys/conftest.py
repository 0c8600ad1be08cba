"""The world of the main job: a letter with findings, work on it, and people who log in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from evaluations.follow_ups import actions as follow_ups
from evaluations.follow_ups.models import FollowUp
from evaluations.letters import actions as evaluations
from evaluations.letters.models import MinisterialLetter, Recommendation
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import Unit, User
from reformasi.workflow import decisions
from tests.evaluations.factories import make_letter
from tests.evidence.files import pdf
from tests.programs.factories import make_activity, reform_area, submitted_activity
from tests.stack import eventually
from tests.ui.conftest import chromium
from tests.zona_integritas.factories import make_candidate, step_of, submitted
from zona_integritas.candidates.models import Candidate, Milestone

__all__ = ["chromium"]
expect.set_options(timeout=15_000)  # two busy cores take their time
PASSWORD = "Rahasia-sekali-1"


@dataclass
class World:
    """What the people of the journey find when they come in."""

    unit: Unit
    people: SimpleNamespace
    area: ReformArea
    letter: MinisterialLetter
    recommendation: Recommendation
    reported: FollowUp
    promised: FollowUp
    candidate: Candidate
    pact: Milestone
    declaration: Milestone
    draft: Activity
    waiting: Activity


@pytest.fixture
def world(unit, ministry, ditjen, pegawai, ketua_tim, biro, pimpinan) -> World:
    cache.clear()  # login limits count the address, and all tests come from one
    letter = make_letter(ministry, addressees=[ditjen], summary="Pemantauan perlu diperkuat.")
    evaluations.set_components(letter=letter, rows=COMPONENTS, by=biro, version=letter.version)
    finding = evaluations.create_finding(
        letter=letter,
        description="Rencana aksi belum dipantau",
        recommendations=["Pantau setiap triwulan"],
        by=biro,
    )
    recommendation = finding.recommendations.get()
    candidate = make_candidate(unit, ketua_tim)
    return World(
        unit=unit,
        people=SimpleNamespace(pegawai=pegawai, ketua_tim=ketua_tim, biro=biro, pimpinan=pimpinan),
        area=reform_area(),
        letter=letter,
        recommendation=recommendation,
        reported=reported_follow_up(recommendation, unit, ketua_tim, pegawai),
        promised=follow_ups.create_follow_up(
            recommendation=recommendation,
            unit=unit,
            action="Menetapkan penanggung jawab pemantauan",
            due=date(2019, 9, 30),
            by=ketua_tim,
        ),
        candidate=candidate,
        pact=submitted(step_of(candidate, "ZI-01"), pegawai),
        declaration=submitted(step_of(candidate, "ZI-02"), pegawai),
        draft=make_activity(unit, pegawai, recommendations=[recommendation]),
        waiting=submitted_activity(unit, pegawai),
    )


COMPONENTS = [
    {
        "name": "Pemenuhan",
        "maximum": Decimal(20),
        "last_year": Decimal("12.50"),
        "this_year": Decimal("14.75"),
    },
    {
        "name": "Hasil antara",
        "maximum": Decimal(10),
        "last_year": Decimal("6.10"),
        "this_year": Decimal("6.40"),
    },
]


def reported_follow_up(
    recommendation: Recommendation, unit: Unit, planner: User, reporter: User
) -> FollowUp:
    """A follow-up that waits for the bureau."""
    follow_up = follow_ups.create_follow_up(
        recommendation=recommendation,
        unit=unit,
        action="Menyusun jadwal pemantauan triwulanan",
        due=date(2019, 6, 30),
        by=planner,
    )
    follow_ups.change_report(
        follow_up=follow_up,
        by=reporter,
        version=follow_up.version,
        report="Jadwal ditetapkan dan dipakai sejak Mei.",
    )
    evidence.upload_to(owner=follow_up, files=[pdf("jadwal.pdf")], by=reporter)
    return decisions.submit(follow_up, by=reporter)


@pytest.fixture
def photo(tmp_path) -> Path:
    """A picture as a telephone takes it."""
    path = tmp_path / "dokumentasi-rapat.jpg"
    Image.linear_gradient("L").resize((1200, 900)).convert("RGB").save(path, "JPEG")
    return path


@pytest.fixture
def minutes(tmp_path) -> Path:
    """A scanned page, as a scanner puts it into a PDF."""
    path = tmp_path / "notulen-rapat.pdf"
    Image.new("RGB", (620, 877), "white").save(path, "PDF")
    return path


@pytest.fixture
def open_window(chromium, live_server):
    """``open_window(width=..., theme=..., **options)``: a page of somebody unknown as yet."""
    contexts = []

    def open_page(width=1366, theme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, **options
        )
        contexts.append(context)
        context.add_cookies([{"name": "tema", "value": theme, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def open_as(open_window, live_server):
    """``open_as(user, ...)``: the same for somebody who has logged in already."""

    def open_page(user, **options):
        client = Client()
        client.force_login(user, backend="reformasi.accounts.backends.LoginBackend")
        page = open_window(**options)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_page


def log_in(page, user) -> None:
    """Through the login page, with NIP and password."""
    page.goto(reverse("account_login"))
    page.get_by_label("NIP atau surel").fill(user.nip)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.locator("details.menu summary")).to_contain_text(user.name)


def fill_activity(page, world, *, title: str = "Rapat pemantauan triwulan pertama") -> None:
    """Everything that a submission needs, but the evidence."""
    page.get_by_label("Nama kegiatan").fill(title)
    page.get_by_label("Tanggal", exact=True).fill("2019-04-30")
    page.get_by_label("Tempat").fill("Jakarta")
    page.get_by_label("Area perubahan").select_option(str(world.area.pk))
    page.get_by_label("Uraian").fill("Membahas kemajuan rencana aksi bersama tim.")
    page.get_by_label(world.recommendation.label).check()


def becomes(item, status) -> None:
    """The server has made the move that a click asked for."""

    def has_become() -> bool:
        item.refresh_from_db()
        return item.status == status

    eventually(has_become, f"{item} becomes {status}")
