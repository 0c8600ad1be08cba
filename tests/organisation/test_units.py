"""The tree of units on the screen: who sees what, and what administrators do with it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reformasi.audit.models import Entry
from reformasi.organisation import actions
from reformasi.organisation.models import Unit
from reformasi.organisation.roles import Role
from tests.factories import make_unit


def names(response):
    return [row.unit.code for row in response.context["rows"]]


def test_the_tree_shows_ones_own_part_and_nothing_else(login, pegawai, unit, child, sibling):
    response = login(pegawai).get(reverse("organisation:units"))
    assert [(row.unit, row.indent) for row in response.context["rows"]] == [(unit, 0), (child, 1)]
    for hidden in (sibling, unit.code and sibling):
        assert login(pegawai).get(hidden.get_absolute_url()).status_code == 404


def test_two_roles_show_two_parts_once(login, unit, child, sibling, member_of):
    user = member_of(unit, Role.PEGAWAI)
    member_of(child, Role.KETUA_TIM, user=user)
    member_of(sibling, Role.PEGAWAI, user=user)
    response = login(user).get(reverse("organisation:units"))
    assert names(response) == [unit.code, child.code, sibling.code]


def test_deep_parts_are_one_click_away(login, admin, ministry, unit, child):
    seksi = make_unit("seksi", child)
    browser = login(admin)
    top = browser.get(reverse("organisation:units"))
    assert seksi.code not in names(top)
    last = next(row for row in top.context["rows"] if row.unit == child)
    assert last.more
    address = f"{reverse('organisation:units')}?below={child.code}"
    assert address in top.content.decode()
    below = browser.get(address)
    assert names(below) == [child.code, seksi.code]
    assert [up.code for up in below.context["above"]] == ["kementerian", "ditjen", "direktorat"]


@pytest.mark.parametrize("query", ["subdirek", "SUBDIT", "sub"])
def test_search_finds_by_name_and_code_within_reach(login, pegawai, child, sibling, query):
    make_unit("subdit-lain", sibling, name="Subdirektorat lain")
    response = login(pegawai).get(reverse("organisation:units"), {"q": query})
    assert names(response) == [child.code]


def test_a_search_without_a_hit_says_what_to_do(login, pegawai):
    response = login(pegawai).get(reverse("organisation:units"), {"q": "xyz"})
    assert "Periksa ejaannya" in response.content.decode()


def test_a_closed_unit_says_so(login, admin, unit):
    actions.change_unit(unit=unit, by=admin, valid_to=date(2020, 12, 31))
    browser = login(admin)
    assert "Ditutup 31 Desember 2020" in browser.get(reverse("organisation:units")).content.decode()
    assert "Unit ini sudah ditutup" in browser.get(unit.get_absolute_url()).content.decode()


@pytest.mark.parametrize("size", [3, 30])
def test_the_tree_costs_the_same_at_any_size(login, admin, ditjen, size):
    for number in range(size):
        make_unit(f"dit-{number}", ditjen)
    browser = login(admin)
    browser.get(reverse("organisation:units"))
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(reverse("organisation:units"))
    assert len(response.context["rows"]) == size + 2
    own = [q for q in captured if 'FROM "organisation_unit" WHERE' in q["sql"]]
    assert len(own) == 1
    assert len(captured) <= 12


class TestAdministration:
    FIELDS = {"name": "Direktorat Baru", "code": "baru", "kind": "directorate", "echelon": "II"}

    def test_a_unit_is_added_below_another(self, login, admin, ditjen):
        address = reverse("organisation:unit_create", args=[ditjen.code])
        response = login(admin).post(address, self.FIELDS)
        made = Unit.objects.get(code="baru")
        assert response.url == made.get_absolute_url()
        assert Unit.objects.get_parent(made) == ditjen
        assert Entry.objects.about(made).get().actor_label == str(admin)

    def test_a_code_that_is_taken_is_refused_and_the_rest_is_kept(self, login, admin, ditjen, unit):
        address = reverse("organisation:unit_create", args=[ditjen.code])
        page = login(admin).post(address, self.FIELDS | {"code": unit.code}).content.decode()
        assert "sudah dipakai unit lain" in page
        assert "Direktorat Baru" in page

    def test_an_old_name_stays_in_the_history(self, login, admin, unit):
        fields = self.FIELDS | {"name": "Direktorat Ormas", "short_name": "Dit. Ormas"}
        fields["version"] = str(unit.version)
        login(admin).post(reverse("organisation:unit_change", args=[unit.code]), fields)
        unit.refresh_from_db()
        assert unit.name == "Direktorat Ormas"
        assert unit.code == "direktorat"
        page = (
            login(admin)
            .get(reverse("organisation:unit_history", args=[unit.code]))
            .content.decode()
        )
        assert "Direktorat Organisasi" in page
        assert "menjadi" in page

    def test_moving_shows_what_comes_along_before_it_happens(
        self, login, admin, ministry, unit, child, pegawai
    ):
        target = make_unit("setjen", ministry)
        address = reverse("organisation:unit_move", args=[unit.code])
        browser = login(admin)
        preview = browser.get(address, {"parent": "setjen"})
        assert preview.context["along"] == 1
        assert preview.context["members"] == 1
        assert "1 unit di bawahnya" in preview.content.decode()
        assert not Unit.objects.get(pk=unit.pk).path.startswith(target.path)
        browser.post(address, {"parent": "setjen"})
        assert Unit.objects.get(pk=child.pk).path.startswith(target.path)
        assert Entry.objects.about(unit).filter(phrase="memindahkan").exists()

    def test_a_unit_is_not_moved_under_itself_and_is_told_so(self, login, admin, unit, child):
        address = reverse("organisation:unit_move", args=[unit.code])
        for parent in (unit, child):
            response = login(admin).post(address, {"parent": parent.code})
            assert response.status_code == 422
            assert "ke bawah dirinya sendiri" in response.content.decode()
            assert "ejaan" not in response.content.decode()

    def test_a_local_administrator_does_not_move_a_unit_out_of_reach(
        self, login, unit, child, sibling, member_of
    ):
        local = member_of(unit, Role.ADMIN)
        address = reverse("organisation:unit_move", args=[child.code])
        response = login(local).post(address, {"parent": sibling.code})
        assert response.status_code == 422
        assert Unit.objects.get(pk=child.pk).path.startswith(unit.path)

    def test_a_unit_is_closed_into_another_and_its_history_offered_to_the_successor(
        self, login, admin, unit, sibling
    ):
        fields = {
            "valid_to": "2026-06-30",
            "merged_into": sibling.code,
            "reason": "Permendagri 1/2026",
            "version": unit.version,
        }
        response = login(admin).post(reverse("organisation:unit_close", args=[unit.code]), fields)
        unit.refresh_from_db()
        assert (unit.valid_to, unit.merged_into) == (date(2026, 6, 30), sibling)
        assert response.url.endswith(f"{unit.code}/pindah/?parent={sibling.code}")
        assert Entry.objects.about(unit).latest("at").note == "Permendagri 1/2026"

    def test_of_two_windows_the_older_form_loses_and_keeps_what_was_typed(self, login, admin, unit):
        address = reverse("organisation:unit_change", args=[unit.code])
        opened = unit.version
        actions.change_unit(unit=unit, by=admin, short_name="Dit. Lain")

        fields = self.FIELDS | {"name": "Direktorat Ormas", "version": str(opened)}
        response = login(admin).post(address, fields)

        assert response.status_code == 409
        assert "Direktorat Ormas" in response.content.decode()
        unit.refresh_from_db()
        assert unit.short_name == "Dit. Lain"

    def test_no_unit_begins_below_one_that_is_closed(self, login, admin, unit):
        closed = actions.close_unit(
            unit=unit, valid_to=date(2025, 12, 31), by=admin, reason="SK 1/2025"
        )
        fields = self.FIELDS | {"code": "seksi-baru", "name": "Seksi Baru"}

        response = login(admin).post(
            reverse("organisation:unit_create", args=[closed.code]), fields
        )

        assert response.status_code == 422
        assert "hanya berlaku sampai 31 Desember 2025" in response.content.decode()
        assert not Unit.objects.filter(code="seksi-baru").exists()

    def test_a_unit_with_living_units_below_is_not_closed_and_nothing_typed_is_lost(
        self, login, admin, unit, child
    ):
        fields = {"valid_to": "2026-06-30", "reason": "Permendagri 1/2026"}
        response = login(admin).post(reverse("organisation:unit_close", args=[unit.code]), fields)
        assert response.status_code == 422
        page = response.content.decode()
        assert "Subdirektorat" in page
        assert "Permendagri 1/2026" in page
        unit.refresh_from_db()
        assert unit.valid_to is None

    def test_a_change_closes_no_unit_above_living_ones(self, login, admin, unit, child):
        address = reverse("organisation:unit_change", args=[unit.code])
        fields = {**self.FIELDS, "name": unit.name, "version": unit.version}

        response = login(admin).post(address, fields | {"valid_to": "2026-06-30"})

        assert response.status_code == 422
        assert "Masih ada unit di bawahnya" in response.content.decode()
        with pytest.raises(actions.NotAllowedHere, match="Subdirektorat"):
            actions.change_unit(unit=unit, by=admin, valid_to=date(2026, 6, 30))

    def test_a_unit_does_not_outlive_the_one_above(self, admin, unit, child):
        for closed in (child, unit):
            actions.close_unit(unit=closed, valid_to=date(2025, 12, 31), by=admin, reason="SK 1")
        child.refresh_from_db()

        with pytest.raises(actions.NotAllowedHere, match="hanya berlaku sampai"):
            actions.change_unit(unit=child, by=admin, valid_to=None)

    def test_no_unit_is_merged_into_or_moved_below_a_closed_one(self, login, admin, unit, sibling):
        actions.close_unit(unit=sibling, valid_to=date(2025, 12, 31), by=admin, reason="SK 1")
        fields = {"valid_to": "2026-06-30", "merged_into": sibling.code, "reason": "SK 2"}

        response = login(admin).post(reverse("organisation:unit_close", args=[unit.code]), fields)

        assert response.status_code == 422
        assert "hanya berlaku sampai 31 Desember 2025" in response.content.decode()
        with pytest.raises(actions.UnitClosed):
            actions.move_unit(unit=unit, parent=sibling, by=admin)

    @pytest.mark.parametrize("name", ["unit_create", "unit_change", "unit_move", "unit_close"])
    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
    def test_others_are_refused_on_the_trail(self, login, unit, member_of, role, name):
        user = member_of(unit, role)
        response = login(user).get(reverse(f"organisation:{name}", args=[unit.code]))
        assert response.status_code == 403
        entry = Entry.objects.about(unit).refused().get()
        assert entry.actor_id == str(user.pk)
        page = login(user).get(unit.get_absolute_url()).content.decode()
        assert reverse(f"organisation:{name}", args=[unit.code]) not in page
