"""What units do about recommendations, and who verifies it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from evaluations.follow_ups import actions
from evaluations.follow_ups.models import FollowUp
from evaluations.follow_ups.workflow import Status
from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, SameHand, StaleForm
from reformasi.evidence import actions as evidence
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.decisions import Incomplete
from tests.evidence.files import pdf


def with_report(follow_up, by):
    """The follow-up with a report and a piece of evidence."""
    [proof] = evidence.upload(unit=follow_up.unit, files=[pdf()], by=by)
    evidence.attach(owner=follow_up, evidence=proof, by=by)
    return actions.change_report(
        follow_up=follow_up, by=by, version=follow_up.version, report="Jadwal ditetapkan"
    )


def test_a_follow_up_is_not_seen_by_the_unit_beside(follow_up, sibling, member_of, pegawai):
    assert FollowUp.objects.visible_to(pegawai).get() == follow_up
    assert not FollowUp.objects.visible_to(member_of(sibling, Role.KETUA_TIM)).exists()


def test_a_follow_up_without_report_or_evidence_says_what_is_missing(follow_up, pegawai):
    with pytest.raises(
        Incomplete, match=r"Isi laporan hasil\. Lampirkan paling sedikit satu bukti"
    ):
        decisions.submit(follow_up, by=pegawai)


def test_the_bureau_verifies_what_the_unit_reported(follow_up, pegawai, bureau):
    decisions.submit(with_report(follow_up, pegawai), by=pegawai)
    decisions.approve(follow_up, by=bureau)

    assert (follow_up.status, follow_up.approved_by) == (Status.APPROVED, bureau)
    assert follow_up.approved_snapshot is not None
    assert not follow_up.approval_is_stale
    verbs = list(Entry.objects.about(follow_up).values_list("phrase", flat=True))
    assert verbs[:2] == ["memverifikasi", "melaporkan"]


def test_nobody_verifies_their_own_report(follow_up, unit, member_of, pegawai):
    both = member_of(unit, Role.BIRO, user=pegawai)
    decisions.submit(with_report(follow_up, both), by=both)

    with pytest.raises(SameHand):
        decisions.approve(follow_up, by=both)
    row = FollowUp.objects.filter(pk=follow_up.pk)
    stamps = {"approved_at": timezone.now(), "approved_snapshot": F("submitted_snapshot")}
    stamps["verdict"] = "done"
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        row.update(status=Status.APPROVED, approved_by=both, **stamps)


def test_a_returned_report_keeps_the_reason_and_can_be_reported_again(
    follow_up, pegawai, bureau, login
):
    decisions.submit(with_report(follow_up, pegawai), by=pegawai)
    url = reverse("evaluations:follow_up_move", args=[follow_up.pk, "return"])

    login(bureau).post(url, {"version": follow_up.version, "note": "Notulen belum ditandatangani"})

    follow_up.refresh_from_db()
    assert follow_up.status == Status.RETURNED
    assert follow_up.return_reason == "Notulen belum ditandatangani"
    decisions.submit(follow_up, by=pegawai)
    assert follow_up.status == Status.SUBMITTED


def test_a_return_without_a_reason_asks_for_it(follow_up, pegawai, bureau, login):
    decisions.submit(with_report(follow_up, pegawai), by=pegawai)
    url = reverse("evaluations:follow_up_move", args=[follow_up.pk, "return"])

    page = login(bureau).post(url, {"version": follow_up.version, "note": " "}, follow=True)

    assert "Tulis alasannya dahulu" in page.content.decode()
    follow_up.refresh_from_db()
    assert follow_up.status == Status.SUBMITTED


def test_a_decision_on_an_old_page_is_refused_and_the_reason_typed_is_shown_again(
    follow_up, pegawai, bureau, login
):
    decisions.submit(with_report(follow_up, pegawai), by=pegawai)
    decisions.approve(follow_up, by=bureau)
    url = reverse("evaluations:follow_up_move", args=[follow_up.pk, "return"])

    page = login(bureau).post(url, {"version": follow_up.version, "note": "Alasan panjang saya"})

    assert page.status_code == 409
    assert "Alasan panjang saya" in page.content.decode()
    assert Entry.objects.about(follow_up).refused().get().actor_id == str(bureau.pk)


def test_an_edit_on_an_old_form_is_refused_and_loses_nothing(follow_up, pegawai, ketua_tim, login):
    opened = follow_up.version
    actions.change_report(follow_up=follow_up, by=ketua_tim, version=opened, report="Versi ketua")

    page = login(pegawai).post(
        reverse("evaluations:follow_up_change", args=[follow_up.pk]),
        {"version": opened, "report": "Ketikan pegawai"},
    )

    assert page.status_code == 409
    assert "Ketikan pegawai" in page.content.decode()
    follow_up.refresh_from_db()
    assert follow_up.report == "Versi ketua"


def test_a_reported_follow_up_cannot_be_edited(follow_up, pegawai):
    decisions.submit(with_report(follow_up, pegawai), by=pegawai)

    with pytest.raises((MoveNotAllowed, StaleForm)):
        actions.change_report(
            follow_up=follow_up, by=pegawai, version=follow_up.version, report="Lain"
        )
