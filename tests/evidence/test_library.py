"""The library: searched, shared, and the page of one file."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reformasi.evidence import actions
from reformasi.organisation.roles import Role
from reformasi.organisation.sharing import grants_on
from tests.evidence import files
from tests.evidence.pages import url
from tests.programs.factories import make_activity


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

    [grant] = grants_on(evidence, today)
    assert grant.user == friend
    assert "Reviu bersama" in response.content.decode()
    for reader, reads in ((ketua_tim, True), (friend, False)):
        page = login(reader).get(url("history", evidence.pk)).content.decode()
        assert ("Reviu bersama" in page) is reads
    client = login(ketua_tim)
    client.post(url("end_share", evidence.pk, grant.pk))
    assert not grants_on(evidence, today).exists()


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
