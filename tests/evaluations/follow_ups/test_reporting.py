"""Reporting too early is an error of the form, and no refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.follow_ups import actions
from evaluations.follow_ups.windows import FOLLOW_UP
from reformasi.audit.models import Entry
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import PeriodKind
from reformasi.workflow import decisions
from tests.evaluations.factories import reported
from tests.evidence.files import pdf
from tests.factories import PeriodFactory
from tests.html import read


@pytest.fixture
def submit(follow_up, pegawai, login):
    def send():
        follow_up.refresh_from_db()
        url = reverse("evaluations:follow_up_move", args=[follow_up.pk, "submit"])
        return login(pegawai).post(url, {"version": follow_up.version})

    return send


def test_a_report_without_text_is_an_error_beside_its_box_and_no_refusal(follow_up, submit):
    page = submit()

    html = page.content.decode()
    assert page.status_code == 422
    assert page.context["form"].errors["report"] == ["Isi laporan hasil."]
    assert 'href="#id_report"' in html
    assert 'name="report"' in html
    assert "Lampirkan paling sedikit satu bukti" in html
    assert f'action="{reverse("evaluations:follow_up_change", args=[follow_up.pk])}"' in html
    assert not Entry.objects.refused().exists()


def test_a_report_without_evidence_says_so_above_the_form(follow_up, submit, pegawai):
    actions.change_report(
        follow_up=follow_up, by=pegawai, version=follow_up.version, report="Jadwal ditetapkan"
    )
    page = submit()

    assert page.status_code == 422
    assert page.context["form"].non_field_errors() == ["Lampirkan paling sedikit satu bukti."]
    assert "Jadwal ditetapkan" in page.content.decode()
    assert not Entry.objects.refused().exists()


def test_a_shut_window_is_told_on_the_form_too(follow_up, submit, pegawai):
    today = timezone.localdate()
    PeriodFactory(
        kind=PeriodKind.STAGE, stage=FOLLOW_UP.code, year=today.year,
        starts=today - timedelta(days=3), ends=today - timedelta(days=1),
    )  # fmt: skip
    evidence.upload_to(owner=follow_up, files=[pdf()], by=pegawai)
    follow_up.refresh_from_db()
    actions.change_report(
        follow_up=follow_up, by=pegawai, version=follow_up.version, report="Selesai"
    )
    page = submit()

    assert page.status_code == 422
    [error] = page.context["form"].non_field_errors()
    assert "dibuka" in error
    assert not Entry.objects.refused().exists()


def test_isi_laporan_opens_with_the_report_alone_and_may_hand_it_in_at_once(
    follow_up, pegawai, login
):
    client = login(pegawai)
    url = reverse("evaluations:follow_up_change", args=[follow_up.pk])
    assert "Isi laporan" in client.get(follow_up.get_absolute_url()).content.decode()
    boxes = read(client.get(url).content.decode()).first("main").all("textarea")
    assert [box.attrs["name"] for box in boxes] == ["report"]
    evidence.upload_to(owner=follow_up, files=[pdf()], by=pegawai)
    follow_up.refresh_from_db()

    form = {"version": follow_up.version, "report": "Selesai", "then": "submit"}
    assert client.post(url, form).status_code == 302

    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.report) == ("submitted", "Selesai")


def test_handed_in_too_early_the_text_is_kept(follow_up, pegawai, login):
    url = reverse("evaluations:follow_up_change", args=[follow_up.pk])
    form = {"version": follow_up.version, "report": "Selesai", "then": "submit"}

    assert login(pegawai).post(url, form).status_code == 422

    follow_up.refresh_from_db()
    assert (follow_up.status, follow_up.report) == ("draft", "Selesai")


@pytest.mark.parametrize(
    ("typed", "status"), [("1500000", 302), ("2000001", 422), ("-1", 422), ("", 302)]
)
def test_no_more_is_settled_than_was_recommended(follow_up, pegawai, bureau, login, typed, status):
    actions.change_task(
        follow_up=follow_up, by=bureau, version=follow_up.version, amount=2000000, reason="Temuan"
    )
    url = reverse("evaluations:follow_up_change", args=[follow_up.pk])
    form = {"version": follow_up.version, "report": "Disetor", "amount_settled": typed}
    assert login(pegawai).post(url, form).status_code == status


def test_what_waits_is_told_as_verified_by_the_bureau(follow_up, pegawai, bureau, login):
    decisions.approve(reported(follow_up, pegawai), by=bureau)
    page = login(pegawai).get(follow_up.get_absolute_url()).content.decode()
    assert "Versi yang diverifikasi" in page
    decisions.reopen(follow_up, by=bureau, note="Diperiksa lagi")
    text = read(login(pegawai).get(follow_up.get_absolute_url()).content.decode()).text
    assert "Versi 1 diverifikasi oleh" in text
    assert "disetujui" not in text
