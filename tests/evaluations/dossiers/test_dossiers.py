"""A dossier: what is in it, who gets it, and what becomes of it when something goes wrong."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone, translation

from evaluations.assessments.models import AnswerEvidence
from evaluations.dossiers import actions, tasks, work
from evaluations.dossiers.models import Dossier
from evaluations.dossiers.workflow import Status
from reformasi.audit.models import Entry
from reformasi.evidence.actions import upload_to
from reformasi.organisation.roles import Role
from tests.evaluations.assessments.factories import answer_of
from tests.evidence.files import pdf
from tests.stores import files_below, full_after

from .conftest import CODE, LATER, produced

pytestmark = pytest.mark.usefixtures("printed_blank")


@pytest.fixture
def dossier(sheet, biro) -> Dossier:
    return actions.request_dossier(layer=sheet.own, by=biro)


def archive_of(dossier: Dossier) -> ZipFile:
    with dossier.file.open() as file:
        return ZipFile(io.BytesIO(file.read()))


def paths_of(dossier: Dossier) -> list[str]:
    questions = dossier.content["questions"]
    return [file["path"] for question in questions for file in question["files"]]


def test_it_holds_the_index_the_documents_and_the_proofs_numbered_by_question(dossier, sheet):
    archive = archive_of(produced(dossier))
    names = archive.namelist()
    assert archive.testzip() is None
    assert names[:2] == ["index.html", "index.css"]
    assert [name for name in names if name.endswith("-draf.pdf")] == names[2:-2]
    first, later = names[-2:]
    assert first.endswith(f"-{CODE}/01-sk-tim.pdf")
    assert later.endswith(f"-{LATER}/01-notulen.pdf")
    for name, attached in zip((first, later), AnswerEvidence.objects.order_by("pk"), strict=True):
        digest = hashlib.sha256(archive.read(name)).hexdigest()
        assert digest == attached.evidence.current.sha256
    with dossier.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == dossier.sha256
    assert dossier.size == default_storage.size(dossier.file.name)


def test_the_index_names_each_file_with_its_digest_and_what_lacks_evidence(dossier, sheet):
    index = archive_of(produced(dossier)).read("index.html").decode()
    for path in paths_of(dossier):
        assert f'href="{path}"' in index
    for attached in AnswerEvidence.objects.all():
        assert attached.evidence.current.sha256 in index
    [missing] = index.split("Butir tanpa bukti")[1:]
    assert "A.1.1.c" in missing
    assert f"{LATER} " not in missing
    assert "Draf, belum diserahkan." in index


def test_it_is_what_was_there_when_it_was_asked_for(dossier, sheet, ketua_tim):
    upload_to(owner=answer_of(sheet, CODE), files=[pdf("baru.pdf")], by=ketua_tim)
    names = archive_of(produced(dossier)).namelist()
    assert not [name for name in names if "baru" in name]


def test_asked_for_again_while_it_is_made_it_is_made_once(dossier, sheet, biro):
    with translation.override("en"):
        assert actions.request_dossier(layer=sheet.own, by=biro) == dossier
    produced(dossier)
    assert actions.request_dossier(layer=sheet.own, by=biro) != dossier


def test_a_file_that_is_not_the_recorded_one_fails_it_by_name_and_a_retry_mends_it(dossier, biro):
    file = Path(AnswerEvidence.objects.earliest("pk").evidence.current.file.path)
    kept = file.rename(file.with_suffix(".lain"))
    for broken in (None, b"lain"):
        if broken:
            file.write_bytes(broken)
        assert produced(dossier).status == Status.FAILED
        assert "01-sk-tim.pdf tidak ada" in dossier.failure
        actions.retry_dossier(dossier=dossier, by=biro)
    kept.rename(file)
    assert produced(dossier).status == Status.DONE


def test_a_full_store_is_told_and_leaves_nothing_behind(dossier):
    for document in dossier.documents.all():
        tasks.making.documents.produce(document.pk, task_id="lebih-dulu")
    before = files_below("dossiers")
    with full_after(100):
        produced(dossier)
    assert dossier.status == Status.FAILED
    assert "Tempat penyimpanan penuh" in dossier.failure
    assert files_below("dossiers") == before


def test_a_worker_that_was_given_up_for_dead_keeps_nothing(dossier, monkeypatch):
    before = files_below("dossiers")
    real = tasks.making.make

    def overtaken(current, task_id):
        content = real(current, task_id)
        Dossier.objects.update(claim="00000000-0000-0000-0000-000000000000")
        return content

    monkeypatch.setattr(tasks.making, "make", overtaken)
    assert produced(dossier).status == Status.RUNNING
    assert files_below("dossiers") == before


def test_a_document_that_failed_fails_it_and_is_printed_anew_by_a_retry(dossier, biro, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("reformasi.documents.rendering.pdf_of", lambda html, **more: 1 / 0)
        produced(dossier)
    assert dossier.status == Status.FAILED
    assert dossier.documents.earliest("pk").number in dossier.failure
    actions.retry_dossier(dossier=dossier, by=biro)
    assert produced(dossier).status == Status.DONE


def test_it_goes_after_some_days_and_what_nobody_heard_of_is_told_again(dossier, sheet, biro):
    produced(dossier)
    Dossier.objects.update(finished_at=timezone.now() - timedelta(days=8))
    waiting = actions.request_dossier(layer=sheet.own, by=biro)
    name = dossier.file.name
    assert work.sweep(timezone.now()) == [waiting.pk]
    dossier.refresh_from_db()
    assert (dossier.status, dossier.file.name) == (Status.EXPIRED, "")
    assert default_storage.exists(name)  # until the commit


def test_it_is_asked_for_watched_and_downloaded_by_one_person_alone(
    client, sheet, biro, member_of, ministry
):
    client.force_login(biro)
    page = client.get(reverse("evaluations:sheet_documents", args=[sheet.pk])).content.decode()
    assert "Buat bundel" in page
    address = client.post(reverse("evaluations:dossier_create", args=[sheet.pk])).url
    dossier = Dossier.objects.get()
    assert "0 dari 4 berkas" in client.get(address).content.decode()
    download = reverse("evaluations:dossier_download", args=[dossier.pk])
    assert client.get(download).status_code == 404
    produced(dossier)
    assert "Siap diunduh" in client.get(address).content.decode()
    response = client.get(download)
    assert b"".join(response.streaming_content)[:2] == b"PK"
    assert 'filename="lke-' in response["Content-Disposition"]
    assert Entry.objects.filter(action__endswith="assessmentlayer.download").count() == 1

    client.force_login(member_of(ministry, Role.BIRO))
    for name in ("dossier", "dossier_progress", "dossier_download"):
        address = reverse(f"evaluations:{name}", args=[dossier.pk])
        assert client.get(address).status_code == 404


def test_the_web_server_sends_it_where_there_is_one(client, dossier, biro, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/berkas"
    produced(dossier)
    client.force_login(biro)
    response = client.get(reverse("evaluations:dossier_download", args=[dossier.pk]))
    assert response["X-Accel-Redirect"] == f"/berkas/{dossier.file.name}"
    assert response["Content-Type"] == "application/zip"
