"""One worker at a time makes a document, and the sweeper loses none."""

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files.storage import default_storage
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueUnreachable

from reformasi.audit.models import Entry
from reformasi.documents import actions, rendering, tasks, work
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.documents.work import Rendered
from reformasi.documents.workflow import CANCEL, Status, Step
from reformasi.workflow import decisions
from reformasi.workflow.claims import ANNOUNCE_AGAIN, MAX_ATTEMPTS, ClaimLost
from tests.documents import kinds
from tests.documents.conftest import content_of, produced
from tests.stores import files_below, full_after

PAGE = Rendered(content=b"%PDF-1.7 ...", pages=1)


def after_the_lease():
    return work.lease(timezone.now()) + timedelta(seconds=1)


def test_a_document_is_made_and_its_file_kept(done):
    edition = done.editions.get()

    assert (done.status, done.progress) == (Status.DONE, 100)
    assert content_of(edition).startswith(b"%PDF-1.7")
    assert Entry.objects.about(done).first().changes["sha256"] == [None, edition.sha256]


def test_a_task_that_runs_twice_makes_one_edition(done):
    produced(done, "tugas-2")

    assert done.editions.count() == 1


def test_a_second_worker_finds_nothing_to_claim(requested):
    assert work.claim(requested.pk, "tugas-1")
    assert work.claim(requested.pk, "tugas-2") is None


def test_a_message_delivered_again_takes_over_from_its_dead_worker_at_once(requested):
    first = work.claim(requested.pk, "tugas-1")
    second = work.claim(requested.pk, "tugas-1")

    assert second.claim != first.claim
    with pytest.raises(ClaimLost):
        work.finish(first, PAGE)
    assert work.finish(second, PAGE).number == 1


def test_a_result_that_comes_too_late_leaves_no_file(requested):
    first = work.claim(requested.pk, "tugas-1")
    work.claim(requested.pk, "tugas-1")
    before = list_files()

    with pytest.raises(ClaimLost):
        work.finish(first, PAGE)

    assert list_files() == before
    assert not DocumentEdition.objects.exists()


def test_a_full_store_is_named_as_the_reason_and_trying_again_works(requested, biro):
    before = files_below("documents")
    with full_after(1000):
        produced(requested)

    assert requested.status == Status.FAILED
    assert "Tempat penyimpanan penuh" in requested.failure
    assert files_below("documents") == before

    actions.retry(document=requested, by=biro)
    assert produced(requested, "tugas-2").status == Status.DONE


def list_files():
    try:
        return default_storage.listdir(timezone.now().strftime("documents/%Y/%m"))[1]
    except FileNotFoundError:
        return []


def test_the_worker_notices_a_cancellation_at_its_next_step(requested, biro):
    mine = work.claim(requested.pk, "tugas-1")
    work.begin(mine, Step.LAYING_OUT)
    decisions.decide(requested, CANCEL, by=biro)

    with pytest.raises(ClaimLost):
        work.begin(mine, Step.WRITING)


def test_progress_is_shown_step_by_step(requested, monkeypatch):
    seen = []

    def note(document, step):
        seen.append(step)
        begin(document, step)

    begin = work.begin
    monkeypatch.setattr(work, "begin", note)
    produced(requested)

    assert seen == [Step.COMPOSING, Step.LAYING_OUT, Step.WRITING, Step.SAVING]


def test_a_missing_template_fails_with_its_name(unit, biro):
    document = actions.request_document(kind=kinds.NO_TEMPLATE, subject=unit, unit=unit, by=biro)

    assert produced(document).status == Status.FAILED
    assert "uji/hilang.html" in document.failure


def test_a_document_that_refers_to_foreign_files_fails_and_says_which(unit, biro):
    document = actions.request_document(kind=kinds.FOREIGN, subject=unit, unit=unit, by=biro)

    assert produced(document).status == Status.FAILED
    assert "file:///etc/passwd" in document.failure


def test_a_kind_that_no_app_knows_any_more_fails_and_says_so(requested, monkeypatch):
    monkeypatch.setattr("reformasi.documents.registry._kinds", {})

    assert "tidak dikenal lagi" in produced(requested).failure


@pytest.mark.parametrize(
    ("error", "reason"),
    [(SoftTimeLimitExceeded(), "melampaui 120 detik"), (KeyError("nilai"), "KeyError")],
)
def test_whatever_goes_wrong_becomes_a_reason(requested, monkeypatch, settings, error, reason):
    settings.DOCUMENT_SOFT_SECONDS = 120

    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(rendering, "render", fail)

    assert produced(requested).status == Status.FAILED
    assert reason in requested.failure
    assert Entry.objects.about(requested).first().note == requested.failure


def test_the_sweeper_leaves_a_living_worker_alone(requested):
    mine = work.claim(requested.pk, "tugas-1")

    assert work.sweep(timezone.now()) == []
    work.begin(mine, Step.WRITING)  # still ours


def test_the_sweeper_frees_what_a_dead_worker_held(requested):
    dead = work.claim(requested.pk, "tugas-1")

    assert work.sweep(after_the_lease()) == [requested.pk]

    requested.refresh_from_db()
    assert (requested.status, requested.attempts) == (Status.QUEUED, 1)
    with pytest.raises(ClaimLost):
        work.begin(dead, Step.WRITING)
    assert produced(requested, "tugas-2").status == Status.DONE


def test_a_document_whose_workers_keep_dying_fails_with_a_reason(requested):
    for attempt in range(MAX_ATTEMPTS):
        assert work.claim(requested.pk, f"tugas-{attempt}")
        work.sweep(after_the_lease())

    requested.refresh_from_db()
    assert requested.status == Status.FAILED
    assert "3 kali" in requested.failure


def test_a_message_that_kills_every_worker_is_not_tried_for_ever(requested):
    for _ in range(MAX_ATTEMPTS):
        assert work.claim(requested.pk, "tugas-1")

    assert work.claim(requested.pk, "tugas-1") is None
    requested.refresh_from_db()
    assert requested.status == Status.FAILED


def test_a_queued_document_is_announced_again_only_after_a_while(requested):
    assert work.sweep(timezone.now()) == [requested.pk]  # the queue never heard of it
    DocumentRequest.objects.update(announced_at=timezone.now())

    assert work.sweep(timezone.now()) == []
    assert work.sweep(timezone.now() + ANNOUNCE_AGAIN * 1.1) == [requested.pk]


def test_a_queue_that_does_not_answer_keeps_the_request(
    unit, biro, monkeypatch, django_capture_on_commit_callbacks
):
    def unreachable(*args):
        raise QueueUnreachable("connection refused")

    monkeypatch.setattr(tasks.render, "delay", unreachable)
    with django_capture_on_commit_callbacks(execute=True):
        document = actions.request_document(kind="uji", subject=unit, unit=unit, by=biro)

    document.refresh_from_db()
    assert document.status == Status.QUEUED
    assert document.queue_is_silent


def test_a_failed_document_is_tried_again_from_the_same_content(unit, biro, monkeypatch):
    document = actions.request_document(kind="uji", subject=unit, unit=unit, by=biro)
    with monkeypatch.context() as broken:
        broken.setattr("reformasi.documents.registry._kinds", {})
        produced(document)
    frozen = document.snapshot

    actions.retry(document=document, by=biro)

    assert produced(document, "tugas-2").status == Status.DONE
    assert document.snapshot == frozen
