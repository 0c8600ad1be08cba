"""Acceptance 6: axe finds no WCAG 2.2 AA violation on any page of the journey."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from evaluations.letters.tables import COMPONENTS
from reformasi.documents import tasks
from reformasi.documents.actions import request_document
from reformasi.sheets.actions import keep_upload, request_export
from reformasi.sheets.context import Context
from reformasi.sheets.tasks import produce
from reformasi.sheets.work import claim
from reformasi.sheets.workflow import Format
from reformasi.workflow.claims import fail

from .axe import said_by_axe, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def reports(world):
    """One report that waits for a worker, and a finished one."""
    biro = world.people.biro
    done = request_document(
        kind="evaluation_report", subject=world.letter, unit=world.unit, by=biro
    )
    tasks.produce(done.pk, task_id="tugas-1")
    above = world.letter.addressees.get()
    queued = request_document(kind="evaluation_report", subject=world.letter, unit=above, by=biro)
    return queued, done


def pages_of_pegawai(world, reports):
    attachment = world.draft.attachments.get()
    yield reverse("dashboards:pegawai")
    yield reverse("programs:activities")
    yield reverse("programs:activity_create")
    yield world.draft.get_absolute_url()
    yield reverse("programs:activity_change", args=[world.draft.pk]) + "?missing=1"
    yield reverse("evidence:choose", args=["programs.activityevidence", world.draft.pk])
    yield attachment.evidence.get_absolute_url()
    yield reverse("evidence:library")
    yield world.promised.get_absolute_url()
    yield reverse("evaluations:follow_up_change", args=[world.promised.pk])
    yield world.candidate.get_absolute_url()


def pages_of_ketua_tim(world, reports):
    yield reverse("dashboards:ketua-tim")
    yield reverse("programs:waiting")
    yield world.waiting.get_absolute_url()
    yield world.waiting.get_absolute_url() + "?tab=history"
    yield reverse("zona_integritas:milestones")
    yield world.declaration.get_absolute_url()


def pages_of_biro(world, reports):
    yield reverse("dashboards:biro")
    yield reverse("evaluations:letters")
    yield world.letter.get_absolute_url()
    yield reverse("evaluations:follow_ups")
    yield world.reported.get_absolute_url()
    yield reverse("documents:list")
    yield from (report.get_absolute_url() for report in reports)


@pytest.fixture
def tables(world):
    """Addresses of a table on its way in and out, in each state."""
    context = Context(world.people.biro, world.letter)
    uploads = [
        keep_upload(
            table=COMPONENTS.name,
            subject=context.subject,
            by=context.by,
            name="nilai.csv",
            content=content.encode(),
        )
        for content in (
            "komponen;nilai_maksimum;tahun_ini\nPemenuhan;20;2.500\nHasil;10;6",
            "DAFTAR NILAI\nkomponen;nilai_maksimum;tahun_ini;warna\nPemenuhan;20;15;biru",
            "komponen;warna\nPemenuhan;biru",
        )
    ]
    asked = {"table": COMPONENTS, "format": Format.CSV}
    failed, queued = (
        request_export(context=Context(world.people.biro, world.letter, QueryDict(query)), **asked)
        for query in ("q=a", "q=b")
    )
    fail(claim(failed.pk, "tugas-9"), "Patah.")
    done = request_export(context=context, **asked)
    produce(done.pk, "tugas-8")
    address = [COMPONENTS.name, world.letter.pk]
    return [
        reverse("sheets:import", args=address),
        *(reverse("sheets:preview", args=[*address, upload.token]) for upload in uploads),
        *(job.get_absolute_url() for job in (queued, failed, done)),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_tables_on_their_way_in_and_out(open_as, world, tables, theme):
    page = open_as(world.people.biro, theme=theme, width=390)
    assert [wrong for address in tables for wrong in violations(page, address)] == []


def pages_of_pimpinan(world, reports):
    yield reverse("dashboards:pimpinan") + "?year=2019"


PAGES = {
    "pegawai": pages_of_pegawai,
    "ketua_tim": pages_of_ketua_tim,
    "biro": pages_of_biro,
    "pimpinan": pages_of_pimpinan,
}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_on_the_pages_of_the_journey(
    open_as, open_window, world, reports, theme
):
    wrong = violations(open_window(theme=theme), reverse("account_login"))
    for name, pages in PAGES.items():
        page = open_as(getattr(world.people, name), theme=theme)
        for address in pages(world, reports):
            wrong += violations(page, address)

    assert wrong == []


def test_axe_finds_nothing_wrong_with_an_answer_to_a_form_that_was_not_accepted(open_as, world):
    page = open_as(world.people.pegawai, width=390)
    page.goto(reverse("programs:activity_create"))
    page.get_by_label("Nama kegiatan").fill("Rapat")
    page.get_by_label("Sampai tanggal").fill("2019-04-30")
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_role("alert").get_by_role("link", name="Tanggal").wait_for()
    assert said_by_axe(page) == []
