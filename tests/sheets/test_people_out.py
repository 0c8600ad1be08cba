"""People and roles on their way out, and back in."""

import io
from datetime import date

import openpyxl
from django.urls import reverse

from reformasi.audit.models import Entry
from reformasi.organisation.models import Membership
from reformasi.organisation.roles import Role
from tests.factories import UserFactory, make_unit
from tests.sheets.people_table import preview, row


class TestExport:
    def export(self, browser, **query):
        kind = query.pop("bentuk", "csv")
        response = browser.get(reverse("sheets:export", args=["orang", kind]), query)
        assert response.status_code == 200
        return b"".join(response)

    def test_it_leaves_the_nip_out_unless_asked(self, browser, pegawai):
        plain = self.export(browser).decode()
        assert pegawai.name in plain
        assert pegawai.nip not in plain
        assert pegawai.nip in self.export(browser, nip="1").decode()

    def test_those_without_the_right_never_get_the_nip(self, login, ketua_tim, pegawai):
        text = self.export(login(ketua_tim), nip="1").decode()
        assert pegawai.name in text
        assert pegawai.nip not in text

    def test_it_holds_what_the_filter_shows_and_what_the_user_sees(
        self, login, ketua_tim, pegawai, sibling, member_of
    ):
        stranger = member_of(sibling, Role.PEGAWAI)
        text = self.export(login(ketua_tim), q=pegawai.email).decode()
        assert pegawai.name in text
        assert ketua_tim.email not in text
        assert stranger.email not in self.export(login(ketua_tim)).decode()

    def test_it_is_on_the_trail(self, browser, admin, pegawai):
        self.export(browser, nip="1", bentuk="xlsx")
        entry = Entry.objects.get(action="organisation.user.export")
        assert entry.actor_label == str(admin)
        assert "XLSX" in entry.note
        assert "NIP lengkap" in entry.note

    def test_a_name_that_is_a_formula_is_text(self, browser, unit):
        person = UserFactory(name="=cmd|' /C calc'!A0")
        Membership.objects.create(
            user=person, unit=unit, role=Role.PEGAWAI, valid_from=date(2026, 1, 1)
        )
        book = openpyxl.load_workbook(io.BytesIO(self.export(browser, bentuk="xlsx")))
        names = [cell for cell in book.active["A"] if "cmd" in str(cell.value)]
        assert names[0].data_type == "s"


def test_units_of_a_moved_tree_are_still_found_by_code(browser, ministry):
    make_unit("unit-baru", ministry)
    _, page = preview(browser, [row(unit="UNIT-BARU")])
    assert page.context["counts"]["new"] == 1
