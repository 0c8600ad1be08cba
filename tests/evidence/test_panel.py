"""The panel of evidence on the page of an activity."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.evidence import actions
from reformasi.organisation.roles import Role
from tests.evidence import files
from tests.evidence.pages import url
from tests.programs.factories import submitted_activity

KIND = "programs.activityevidence"


def test_files_for_an_activity_are_attached_and_enter_the_library(activity, pegawai, login):
    chosen = [files.pdf("daftar hadir.pdf"), files.upload("undangan.pdf", files.EXE)]

    response = login(pegawai).post(
        url("attach", KIND, activity.pk), {"files": chosen, "pointer": "hlm. 2"}
    )

    assert response.status_code == 302
    assert response["Location"] == f"{activity.get_absolute_url()}#activityevidence"
    attachment = activity.attachments.get()
    assert (attachment.pointer, attachment.evidence.unit) == ("hlm. 2", activity.unit)


def test_the_panel_on_a_page_sends_what_its_form_holds(activity, pegawai):
    client = Client(enforce_csrf_checks=True)
    client.force_login(pegawai, backend="reformasi.accounts.backends.LoginBackend")
    page = client.get(activity.get_absolute_url()).content.decode()
    panel = page[page.index('id="activityevidence"') :]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', panel)[1]
    action = re.search(r'action="([^"]+)"', panel)[1]

    client.post(action, {"csrfmiddlewaretoken": token, "files": [files.pdf("undangan.pdf")]})

    page = client.get(activity.get_absolute_url()).content.decode()
    assert activity.attachments.get().evidence.title == "undangan"
    assert url("detach", KIND, activity.attachments.get().pk) in page


def test_the_panel_of_those_who_only_read_holds_no_form(
    activity, evidence, pegawai, pimpinan, login
):
    actions.attach(owner=activity, evidence=evidence, by=pegawai)
    page = login(pimpinan).get(activity.get_absolute_url()).content.decode()

    assert "Notulen rapat" in page
    assert url("attach", KIND, activity.pk) not in page


def test_a_wholly_bad_upload_to_an_activity_comes_back_with_the_reason(activity, pegawai, login):
    response = login(pegawai).post(
        url("attach", KIND, activity.pk),
        {"files": [files.upload("rekap.xlsx", files.bomb())], "pointer": "lembar 1"},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "mengembang jauh melebihi ukuran wajar" in page
    assert 'value="lembar 1"' in page


def test_known_evidence_is_chosen_from_the_library_and_taken_off_again(
    evidence, activity, pegawai, login
):
    client = login(pegawai)
    page = client.get(url("choose", KIND, activity.pk), {"q": "rapat"}).content.decode()
    assert "Notulen rapat" in page

    client.post(url("choose", KIND, activity.pk), {"evidence": [evidence.pk], "pointer": ""})
    attachment = activity.attachments.get()
    page = client.get(url("choose", KIND, activity.pk)).content.decode()
    assert "Notulen rapat" not in page

    client.post(url("detach", KIND, attachment.pk))
    assert not activity.attachments.exists()


def test_choosing_nothing_says_so(evidence, activity, pegawai, login):
    response = login(pegawai).post(url("choose", KIND, activity.pk), {"pointer": ""})

    assert response.status_code == 422
    assert "Pilih paling sedikit satu bukti." in response.content.decode()


def test_what_was_only_shared_cannot_be_shown_on_by_attaching_it(
    activity, sibling, pegawai, member_of, login
):
    neighbour = member_of(sibling, Role.KETUA_TIM)
    [theirs] = actions.upload(unit=sibling, files=[files.pdf()], by=neighbour)
    today = timezone.localdate()
    actions.share(evidence=theirs, user=pegawai, ends=today, reason="Reviu", by=neighbour)

    response = login(pegawai).post(url("choose", KIND, activity.pk), {"evidence": [theirs.pk]})

    assert response.status_code == 422
    assert not activity.attachments.exists()


def test_what_was_submitted_refuses_files_with_a_reason_and_on_the_trail(unit, pegawai, login):
    activity = submitted_activity(unit, pegawai)

    response = login(pegawai).post(url("attach", KIND, activity.pk), {"files": [files.pdf()]})

    assert response.status_code == 409
    assert "Bukti tidak dapat diubah lagi pada tahap ini" in response.content.decode()
    assert Entry.objects.about(activity).refused().count() == 1
    assert activity.attachments.count() == 1


def test_those_who_may_not_change_an_activity_do_not_touch_its_evidence(
    activity, evidence, pegawai, pimpinan, sibling, member_of, login
):
    attachment = actions.attach(owner=activity, evidence=evidence, by=pegawai)
    attach, detach = url("attach", KIND, activity.pk), url("detach", KIND, attachment.pk)
    for user, status in ((pimpinan, 403), (member_of(sibling, Role.PEGAWAI), 404)):
        client = login(user)
        assert client.post(attach, {"files": [files.pdf()]}).status_code == status
        assert client.post(detach).status_code == status

    assert activity.attachments.count() == 1


@pytest.mark.parametrize("kind", ["programs.activity", "evidence.evidence", "x"])
def test_only_kinds_of_attachment_are_addresses(activity, pegawai, login, kind):
    assert login(pegawai).get(url("attach", kind, activity.pk)).status_code == 404


def test_the_form_lists_what_is_attached_and_taking_it_off_leads_back_there(
    activity, evidence, pegawai, login
):
    actions.attach(owner=activity, evidence=evidence, by=pegawai)
    attachment, client = activity.attachments.get(), login(pegawai)
    page = client.get(activity.get_change_url()).content.decode()
    form, below = page.split("Bukti terlampir</h2>")
    assert url("detach", KIND, attachment.pk) not in form
    assert url("detach", KIND, attachment.pk) in below
    assert url("preview", evidence.pk, 1) in below
    assert '<input type="hidden" name="back" value="form">' in below

    gone = client.post(url("detach", KIND, attachment.pk), {"back": "form"})
    assert gone["Location"] == f"{activity.get_change_url()}#activityevidence"
    assert not activity.attachments.exists()
