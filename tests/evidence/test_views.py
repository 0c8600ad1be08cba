"""The library, the panel and the private download, through the browser's door."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.evidence import actions
from reformasi.evidence.models import Evidence
from reformasi.organisation.roles import Role
from tests.evidence import files
from tests.factories import UserFactory
from tests.programs.factories import make_activity, submitted_activity

KIND = "programs.activityevidence"


@pytest.fixture
def evidence(unit, pegawai):
    [kept] = actions.upload(unit=unit, files=[files.pdf()], by=pegawai, title="Notulen rapat")
    return kept


@pytest.fixture
def activity(unit, pegawai):
    return make_activity(unit, pegawai, evidence=False)


def url(name, *args):
    return reverse(f"evidence:{name}", args=args)


def download_of(evidence, number=1):
    return url("download", evidence.pk, number)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def body(response):
    """All of a streamed answer; reading it to its end also closes it."""
    return b"".join(response.streaming_content)


def big_file(megabytes):
    """A file that lies on disk, as Django's own handler would bring it."""
    file = TemporaryUploadedFile("rekaman.pdf", "application/pdf", 0, None)
    file.write(b"%PDF-1.7\n")
    file.truncate(megabytes * 1024 * 1024)
    file.seek(0)
    return file


# --- who may open what ----------------------------------------------------------------------------


def test_own_and_higher_units_open_the_file_and_neighbours_find_nothing(
    evidence, pegawai, pimpinan, sibling, child, member_of, login
):
    expected = {
        pegawai: 200,
        pimpinan: 200,
        member_of(child, Role.KETUA_TIM): 404,
        member_of(sibling, Role.KETUA_TIM): 404,
    }
    for user, status in expected.items():
        client = login(user)
        for address in (
            download_of(evidence),
            url("preview", evidence.pk, 1),
            url("detail", evidence.pk),
            url("history", evidence.pk),
        ):
            response = client.get(address)
            assert response.status_code == status, (user, address)
            if response.streaming:
                body(response)


def test_the_operator_sees_every_library(evidence, login):
    operator = UserFactory(is_superuser=True)

    assert evidence in login(operator).get(url("library")).context["page"].rows


def test_a_visitor_without_a_name_is_sent_to_the_door(client, evidence):
    response = client.get(download_of(evidence))

    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_evidence_of_a_visible_activity_is_visible_with_it(
    activity, sibling, pegawai, ketua_tim, member_of, login
):
    neighbour = member_of(sibling, Role.PEGAWAI)
    [theirs] = actions.upload(unit=sibling, files=[files.pdf()], by=neighbour)
    client = login(ketua_tim)
    assert client.get(download_of(theirs)).status_code == 404

    actions.attach(owner=activity, evidence=theirs, by=neighbour)

    response = client.get(download_of(theirs))
    assert response.status_code == 200
    body(response)


def test_a_person_with_a_share_opens_this_file_until_the_day_and_no_other(
    evidence, unit, pegawai, ketua_tim, sibling, member_of, login
):
    friend = member_of(sibling, Role.PEGAWAI)
    [other] = actions.upload(unit=unit, files=[files.pdf()], by=pegawai)
    today = timezone.localdate()
    actions.share(evidence=evidence, user=friend, ends=today, reason="Reviu", by=ketua_tim)
    client = login(friend)
    response = client.get(download_of(evidence))
    assert response.status_code == 200
    body(response)
    assert client.get(download_of(other)).status_code == 404
    assert client.get(url("change", evidence.pk)).status_code == 403

    yesterday = today - timedelta(days=1)
    actions.share(evidence=evidence, user=friend, ends=yesterday, reason="Reviu", by=ketua_tim)

    assert client.get(download_of(evidence)).status_code == 404


@pytest.mark.parametrize(
    ("role", "may_upload", "may_share"),
    [
        (Role.PEGAWAI, True, False),
        (Role.KETUA_TIM, True, True),
        (Role.ASESOR, True, False),
        (Role.BIRO, True, True),
        (Role.PIMPINAN, False, False),
        (Role.TPI_ANGGOTA, False, False),
        (Role.ADMIN, False, False),
    ],
)
def test_the_table_says_who_uploads_and_who_shares(
    evidence, unit, member_of, login, role, may_upload, may_share
):
    client = login(member_of(unit, role))

    for name, args, allowed in (
        ("upload", (), may_upload),
        ("change", (evidence.pk,), may_upload),
        ("add_version", (evidence.pk,), may_upload),
        ("share", (evidence.pk,), may_share),
    ):
        status = 200 if allowed else 403
        assert client.get(url(name, *args)).status_code == status, name
    assert Entry.objects.refused().count() == 3 * (not may_upload) + (not may_share)
    page = client.get(url("detail", evidence.pk)).content.decode()
    assert (url("add_version", evidence.pk) in page) is may_upload
    assert (url("share", evidence.pk) in page) is may_share


