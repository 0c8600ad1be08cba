"""Long tables on the real stack: asked for over HTTP, made by a worker, whole; workers may die."""

import os
import signal
import subprocess
import urllib.request
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reformasi.organisation.models import User
from reformasi.sheets import tasks
from reformasi.sheets.exports import TOLD_EVERY
from reformasi.sheets.models import ExportJob
from reformasi.sheets.workflow import Status
from tests.stack import eventually, release, taken, worker

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]
HELD = ["tests.sheets.held"]
EXPORT = reverse("sheets:export", args=["orang", "csv"])


def make_people(count):
    password = make_password(None)
    User.objects.bulk_create(
        User(
            nip=f"19850101{number:09d}1",  # the factories make others
            name=f"Pegawai {number}",
            email=f"p{number}@contoh.go.id",
            password=password,
        )
        for number in range(count)
    )


@pytest.fixture
def get(live_server, admin):
    """``get(address)``: over HTTP, as the administrator's browser does, redirects included."""
    client = Client()
    client.force_login(admin, backend="reformasi.accounts.backends.LoginBackend")
    opener = urllib.request.build_opener()
    opener.addheaders = [("Cookie", f"sessionid={client.cookies['sessionid'].value}")]

    def fetch(address):
        with opener.open(live_server.url + address, timeout=60) as response:
            return response.read().decode("utf-8-sig")

    return fetch


def requested(get):
    assert "Menunggu pekerja" in get(EXPORT)
    return ExportJob.objects.get()


def becomes(job, status):
    def has_become():
        job.refresh_from_db()
        return job.status == status

    eventually(has_become, f"{job} is {status}", seconds=120)


def test_a_table_of_more_than_twenty_thousand_rows_is_made_whole(get, tmp_path):
    make_people(20_001)
    emails = set(User.objects.values_list("email", flat=True))
    job = requested(get)
    with worker(tmp_path / "pekerja.log", include=HELD, HOLD=str(tmp_path)):
        eventually(lambda: taken(tmp_path, "held-*"), "the worker begins the table")
        progress = get(job.get_absolute_url())
        assert "Sedang dibuat" in progress
        assert "2.000 baris sudah ditulis" in progress
        for _sign_of_life in range(len(emails) // TOLD_EVERY):
            release(tmp_path)
        becomes(job, Status.DONE)

    page = get(job.get_absolute_url())
    assert "20.00" in page
    assert reverse("sheets:export_download", args=[job.pk]) in page
    lines = get(reverse("sheets:export_download", args=[job.pk])).splitlines()
    assert {line.split(";")[1] for line in lines[1:]} == emails
    assert len(lines) - 1 == len(emails) == job.row_count


@pytest.fixture
def held_export(get, settings):
    """An export that a worker with ``HELD`` stops in."""
    settings.EXPORT_AT_ONCE = 1
    make_people(TOLD_EVERY)
    return requested(get)


def test_a_table_whose_worker_is_killed_is_made_by_another(get, held_export, tmp_path):
    with worker(tmp_path / "satu.log", include=HELD, HOLD=str(tmp_path)) as first:
        eventually(lambda: taken(tmp_path, "held-*"), "the first worker begins the table")
        first.kill()
    held_export.refresh_from_db()
    assert held_export.status == Status.RUNNING  # nobody could tell yet

    ExportJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with worker(tmp_path / "dua.log"):
        tasks.sweep.delay()
        becomes(held_export, Status.DONE)
    assert held_export.attempts == 2
    assert "Pegawai 1999;" in get(reverse("sheets:export_download", args=[held_export.pk]))


def test_a_table_whose_worker_process_runs_out_of_memory_goes_on_at_once(held_export, tmp_path):
    """The kernel kills the child; its parent gives the message back, and nobody waits."""
    with worker(tmp_path / "satu.log", include=HELD, HOLD=str(tmp_path)) as process:
        eventually(lambda: taken(tmp_path, "held-*"), "the child begins the table")
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        os.kill(int(listed.stdout), signal.SIGKILL)
        eventually(lambda: taken(tmp_path, "held-*"), "another child begins it again")
        release(tmp_path)
        becomes(held_export, Status.DONE)
    assert held_export.attempts == 2
