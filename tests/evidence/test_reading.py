"""Who opens which file, and how it is sent."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.evidence import actions
from reformasi.organisation.roles import Role
from reformasi.ui.counts import Count
from tests.evidence import files
from tests.evidence.pages import body, download_of, url
from tests.factories import UserFactory


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
    evidence.grants.update(ends=yesterday)

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
    refusals = 3 * (not may_upload) + (not may_share)
    assert Entry.objects.refused().times() == Count(refusals)
    page = client.get(url("detail", evidence.pk)).content.decode()
    assert (url("add_version", evidence.pk) in page) is may_upload
    assert (url("share", evidence.pk) in page) is may_share


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
