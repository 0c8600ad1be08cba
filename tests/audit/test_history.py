"""The history of a thing: pages of acts; refusals and readings folded; addresses hidden."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from reformasi.audit import history, trail
from reformasi.audit.models import Entry, Tally
from reformasi.organisation import actions
from reformasi.organisation.roles import Role
from reformasi.ui.counts import Count

ADDRESS = "203.0.113.77"


@pytest.fixture
def told(rf):
    """``told(thing, user, page=key)``: that page of its history, as the user reads it."""

    def of(thing, user, related=(), without=(), **query):
        request = rf.get("/", query)
        request.user = user
        return history.history_page(thing, request, related, without)

    return of


def refuse(unit, by, times=1, verb="close"):
    for _time in range(times):
        trail.refuse(verb, unit, by=by, reason="Belum boleh")


class TestActs:
    def test_they_are_told_newest_first_with_what_changed_in_words(self, told, unit, admin):
        actions.change_unit(unit=unit, by=admin, kind="bureau", valid_from=date(2019, 4, 30))
        actions.change_unit(unit=unit, by=admin, name="Biro Umum")
        newest, older, made = told(unit, admin).page
        assert newest.changes == [("nama", "Direktorat Organisasi", "Biro Umum")]
        assert ("jenis", "Direktorat", "Biro") in older.changes
        assert ("berlaku sejak", "–", "30 April 2019") in older.changes
        assert (made.phrase, made.icon) == ("membuat", "plus")

    def test_those_on_what_belongs_to_a_thing_may_stand_among_them(
        self, told, unit, admin, pegawai
    ):
        membership = actions.appoint(
            user=pegawai, unit=unit, role=Role.ASESOR, valid_from=date(2026, 1, 1), by=admin
        )
        assert list(told(pegawai, admin).page) == []
        (line,) = told(pegawai, admin, related=[membership]).page
        assert line.phrase == "menugaskan"

    def test_where_there_are_none_the_page_says_what_will_stand_there(self, login, pegawai):
        page = login(pegawai).get(reverse("organisation:person_history", args=[pegawai.pk]))
        assert "Belum ada riwayat" in page.content.decode()

    def test_of_a_kind_of_thing_that_is_no_more_they_are_still_told(self, told, unit, admin):
        entry = trail.record("change", unit, by=admin, changes={"name": ["a", "b"]})
        entry.target = "organisation.gone"
        assert history.line_of(entry).changes == [("name", "a", "b")]

    def test_every_page_leads_to_the_older_one(self, login, unit, admin):
        for number in range(60):
            actions.change_unit(unit=unit, by=admin, short_name=f"Dit. {number}")
        client, address = login(admin), reverse("organisation:unit_history", args=[unit.code])
        texts = []
        while address:
            response = client.get(address)
            texts += [line.phrase for line in response.context["history"].page]
            address = response.context["history"].page.next_url
            assert not address or escape(address) in response.content.decode()
        assert texts == ["mengubah"] * 60 + ["membuat"]


class TestRefusals:
    def test_a_hundred_and_one_do_not_hide_the_approval(self, login, admin, pegawai, unit):
        actions.change_unit(unit=unit, by=admin, name="Sebelum banjir")
        client = login(pegawai)
        for _time in range(101):
            client.get(reverse("organisation:unit_change", args=[unit.code]))

        page = login(admin).get(reverse("organisation:unit_history", args=[unit.code]))

        told = page.context["history"]
        assert [line.phrase for line in told.page] == ["mengubah", "membuat"]
        assert [fold.label for fold in told.folds] == ["101 penolakan"]
        (line,) = told.folds[0].lines
        assert (line.count, line.refused, line.icon) == (101, True, "x")
        text = page.content.decode()
        assert "101 penolakan" in text
        assert "Ditolak" in text
        assert "mencoba" in text
        assert "Alasan penolakan" in text
        assert "101 kali, terakhir pukul" in text

    def test_the_same_within_an_hour_is_one_entry_with_a_count(self, unit, pegawai, sibling):
        refuse(unit, pegawai, 5)
        refuse(unit, pegawai, 2, verb="move")
        refuse(sibling, pegawai)
        counts = Tally.objects.order_by("pk").values_list("action", "target_id", "count")
        assert list(counts) == [
            ("organisation.unit.close", str(unit.pk), 5),
            ("organisation.unit.move", str(unit.pk), 2),
            ("organisation.unit.close", str(sibling.pk), 1),
        ]
        assert Entry.objects.refused().count() == 3
        assert Entry.objects.refused().times() == Count(8)

    def test_the_next_hour_begins_anew(self, unit, pegawai, monkeypatch):
        refuse(unit, pegawai, 2)
        later = timezone.now() + timedelta(hours=1)
        monkeypatch.setattr(timezone, "now", lambda: later)
        refuse(unit, pegawai)
        assert Entry.objects.refused().count() == 2

    def test_nobody_floods_the_trail_with_different_ones(self, login, unit):
        person = actions.create_person(
            nip="198001012005011999", name="Tanpa peran", email="tanpa@contoh.go.id", by=None
        )
        for number in range(300):
            refuse(unit, person, verb=f"verb{number}")
        assert Entry.objects.refused().count() == trail.MOST_REFUSALS + 1
        assert Entry.objects.refused().times() == Count(300)
        last = Entry.objects.refused().first()
        assert last.target_id == str(person.pk)
        assert "selebihnya hanya dihitung" in last.note
        refuse(unit, person, verb="close")  # what is new is counted there too
        assert Entry.objects.refused().times() == Count(301)

    def test_strangers_at_one_account_do_not_hide_those_at_another(self, admin, pegawai):
        for number in range(50):
            with trail.coming_from(f"10.0.0.{number}"):
                trail.refuse("login", admin, by=AnonymousUser(), reason="Kata sandi salah.")
        trail.refuse("login", pegawai, by=AnonymousUser(), reason="Kata sandi salah.")
        assert Entry.objects.about(admin).refused().count() == trail.MOST_REFUSALS + 1
        assert Entry.objects.about(pegawai).refused().count() == 1

    def test_they_have_pages_of_their_own(self, told, unit, admin):
        for number in range(30):
            refuse(unit, admin, verb=f"verb{number}")
        first = told(unit, admin)
        assert len(first.folds[0].lines) == history.FOLD_SIZE
        assert first.folds[0].more_url == "?fold=refusals"
        beginning = told(unit, admin, fold="refusals").page.next_url
        fold = told(unit, admin, **QueryDict(beginning.split("?")[1]).dict())
        assert (len(fold.page), fold.title, fold.back_url) == (5, "Penolakan", "?")
        assert not fold.folds

    def test_those_of_another_thing_are_not_told(self, told, unit, sibling, admin):
        refuse(unit, admin)
        assert told(sibling, admin).folds == []

    @pytest.mark.parametrize("fold", ["", "lain", "refusals\0", "readings"])
    def test_an_unknown_fold_is_the_history(self, told, unit, admin, fold):
        assert told(unit, admin, fold=fold).page.number == 1


class TestReadings:
    def test_opening_the_page_of_another_person_is_on_the_trail_and_counted(
        self, login, admin, pegawai
    ):
        client = login(admin)
        for tab in ("person", "person_history", "person"):
            client.get(reverse(f"organisation:{tab}", args=[pegawai.pk]))
        entry = Entry.objects.about(pegawai).readings().get()
        assert (entry.actor_id, entry.phrase) == (str(admin.pk), "membuka halaman")
        assert entry.tally.count == 3

        page = client.get(reverse("organisation:person_history", args=[pegawai.pk]))
        assert [fold.label for fold in page.context["history"].folds] == ["4 kali dibuka"]

    def test_opening_ones_own_is_not(self, login, pegawai):
        login(pegawai).get(reverse("organisation:person", args=[pegawai.pk]))
        assert not Entry.objects.about(pegawai).exists()

    def test_the_person_sees_it_and_their_lead_does_not(self, login, admin, ketua_tim, pegawai):
        login(admin).get(reverse("organisation:person", args=[pegawai.pk]))
        address = reverse("organisation:person_history", args=[pegawai.pk])
        assert login(pegawai).get(address).context["history"].folds
        assert not login(ketua_tim).get(address).context["history"].folds


class TestAddresses:
    def test_of_an_actor_only_administrators_see_it(self, login, unit, admin, ketua_tim, pegawai):
        with trail.coming_from(ADDRESS):
            actions.change_unit(unit=unit, by=admin, name="Direktorat Ormas")
            refuse(unit, admin)
        address = reverse("organisation:unit_history", args=[unit.code])
        seen = {
            user: ADDRESS in login(user).get(address).content.decode()
            for user in (admin, ketua_tim, pegawai)
        }
        assert seen == {admin: True, ketua_tim: False, pegawai: False}

    def test_hashes_are_for_administrators_too(self, told, unit, admin, ketua_tim):
        trail.record("submit", unit, by=admin, changes={"snapshot": [None, "v1 f35d2fc2f44a"]})
        assert told(unit, ketua_tim).page[0].changes == []
        assert told(unit, admin).page[0].changes == [("salinan beku", "–", "v1 f35d2fc2f44a")]


class TestTheListOfRefusals:
    def test_has_pages_and_counts(self, login, admin, pegawai, unit):
        for number in range(30):
            refuse(unit, pegawai, 3, verb=f"verb{number}")
        page = login(admin).get(reverse("organisation:refusals"))
        assert len(page.context["page"]) == 25
        assert page.context["page"].next_url
        assert "3 kali, terakhir pukul" in page.content.decode()
        assert "Semua penolakan" in login(admin).get("/", follow=True).content.decode()

    def test_is_empty_where_nothing_was_refused(self, login, admin):
        page = login(admin).get(reverse("organisation:refusals"))
        assert "Tidak ada tindakan yang ditolak" in page.content.decode()

    def test_holds_those_whom_one_administers_alone(
        self, login, ditjen, unit, sibling, member_of, pegawai
    ):
        both = member_of(unit, Role.ADMIN)
        member_of(ditjen, Role.PIMPINAN, user=both)
        stranger = member_of(sibling, Role.PEGAWAI)
        refuse(unit, pegawai, 1)
        refuse(sibling, stranger, 1)

        page = login(both).get(reverse("organisation:refusals")).content.decode()

        assert str(pegawai) in page
        assert str(stranger) not in page

    def test_is_for_administrators(self, login, ketua_tim):
        assert login(ketua_tim).get(reverse("organisation:refusals")).status_code == 403


def test_ten_thousand_entries_cost_as_many_queries_as_ten(
    told, unit, admin, django_assert_num_queries
):
    entries = [
        Entry(
            action="organisation.unit.change",
            phrase="mengubah",
            target="organisation.unit",
            target_id=str(unit.pk),
            target_label=str(unit),
            actor_label="Seseorang",
            refused=number % 2 == 0,
        )
        for number in range(10_000)
    ]
    Entry.objects.bulk_create(entries, batch_size=2_000)
    with django_assert_num_queries(5):  # roles, the page, two folds, the latest of one
        page = told(unit, admin, page=100)
    assert len(page.page) == history.PAGE_SIZE
    assert page.folds[0].label == "lebih dari 1.000 penolakan"


def test_a_refusal_by_the_rules_is_counted_like_any_other(login, admin, unit, pegawai):
    address = reverse("organisation:membership_create", args=[pegawai.pk])
    same = {"unit": unit.code, "role": "pegawai", "kind": "definitif", "valid_from": "2026-01-01"}
    for _time in range(3):
        login(admin).post(address, same)
    assert Entry.objects.refused().get().tally.count == 3