# --- the download ---------------------------------------------------------------------------------


def test_a_download_gives_the_bytes_under_their_name_and_is_on_the_trail(unit, pegawai, login):
    file = files.pdf("Notulen “TW I” – Ormas.pdf")
    [evidence] = actions.upload(unit=unit, files=[file], by=pegawai)

    response = login(pegawai).get(download_of(evidence))

    file.seek(0)
    assert body(response) == file.read()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Notulen%20")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    entry = Entry.objects.about(evidence).first()
    assert (entry.action, entry.actor_id) == ("evidence.evidence.download", str(pegawai.pk))
    assert "v1" in entry.note


def test_an_unchanged_file_is_not_sent_again_but_asked_for_again(evidence, pegawai, login):
    client = login(pegawai)
    etag = f'"{evidence.current.sha256}"'

    response = client.get(download_of(evidence), headers={"If-None-Match": etag})

    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == etag


def test_looking_at_the_headers_alone_is_no_download(evidence, pegawai, login):
    response = login(pegawai).head(download_of(evidence))

    assert response.status_code == 200
    body(response)
    assert not Entry.objects.about(evidence).filter(action__endswith="download").exists()


def test_behind_nginx_the_web_server_hands_the_file_over(evidence, pegawai, login, settings):
    settings.ACCEL_REDIRECT_PREFIX = "/berkas-privat/"

    response = login(pegawai).get(download_of(evidence))

    assert response["X-Accel-Redirect"] == f"/berkas-privat/{evidence.current.file.name}"
    assert response.content == b""
    assert response["Content-Type"] == "application/pdf"
    assert "notulen.pdf" in response["Content-Disposition"]


