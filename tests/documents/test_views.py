"""The pages of documents, as each role and the public see them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.documents import actions
from reformasi.documents.models import DocumentRequest
from reformasi.documents.permissions import DocumentPerm
from reformasi.documents.workflow import Status
from reformasi.organisation.roles import Role
from reformasi.organisation.sharing import grants_on, share
from tests.documents import kinds
from tests.documents.conftest import content_of, produced

pytestmark = pytest.mark.usefixtures("printed_blank")

HTMX = {"HX-Request": "true"}


def url(name, document, *args):
    return reverse(f"documents:{name}", args=[document.pk, *args])


def test_the_list_shows_the_documents_of_ones_units_only(done, sibling, biro, ketua_tim, login):
    other = actions.request_document(kind="uji", subject=sibling, unit=sibling, by=biro)

    page = login(ketua_tim).get(reverse("documents:list"))

    assert list(page.context["page"]) == [done]
    assert other.number not in page.content.decode()


def test_the_list_is_filtered_by_status_and_number(done, child, biro, login):
    waiting = actions.request_document(kind="uji", subject=child, unit=child, by=biro)
    address = reverse("documents:list")

    assert list(login(biro).get(address, {"status": "queued"}).context["page"]) == [waiting]
    assert list(login(biro).get(address, {"q": "001/UJI"}).context["page"]) == [done]
    assert len(login(biro).get(address, {"status": "tidak-ada"}).context["page"]) == 2


def test_the_list_costs_the_same_however_long(unit, biro, login):
    address, client, costs = reverse("documents:list"), login(biro), []
    client.get(address)  # the first visit also notes the session
    for count in (1, 8):
        for number in range(count):
            unit.name = f"Direktorat {count}.{number}"
            unit.save()
            actions.request_document(kind="uji", subject=unit, unit=unit, by=biro)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_page_leads_to_what_the_document_is_about_if_one_may_see_that(
    done, sibling, biro, member_of, login
):
    guest = member_of(sibling, Role.BIRO)
    share(
        obj=done,
        perm=DocumentPerm.VIEW_DOCUMENT_REQUEST,
        user=guest,
        ends=timezone.localdate(),
        reason="Untuk dibaca",
        by=biro,
    )
    link = f'<a href="{done.unit.get_absolute_url()}">{done.subject_label}</a>'

    assert link in login(biro).get(url("detail", done)).content.decode()
    page = login(guest).get(url("detail", done)).content.decode()
    assert link not in page
    assert done.subject_label in page


def test_a_shared_document_can_be_taken_back(done, sibling, ketua_tim, biro, member_of, login):
    guest, today = member_of(sibling, Role.PEGAWAI), timezone.localdate()
    form = {"user": guest.email, "ends": today.isoformat(), "reason": "Untuk dibaca"}
    client = login(biro)
    client.post(url("share", done), form)
    [grant] = grants_on(done, today)

    page = client.get(url("detail", done)).content.decode()
    assert str(guest) in page
    assert "Untuk dibaca" in page
    assert url("end_share", done, grant.pk) in page
    assert login(guest).get(url("detail", done)).status_code == 200
    assert "Untuk dibaca" not in login(guest).get(url("detail", done)).content.decode()

    response = login(ketua_tim).post(url("end_share", done, grant.pk), follow=True)

    assert f"tidak lagi dibagikan kepada {guest}" in response.content.decode()
    assert login(guest).get(url("detail", done)).status_code == 404
    assert login(guest).get(url("download", done, 1)).status_code == 404
    assert Entry.objects.about(done).first().action.endswith(".end_share")


def test_a_share_is_ended_at_its_own_document_only(done, child, sibling, biro, member_of, login):
    other = actions.request_document(kind="uji", subject=child, unit=child, by=biro)
    guest = member_of(sibling, Role.PEGAWAI)
    terms = {"user": guest, "ends": timezone.localdate(), "reason": "Baca", "by": biro}
    grant = share(obj=done, perm=DocumentPerm.VIEW_DOCUMENT_REQUEST, **terms)

    assert login(biro).post(url("end_share", other, grant.pk)).status_code == 404
    assert login(guest).post(url("end_share", done, grant.pk)).status_code == 403
    assert login(guest).get(url("detail", done)).status_code == 200


def test_a_document_is_not_shared_until_yesterday(done, sibling, biro, member_of, login):
    yesterday = timezone.localdate() - timedelta(days=1)
    guest = member_of(sibling, Role.PEGAWAI)
    form = {"user": guest.email, "ends": yesterday.isoformat(), "reason": "Baca"}

    response = login(biro).post(url("share", done), form)

    assert response.status_code == 422
    assert not done.grants.exists()


def test_an_empty_list_says_where_documents_come_from(biro, login):
    assert "Belum ada dokumen" in login(biro).get(reverse("documents:list")).content.decode()


def test_a_waiting_document_looks_for_news_by_itself_and_without_javascript(requested, biro, login):
    page = login(biro).get(url("detail", requested)).content.decode()

    assert 'hx-trigger="every 2s"' in page
    assert "Muat ulang keadaan" in page
    assert "Antrean sedang tidak dapat dihubungi" in page  # no broker took it yet


def test_news_come_as_a_part_of_the_page_and_stop_when_it_is_finished(done, biro, login):
    part = login(biro).get(url("progress", done), headers=HTMX).content.decode()

    assert "<html" not in part
    assert "hx-trigger" not in part
    assert url("download", done, 1) in part


def test_without_htmx_the_news_are_the_page_itself(requested, biro, login):
    response = login(biro).get(url("progress", requested))

    assert response.headers["Location"] == url("detail", requested)


def test_a_failure_says_why_and_offers_to_try_again(unit, biro, login):
    kind = kinds.NO_TEMPLATE
    failed = produced(actions.request_document(kind=kind, subject=unit, unit=unit, by=biro))
    client = login(biro)
    assert "uji/hilang.html" in client.get(url("detail", failed)).content.decode()

    client.post(url("retry", failed))

    failed.refresh_from_db()
    assert failed.status == Status.QUEUED


def test_a_download_is_the_file_and_is_on_the_trail(done, pimpinan, login):
    response = login(pimpinan).get(url("download", done, 1))

    assert b"".join(response.streaming_content) == content_of(done.current)
    assert response.headers["Content-Type"] == "application/pdf"
    assert f'filename="{done.number.replace("/", "-")}-draf.pdf"' in str(response.headers)
    entry = Entry.objects.about(done).first()
    assert (entry.action.rpartition(".")[2], entry.actor_id) == ("download", str(pimpinan.pk))


def test_behind_nginx_the_web_server_hands_the_file_over(done, pimpinan, login, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/berkas-privat/"

    response = login(pimpinan).get(url("download", done, 1))

    assert response.headers["X-Accel-Redirect"] == f"/berkas-privat/{done.current.file.name}"
    assert response.content == b""


def test_an_edition_that_was_not_made_cannot_be_downloaded(done, pimpinan, login):
    assert login(pimpinan).get(url("download", done, 2)).status_code == 404


def test_a_neighbour_does_not_learn_that_a_document_exists(done, sibling, member_of, login):
    neighbour = member_of(sibling, Role.KETUA_TIM)

    for name in ("detail", "history", "progress", "sign", "share"):
        assert login(neighbour).get(url(name, done)).status_code == 404
    assert login(neighbour).get(url("download", done, 1)).status_code == 404
    for name in ("cancel", "retry"):
        assert login(neighbour).post(url(name, done)).status_code == 404


def test_who_only_reads_is_refused_and_the_refusal_recorded(requested, pimpinan, login):
    assert login(pimpinan).post(url("cancel", requested)).status_code == 403

    assert Entry.objects.about(requested).refused().get().actor_id == str(pimpinan.pk)
    requested.refresh_from_db()
    assert requested.status == Status.QUEUED


def test_the_one_who_asked_sees_no_button_to_sign_and_is_refused(done, biro, login):
    client = login(biro)
    assert url("sign", done) not in client.get(url("detail", done)).content.decode()

    response = client.post(url("sign", done))

    assert response.status_code == 409
    assert "keputusan harus dari orang lain" in response.content.decode()


def test_a_team_lead_reads_what_will_happen_and_signs(done, ketua_tim, login):
    client = login(ketua_tim)
    assert "Ketua tim, Direktorat Organisasi" in client.get(url("sign", done)).content.decode()

    client.post(url("sign", done))

    done.refresh_from_db()
    assert done.signed_by == ketua_tim
    page = client.get(url("detail", done)).content.decode()
    assert url("download", done, 1) in page  # the draft stays while the next edition is made


def test_cancelling_says_so(requested, biro, login):
    page = login(biro).post(url("cancel", requested), follow=True).content.decode()

    assert "Dibatalkan" in page


def test_the_history_is_readable(done, pimpinan, login):
    page = login(pimpinan).get(url("history", done)).content.decode()

    assert "meminta" in page
    assert "selesai membuat" in page


def test_a_document_is_shared_with_one_person_until_a_day(done, sibling, member_of, biro, login):
    guest = member_of(sibling, Role.PEGAWAI)
    today = timezone.localdate().isoformat()
    form = {"user": guest.email, "ends": today, "reason": "Bahan rapat"}

    assert login(biro).post(url("share", done), form).status_code == 302
    assert login(guest).get(url("detail", done)).status_code == 200
    download = login(guest).get(url("download", done, 1))
    assert b"".join(download.streaming_content) == content_of(done.current)
    assert list(DocumentRequest.objects.visible_to(guest)) == [done]
    for reader, reads in ((biro, True), (guest, False)):
        page = login(reader).get(url("history", done)).content.decode()
        assert ("Bahan rapat" in page) is reads


def test_a_share_without_an_end_in_reach_keeps_what_was_typed(done, pegawai, biro, login):
    form = {"user": pegawai.email, "ends": "2999-01-01", "reason": "Bahan rapat"}

    response = login(biro).post(url("share", done), form)

    page = response.content.decode()
    assert response.status_code == 422
    assert "paling lama satu tahun ke depan" in page
    assert "Bahan rapat" in page


def test_the_public_sees_of_a_signed_document_what_its_paper_says_and_no_more(signed, db):
    page = Client().get(reverse("documents:check", args=[signed.token]))

    text = page.content.decode()
    assert page.status_code == 200
    assert signed.number in text
    assert signed.signer_title in text
    assert signed.current.sha256 in text
    assert signed.signer_name not in text
    assert signed.snapshot["content"]["text"] not in text
    assert url("download", signed, 2) not in text


def test_a_draft_and_an_unknown_code_look_the_same_to_the_public(done):
    draft = Client().get(reverse("documents:check", args=[done.token]))
    unknown = Client().get(reverse("documents:check", args=["tidak-dikenal"]))

    assert draft.status_code == unknown.status_code == 404
    assert done.number not in draft.content.decode()
    assert "tidak menunjuk dokumen yang disahkan" in draft.content.decode()


def check(content: bytes):
    file = SimpleUploadedFile("laporan.pdf", content, "application/pdf")
    return Client().post(reverse("documents:check_file"), {"file": file}).content.decode()


def test_whoever_holds_the_file_can_check_it_byte_by_byte(signed):
    original = content_of(signed.current)

    assert "berkas ini asli" in check(original)
    assert signed.number in check(original)
    assert "Tidak cocok" in check(original + b" ")


def test_a_draft_is_not_vouched_for(done):
    assert "Tidak cocok" in check(content_of(done.current))
