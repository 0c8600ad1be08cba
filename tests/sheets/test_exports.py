"""Tables leave whole: at once when they are short, else made by the worker, and never cut."""

import io
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.organisation.models import User
from reformasi.organisation.roles import Role
from reformasi.sheets import tasks, work, writing
from reformasi.sheets.models import ExportJob, Upload
from reformasi.sheets.people import PEOPLE
from reformasi.sheets.workflow import Format, Status
from reformasi.sheets.writing import Heading, write_table
from reformasi.workflow.claims import ClaimLost, QueueUnreachable
from tests.factories import MembershipFactory, UserFactory
from tests.stores import read_only

URL = "sheets:export"


def written(format, headings, rows):
    stream = io.BytesIO()
    write_table(stream, format, "Daftar: [a/b]", [Heading(name) for name in headings], rows)
    return stream.getvalue()


@pytest.fixture
def browser(login, admin, unit):
    return login(admin)


@pytest.fixture
def job(browser, settings, pegawai):
    """An export that is too long to wait for; no worker has heard of it."""
    settings.EXPORT_AT_ONCE = 1
    response = browser.get(reverse(URL, args=["orang", "csv"]), {"q": "contoh.go.id"})
    assert response.status_code == 302
    return ExportJob.objects.get()


def made(job):
    """``job`` after a worker's turn, in this process."""
    tasks.produce(job.pk, str(uuid4()))
    job.refresh_from_db()
    return job


def after_the_lease():
    return timezone.now() + work.LEASE + timedelta(seconds=1)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_an_export_never_runs(text):
    lines = written(Format.CSV, ["a"], [[text]]).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("'")
    book = openpyxl.load_workbook(io.BytesIO(written(Format.XLSX, ["a"], [[text]])))
    assert book.active["A2"].data_type == "s"


def test_a_csv_opens_in_an_indonesian_excel():
    row = ["Budi; ST", date(2026, 1, 2), Decimal("12.50"), 1000, None, "198001012005011001", "007"]
    text = written(Format.CSV, list("abcdefg"), [row]).decode()
    assert text == (
        "\ufeffa;b;c;d;e;f;g\r\n\"Budi; ST\";2026-01-02;12,50;1000;;'198001012005011001;'007\r\n"
    )


def test_an_xlsx_keeps_days_numbers_and_long_digits_as_what_they_are():
    stream = io.BytesIO()
    headings = [Heading("nip", as_text=True), Heading("hari"), Heading("nilai")]
    row = ["198001012005011001", date(2026, 1, 2), Decimal("12.50")]
    write_table(stream, Format.XLSX, "Orang", headings, [row])
    nip, day, points = openpyxl.load_workbook(stream).active[2]
    assert (nip.value, nip.number_format) == ("198001012005011001", "@")
    assert day.is_date
    assert points.value == 12.5


def test_signs_that_xml_forbids_do_not_break_the_export_of_everyone(browser, unit):
    UserFactory(name="Budi\x0bSantoso\x01")
    response = browser.get(reverse(URL, args=["orang", "xlsx"]))
    names = [
        cell.value for cell in openpyxl.load_workbook(io.BytesIO(b"".join(response))).active["A"]
    ]
    assert "Budi\nSantoso" in names


def test_what_an_xlsx_cannot_hold_is_refused_with_the_way_out(browser, monkeypatch):
    monkeypatch.setattr(writing, "XLSX_ROWS", 0)
    page = browser.get(reverse(URL, args=["orang", "xlsx"]), follow=True)
    assert "Minta bentuk CSV" in page.content.decode()


def test_a_long_table_is_made_by_the_worker_for_whoever_asked(
    browser, job, admin, pegawai, login, biro
):
    page = browser.get(job.get_absolute_url()).content.decode()
    assert "Menunggu pekerja" in page
    assert "hx-get" in page
    assert f'href="{reverse("organisation:people")}">{PEOPLE.title}</a>' in page

    made(job)

    assert (job.status, job.row_count) == (Status.DONE, User.objects.count())
    page = browser.get(
        reverse("sheets:export_progress", args=[job.pk]), headers={"HX-Request": "true"}
    )
    assert "Unduh" in page.content.decode()
    text = b"".join(browser.get(reverse("sheets:export_download", args=[job.pk]))).decode()
    assert pegawai.name in text
    entry = Entry.objects.get(action="organisation.user.export")
    assert entry.actor_label == str(admin)
    for name in ("export_job", "export_progress", "export_download"):
        assert login(biro).get(reverse(f"sheets:{name}", args=[job.pk])).status_code == 404


def test_the_whole_filter_goes_to_the_worker(browser, settings, unit):
    settings.EXPORT_AT_ONCE = 0
    UserFactory(name="Tidak dicari", email="lain@contoh.go.id")
    UserFactory(name="Dicari", email="dicari@contoh.go.id")
    browser.get(reverse(URL, args=["orang", "csv"]), {"q": "dicari@"})
    job = ExportJob.objects.get()
    made(job)
    with job.file.open("rb") as file:
        text = file.read().decode()
    assert "Dicari" in text
    assert "Tidak dicari" not in text


def test_a_table_asked_for_again_while_it_is_being_made_is_made_once(browser, job):
    for query, jobs in (({"q": "contoh.go.id"}, 1), ({"q": "contoh.go"}, 2)):
        browser.get(reverse(URL, args=["orang", "csv"]), query)
        assert ExportJob.objects.count() == jobs
    made(job)
    browser.get(reverse(URL, args=["orang", "csv"]), {"q": "contoh.go.id"})
    assert ExportJob.objects.count() == 3  # the earlier one is finished, and may be old


