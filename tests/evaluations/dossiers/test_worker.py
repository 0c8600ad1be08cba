"""Dossiers on real workers: killed in the middle, nothing is lost, doubled, or left untold."""

from __future__ import annotations

import io
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.dossiers import actions, tasks
from evaluations.dossiers.models import Dossier
from evaluations.dossiers.workflow import Status
from reformasi.documents import tasks as documents
from reformasi.documents.models import DocumentEdition
from tests.stack import eventually, taken, worker
from tests.stores import files_below

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]
HELD = ["tests.evaluations.dossiers.held"]


def becomes(dossier, status):
    def has_become():
        dossier.refresh_from_db()
        return dossier.status == status

    eventually(has_become, f"{dossier} is {status}", seconds=120)


def test_a_dossier_whose_worker_is_killed_is_made_by_another_once(client, sheet, biro, tmp_path):
    client.force_login(biro)
    dossier = actions.request_dossier(layer=sheet.own, by=biro)
    for document in dossier.documents.all():
        documents.produce(document.pk, task_id="lebih-dulu")
    before = files_below("dossiers")
    with worker(tmp_path / "satu.log", include=HELD, HOLD=str(tmp_path)) as first:
        tasks.announce(dossier.pk)
        eventually(lambda: taken(tmp_path, "held-*"), "the first worker begins the dossier")
        assert "dari 4 berkas" in client.get(dossier.get_absolute_url()).content.decode()
        first.kill()
    dossier.refresh_from_db()
    assert dossier.status == Status.RUNNING  # nobody could tell yet

    Dossier.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with worker(tmp_path / "dua.log"):
        tasks.sweep.delay()
        becomes(dossier, Status.DONE)
    assert dossier.attempts == 2
    whole = [path for path in files_below("dossiers") - before if not path.endswith(".part")]
    assert len(whole) == 1
    assert DocumentEdition.objects.count() == dossier.documents.count()
    response = client.get(reverse("evaluations:dossier_download", args=[dossier.pk]))
    archive = ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    assert len(archive.namelist()) == len(set(archive.namelist())) == 2 + dossier.expected


def test_a_dossier_whose_workers_keep_dying_says_so_on_its_page(client, sheet, biro):
    client.force_login(biro)
    dossier = actions.request_dossier(layer=sheet.own, by=biro)
    Dossier.objects.update(attempts=3)
    tasks.produce(dossier.pk, "tugas-4")
    page = client.get(dossier.get_absolute_url()).content.decode()
    assert "Pekerja berhenti sebelum selesai" in page
    assert "Coba lagi" in page
    actions.retry_dossier(dossier=dossier, by=biro)
    dossier.refresh_from_db()
    assert (dossier.status, dossier.attempts) == (Status.QUEUED, 0)