def test_a_picture_is_shown_in_a_sandbox_and_a_table_only_downloaded(unit, pegawai, login):
    kept = actions.upload(
        unit=unit,
        by=pegawai,
        files=[
            files.upload("foto.png", files.picture("PNG")),
            files.upload("rekap.csv", b"a;b\n"),
        ],
    )
    client = login(pegawai)

    picture = client.get(url("preview", kept[0].pk, 1))

    assert picture["Content-Disposition"].startswith("inline")
    assert picture["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    body(picture)
    assert client.get(url("preview", kept[1].pk, 1)).status_code == 404
    table = client.get(download_of(kept[1]))
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    body(table)


def test_a_version_that_never_was_and_a_file_that_is_gone_are_no_pages(
    evidence, pegawai, login, caplog
):
    client = login(pegawai)
    assert client.get(download_of(evidence, 2)).status_code == 404

    version = evidence.current
    version.file.storage.delete(version.file.name)

    assert client.get(download_of(evidence)).status_code == 404
    assert "is not in the store" in caplog.text


# --- uploading ------------------------------------------------------------------------------------


def test_the_limit_and_the_kinds_are_told_before_anything_is_chosen(pegawai, login):
    page = login(pegawai).get(url("upload")).content.decode()

    assert "Paling besar 25,0\xa0MB untuk setiap berkas." in page
    assert "PDF, JPG, PNG" in page


def test_the_good_files_of_a_mixed_upload_are_kept_and_the_bad_ones_named(unit, pegawai, login):
    chosen = [
        files.pdf("notulen.pdf"),
        files.upload("undangan.pdf", files.EXE),
        files.upload("kosong.docx", b""),
        files.upload("foto.jpg", files.picture("JPEG")),
    ]

    response = login(pegawai).post(
        url("upload"), {"unit": unit.pk, "files": chosen, "title": ""}, follow=True
    )

    messages = messages_of(response)
    assert messages[0] == "2 berkas disimpan."
    assert "“undangan.pdf” tidak disimpan: isinya bukan PDF" in messages[1]
    assert "“kosong.docx” tidak disimpan: berkasnya kosong" in messages[2]
    assert set(Evidence.objects.values_list("title", flat=True)) == {"notulen", "foto"}


def test_when_no_file_is_good_the_form_comes_back_with_what_was_typed(unit, pegawai, login):
    response = login(pegawai).post(
        url("upload"),
        {
            "unit": unit.pk,
            "files": [files.upload("undangan.pdf", files.EXE)],
            "title": "Undangan rapat",
            "effective_from": "2019-01-01",
        },
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "isinya bukan PDF, melainkan program Windows" in page
    assert 'value="Undangan rapat"' in page
    assert 'value="2019-01-01"' in page
    assert not Evidence.objects.exists()


def test_a_file_of_30_mb_is_refused_with_words_and_keeps_the_form(unit, pegawai, login):
    with big_file(30) as file:
        response = login(pegawai).post(
            url("upload"), {"unit": unit.pk, "files": [file], "title": "Rekaman rapat"}
        )

    page = response.content.decode().replace("\xa0", " ")
    assert response.status_code == 422
    assert "ukurannya 30,0 MB, paling besar 25,0 MB" in page
    assert 'value="Rekaman rapat"' in page


def test_what_lies_past_the_limit_is_counted_but_never_written_to_disk(rf, settings):
    settings.EVIDENCE_MAX_BYTES = 3 * 1024 * 1024
    with big_file(5) as file:
        request = rf.post("/", {"files": file})
        [received] = request.FILES.getlist("files")

    assert received.size == 5 * 1024 * 1024
    assert received.seek(0, 2) == 3 * 1024 * 1024 + 1
    received.close()


def test_too_many_files_at_once_are_counted_back(unit, pegawai, login):
    chosen = [files.pdf(f"{number}.pdf") for number in range(11)]

    response = login(pegawai).post(url("upload"), {"unit": unit.pk, "files": chosen})

    assert "paling banyak 10 berkas" in response.content.decode()


def test_nobody_uploads_into_the_library_of_another_unit(sibling, pegawai, login):
    response = login(pegawai).post(url("upload"), {"unit": sibling.pk, "files": [files.pdf()]})

    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_bytes_that_are_known_are_not_kept_twice_and_the_person_hears_where_they_are(
    evidence, unit, pegawai, login
):
    with evidence.current.file.open("rb") as file:
        same = files.upload("salinan.pdf", file.read())

    response = login(pegawai).post(url("upload"), {"unit": unit.pk, "files": [same]}, follow=True)

    assert messages_of(response) == [
        "Isi “salinan.pdf” sudah ada di pustaka sebagai “Notulen rapat”; yang itu dipakai lagi."
    ]
    assert Evidence.objects.count() == 1


def test_a_new_version_replaces_nothing(evidence, pegawai, login):
    client = login(pegawai)

    response = client.post(
        url("add_version", evidence.pk), {"files": [files.pdf("perbaikan.pdf")]}, follow=True
    )

    assert messages_of(response) == ["Versi 2 disimpan."]
    old, new = client.get(download_of(evidence, 1)), client.get(download_of(evidence, 2))
    assert body(old) != body(new)


def test_a_version_with_the_same_bytes_is_refused_with_the_reason(evidence, pegawai, login):
    with evidence.current.file.open("rb") as file:
        same = files.upload("sama.pdf", file.read())

    response = login(pegawai).post(url("add_version", evidence.pk), {"files": [same]})

    assert response.status_code == 409
    assert "sama persis dengan versi 1" in response.content.decode()
    assert Entry.objects.about(evidence).refused().count() == 1


def test_a_stale_rename_loses_nothing_that_was_typed(evidence, pegawai, login):
    client = login(pegawai)
    form = {"title": "Notulen 30 April 2019", "effective_from": "2019-04-30", "version": 1}
    client.post(url("change", evidence.pk), form)

    response = client.post(url("change", evidence.pk), form | {"title": "Judul kedua"})

    assert response.status_code == 409
    assert "Judul kedua" in response.content.decode()
    evidence.refresh_from_db()
    assert evidence.title == "Notulen 30 April 2019"


def test_a_period_that_ends_before_it_begins_is_asked_again(evidence, pegawai, login):
    form = {
        "title": "x",
        "effective_from": "2019-04-30",
        "effective_to": "2019-04-01",
        "version": 1,
    }

    response = login(pegawai).post(url("change", evidence.pk), form)

    assert "Tanggal akhir tidak boleh sebelum tanggal awal." in response.content.decode()


# --- the panel ------------------------------------------------------------------------------------


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


# --- the library ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=notul", {"Notulen rapat"}),
        ("q=foto.png", {"Dokumentasi"}),
        ("kind=image/png", {"Dokumentasi"}),
        ("use=unused", {"Dokumentasi"}),
        ("year=2019", {"Dokumentasi"}),
        ("sort=title", {"Dokumentasi", "Notulen rapat"}),
        ("q=tidak+ada", set()),
    ],
)
def test_the_library_is_searched_by_name_kind_year_and_use(
    evidence, activity, unit, pegawai, login, query, titles
):
    actions.upload(
        unit=unit,
        files=[files.upload("foto.png", files.picture("PNG"))],
        by=pegawai,
        title="Dokumentasi",
        effective_from=timezone.localdate().replace(year=2019, day=1),
        effective_to=timezone.localdate().replace(year=2019, day=28),
    )
    actions.attach(owner=activity, evidence=evidence, by=pegawai)

    response = login(pegawai).get(f"{url('library')}?{query}")

    assert {item.title for item in response.context["page"]} == titles


