"""Acceptance 2: from an activity with evidence to the report of the bureau, on the real stack."""

import io
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from programs.activities.models import Activity
from reformasi.audit.models import Entry
from reformasi.documents.models import DocumentRequest
from reformasi.organisation.models import User
from tests.stack import eventually, taken, worker

from .conftest import fill_activity, log_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.stack,
    pytest.mark.xdist_group("journeys"),
    pytest.mark.django_db(transaction=True),
]
HELD = ["tests.documents.held"]  # the worker stops in the middle of the report until it is told
TITLE = "Rapat pemantauan triwulan pertama"
REASON = "Piagam belum ditandatangani saksi."


@pytest.fixture
def complaints():
    """What the pages' scripts and policies complained about."""
    return []


@pytest.fixture
def enter(open_window, complaints):
    """``enter(user)``: a browser of their own, logged in through the login page."""

    def open_page(user):
        page = open_window()
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        log_in(page, user)
        return page

    return open_page


def test_the_main_job(enter, world, photo, minutes, complaints, tmp_path):
    last = Entry.objects.latest("pk").pk
    people = world.people

    log_and_submit(enter(people.pegawai), world, [photo, minutes])
    lead = enter(people.ketua_tim)
    approve_from_the_dashboard(lead)
    decide_on_milestones(lead, world)
    office = enter(people.biro)
    verify(office, world)
    pdf = request_and_download(office, world, tmp_path)
    see_the_new_figures(enter(people.pimpinan), world)

    check_text(pdf, world)
    check_structure(pdf)
    check_trail(Entry.objects.filter(pk__gt=last), world)
    assert complaints == []


def log_and_submit(page, world, files):
    page.get_by_role("link", name="Catat kegiatan").first.click()
    fill_activity(page, world, title=TITLE)
    page.locator("#id_files").set_input_files(files)
    page.get_by_role("button", name="Simpan dan ajukan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("main")).to_contain_text("Menunggu persetujuan ketua tim")
    evidence = page.locator("#activityevidence")
    expect(evidence).to_contain_text("JPG")
    expect(evidence).to_contain_text("PDF")


def approve_from_the_dashboard(page):
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Setujui").click()
    expect(page.get_by_role("main")).to_contain_text("Disetujui")


def decide_on_milestones(page, world):
    page.goto(world.pact.get_absolute_url())
    page.get_by_role("button", name="Setujui").click()
    expect(page.locator(".page-head .badge").first).to_have_text("Selesai")

    page.goto(world.declaration.get_absolute_url())
    page.locator("summary", has_text="Kembalikan").click()
    page.get_by_label("Alasan pengembalian").fill(REASON)
    page.get_by_role("button", name="Kembalikan").click()
    expect(page.locator(".page-head .badge").first).to_have_text("Dikembalikan")
    expect(page.get_by_role("main")).to_contain_text(REASON)


def verify(page, world):
    page.goto(world.reported.get_absolute_url())
    page.get_by_role("button", name="Verifikasi: sesuai").click()
    expect(page.locator(".page-head .badge").first).to_have_text("Sesuai")


def request_and_download(page, world, folder):
    """The page moves on by itself while the worker works; nobody reloads it."""
    page.goto(world.letter.get_absolute_url())
    page.get_by_label("Laporan untuk unit").select_option(world.unit.code)
    page.get_by_role("button", name="Buat laporan").click()
    expect(page.get_by_text("Permintaan Anda sudah di antrean")).to_be_visible()
    page.evaluate("window.stillTheSamePage = true")

    with worker(folder / "pekerja.log", include=HELD, HOLD=str(folder)):
        eventually(lambda: taken(folder, "held-*"), "the worker begins the report")
        expect(page.locator("#keadaan progress")).to_have_attribute("value", "10")
        (folder / "release-1").touch()
        download = page.get_by_role("link", name="Unduh PDF")
        expect(download).to_be_visible(timeout=30_000)
    assert page.evaluate("window.stillTheSamePage")

    with page.expect_download() as waiting:
        download.click()
    return PdfReader(io.BytesIO(waiting.value.path().read_bytes()))


def see_the_new_figures(page, world):
    """Three activities of 2019, of which one is approved now; the one recommendation has a second
    follow-up that nobody has reported on."""
    page.goto(reverse("dashboards:pimpinan") + "?year=2019")
    expect(page.get_by_label("Tahun", exact=True)).to_have_value("2019")
    cell = page.get_by_role(
        "link", name=f"{world.unit.label}, {world.area.name}: 33% 1/3 kegiatan disetujui"
    )
    expect(cell).to_be_visible()
    recommendations = page.locator(".stat", has_text="Rekomendasi tuntas")
    expect(recommendations).to_contain_text(re.compile(r"0\s+dari 1"))

    cell.click()
    expect(page.get_by_role("table")).to_contain_text(TITLE)


def check_text(pdf, world):
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for sentence in (
        world.letter.number,
        world.recommendation.finding.description,
        world.recommendation.text,
        world.reported.action,
        "0 dari 1 rekomendasi tuntas, 1 belum sesuai",
        "diverifikasi",
        TITLE,
    ):
        assert sentence in text
    assert world.waiting.title not in text  # nobody has approved it


def check_structure(pdf):
    """Tagged, in Indonesian, PDF/UA by its own word, and every font embedded."""
    catalog = pdf.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/StructTreeRoot"]["/K"]
    assert catalog["/Lang"] == "id"
    assert b'pdfuaid:part="1"' in catalog["/Metadata"].get_data()
    fonts = [font for page in pdf.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        [inner] = font.get_object()["/DescendantFonts"]
        descriptor = inner.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def check_trail(entries, world):
    activity = Activity.objects.get(title=TITLE)
    document = DocumentRequest.objects.get()
    people = world.people
    assert not entries.filter(refused=True).exists()
    steps = told(entries, activity)
    assert [step for step in steps if step != (people.pegawai, "change")] == [  # typed on meanwhile
        (people.pegawai, "create"),
        (people.pegawai, "attach"),
        (people.pegawai, "attach"),
        (people.pegawai, "submit"),
        (people.ketua_tim, "approve"),
    ]
    assert told(entries, world.pact) == [(people.ketua_tim, "approve")]
    assert told(entries, world.declaration) == [(people.ketua_tim, "return")]
    assert entries.about(world.declaration).get().note == REASON
    assert told(entries, world.reported) == [(people.biro, "approve")]
    assert told(entries, document) == [
        (people.biro, "request"),
        (None, "finish"),
        (people.biro, "download"),
    ]


def told(entries, target):
    """Who did what to ``target``, in order."""
    everybody = {str(user.pk): user for user in User.objects.all()}
    return [
        (everybody.get(entry.actor_id), entry.action.rsplit(".", 1)[-1])
        for entry in entries.about(target).order_by("pk")
    ]