def test_a_message_delivered_again_takes_over_from_its_dead_worker_at_once(job):
    task = str(uuid4())
    dead = work.claim(job.pk, task)
    assert work.claim(job.pk, str(uuid4())) is None
    assert work.claim(job.pk, task)
    with pytest.raises(ClaimLost):  # should it not be dead after all
        work.progress(dead, 1)


def test_a_table_whose_note_cannot_be_written_leaves_no_file(job, monkeypatch):
    def fail(**values):
        raise RuntimeError("patah")

    monkeypatch.setattr(tasks, "note_export", fail)
    before = list_files()
    assert made(job).status == Status.FAILED
    assert list_files() == before


def test_a_table_that_takes_too_long_ends_with_a_reason(job, monkeypatch):
    def never_ends(*args):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(tasks, "write_export", never_ends)
    assert "melampaui 30 menit" in made(job).failure


def test_a_task_that_runs_twice_makes_one_file(job):
    made(job)
    name = job.file.name
    made(job)
    assert job.file.name == name
    assert Entry.objects.filter(action="organisation.user.export").count() == 1


def test_a_result_that_comes_too_late_leaves_no_file(job):
    """The first worker was given up for dead; what it brings then is dropped."""
    late = work.claim(job.pk, str(uuid4()))
    ExportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert work.claim(job.pk, str(uuid4()))
    before = list_files()
    with pytest.raises(ClaimLost):
        work.finish(late, io.BytesIO(b"x"), 1)
    assert list_files() == before


def test_a_full_store_is_named_as_the_reason_and_leaves_nothing(job, monkeypatch):
    before = list_files()
    monkeypatch.setattr("os.link", read_only)

    made(job)

    assert "Tempat penyimpanan tidak dapat ditulisi" in job.failure
    assert list_files() == before


def list_files():
    try:
        return sorted(default_storage.listdir(f"exports/{timezone.now():%Y/%m}")[1])
    except FileNotFoundError:
        return []


def test_the_rights_are_those_of_the_moment_it_is_made(job, admin):
    admin.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    made(job)
    assert job.status == Status.FAILED
    assert "tidak lagi berwenang" in job.failure


def test_a_failure_says_why_and_offers_another_try(browser, job, monkeypatch):
    def fail(*args):
        raise RuntimeError("patah")

    monkeypatch.setattr(tasks, "write_export", fail)
    made(job)
    page = browser.get(job.get_absolute_url()).content.decode()
    assert "RuntimeError" in page
    assert reverse(URL, args=["orang", "csv"]) + "?q=contoh.go.id" in page


def test_the_sweeper_tells_the_queue_again_of_what_a_dead_worker_held(job):
    work.claim(job.pk, str(uuid4()))
    assert work.sweep(timezone.now()) == []
    assert work.sweep(after_the_lease()) == [job.pk]


def test_a_table_that_kills_every_worker_is_not_tried_for_ever(job):
    for _attempt in range(3):
        assert work.claim(job.pk, str(uuid4()))
        ExportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(days=1))
    assert work.claim(job.pk, str(uuid4())) is None
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert "3 kali" in job.failure


def test_files_and_uploads_are_removed_after_their_time(
    browser, job, admin, settings, django_capture_on_commit_callbacks
):
    made(job)
    name = job.file.name
    old = Upload.objects.create(table="orang", by=admin, name="a.csv", content=b"x")
    Upload.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        work.sweep(timezone.now() + timedelta(days=settings.EXPORT_KEEP_DAYS, minutes=1))
    job.refresh_from_db()
    assert (job.status, default_storage.exists(name)) == (Status.EXPIRED, False)
    assert not Upload.objects.exists()
    assert "Berkas sudah dihapus" in browser.get(job.get_absolute_url()).content.decode()


def test_a_queue_that_does_not_answer_keeps_the_request(job, monkeypatch):
    def unreachable(*args):
        raise QueueUnreachable

    monkeypatch.setattr(tasks.make_export, "delay", unreachable)
    assert not tasks.announce(job.pk)
    job.refresh_from_db()
    assert (job.status, job.announced_at) == (Status.QUEUED, None)
    tasks.sweep()  # ends quietly; the next sweep tries again


def test_the_page_of_a_table_whose_object_is_gone_still_says_what_became_of_it(browser, admin):
    job = ExportJob.objects.create(
        requested_by=admin, table="daftar-hadir", subject_id=99, format=Format.CSV, language="id"
    )
    assert "tidak lagi berwenang" in made(job).failure
    assert "tidak lagi berwenang" in browser.get(job.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["antah", "kegiatan"])
def test_a_table_that_takes_nothing_in_has_no_import(browser, name):
    assert browser.get(reverse("sheets:import", args=[name])).status_code == 404


def test_a_table_of_a_list_is_no_table_of_an_object(browser, unit):
    assert browser.get(reverse(URL, args=["orang", 1, "csv"])).status_code == 404
    assert browser.get(reverse(URL, args=["daftar-hadir", "csv"])).status_code == 404


def test_every_export_asks_as_few_questions_of_many_rows_as_of_few(
    browser, unit, django_assert_max_num_queries
):
    for _number in range(20):
        MembershipFactory(unit=unit, role=Role.PEGAWAI)
    for name in ("orang", "unit", "kegiatan", "rencana-aksi"):
        with django_assert_max_num_queries(18):
            b"".join(browser.get(reverse(URL, args=[name, "csv"])))