def test_the_library_of_a_unit_hides_that_of_its_neighbour(evidence, sibling, member_of, login):
    page = login(member_of(sibling, Role.KETUA_TIM)).get(url("library")).content.decode()

    assert "Notulen rapat" not in page
    assert "Pustaka masih kosong" in page


def test_the_library_asks_as_much_for_twenty_proofs_as_for_two(
    unit, child, pegawai, login, django_assert_max_num_queries, django_assert_num_queries
):
    client = login(pegawai)
    for where in (unit, child):
        actions.upload(unit=where, files=[files.pdf()], by=pegawai)
    client.get(url("library"))
    with django_assert_max_num_queries(14) as few:
        client.get(url("library"))
    for number in range(18):
        [kept] = actions.upload(unit=unit, files=[files.pdf()], by=pegawai)
        if number % 3 == 0:
            activity = make_activity(unit, pegawai, evidence=False)
            actions.attach(owner=activity, evidence=kept, by=pegawai)

    with django_assert_num_queries(len(few)):
        assert len(client.get(url("library")).context["page"]) == 20


def test_a_share_names_a_real_person_and_a_day_within_a_year(
    evidence, ketua_tim, sibling, member_of, login
):
    friend = member_of(sibling, Role.PEGAWAI)
    client = login(ketua_tim)
    today = timezone.localdate()
    form = {"person": friend.email, "ends": today.isoformat(), "reason": "Reviu bersama"}
    nobody = client.post(url("share", evidence.pk), form | {"person": "tidak@ada.go.id"})
    late = client.post(
        url("share", evidence.pk), form | {"ends": (today + timedelta(days=400)).isoformat()}
    )
    assert "Tidak ada pengguna aktif" in nobody.content.decode()
    assert "paling lama satu tahun" in late.content.decode()

    response = client.post(url("share", evidence.pk), form | {"person": friend.nip}, follow=True)

    [grant] = evidence.grants_on(today)
    assert grant.user == friend
    assert "Reviu bersama" in response.content.decode()
    for reader, reads in ((ketua_tim, True), (friend, False)):
        page = login(reader).get(url("history", evidence.pk)).content.decode()
        assert ("Reviu bersama" in page) is reads
    client = login(ketua_tim)
    client.post(url("end_share", evidence.pk, grant.pk))
    assert not evidence.grants_on(today).exists()


def test_the_detail_page_names_only_the_uses_that_its_reader_may_see(
    evidence, unit, pegawai, ketua_tim, sibling, member_of, login
):
    activity = make_activity(unit, pegawai, evidence=False, title="Rapat tertutup")
    actions.attach(owner=activity, evidence=evidence, by=pegawai)
    friend = member_of(sibling, Role.PEGAWAI)
    today = timezone.localdate()
    actions.share(evidence=evidence, user=friend, ends=today, reason="Reviu", by=ketua_tim)
    address = url("detail", evidence.pk)

    assert "Rapat tertutup" in login(pegawai).get(address).content.decode()
    stranger = login(friend).get(address).content.decode()
    assert "Rapat tertutup" not in stranger
    assert "1 pemakaian lain di luar jangkauan Anda" in stranger
