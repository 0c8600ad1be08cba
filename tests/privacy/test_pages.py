"""The notice, the register, and all that is kept about oneself."""

import json

from django.urls import reverse
from django.utils import timezone

from reformasi.audit import personal, trail
from reformasi.audit.models import Entry
from reformasi.organisation import actions
from reformasi.privacy import retention
from reformasi.privacy.own_data import sections
from tests.programs.factories import make_activity

ADDRESS = "203.0.113.77"
OWN, FILE = "privacy:own", "privacy:own_download"


def of(client, name=OWN):
    return client.get(reverse(name))


def kinds(person):
    return {section.kept.model._meta.label: section for section in sections(person)}


class TestNotice:
    def test_everybody_reads_it_and_login_and_footer_lead_there(self, client, db, settings):
        settings.PRIVACY_CONTACT = "Biro Ortala, ortala@contoh.go.id"
        settings.KEEP_ORIGIN_MONTHS = 7
        page = of(client, "privacy:notice").content.decode()
        assert "Biro Ortala, ortala@contoh.go.id" in page
        assert "Alamat jaringan pada jejak: 7 bulan." in page
        assert client.get(reverse("account_login")).content.decode().count("/privasi/") == 2

    def test_without_a_contact_it_names_the_administrator(self, client, db):
        assert "Administrator unit kerja Anda" in of(client, "privacy:notice").content.decode()

    def test_it_is_there_in_english(self, client, db):
        client.cookies["django_language"] = "en"
        page = of(client, "privacy:notice")
        assert "What is kept" in page.content.decode()


class TestRegister:
    def test_it_tells_columns_purpose_basis_and_how_long(self, login, admin):
        text = of(login(admin), "privacy:register").content.decode()
        for part in ("Daftar hadir", "jabatan", "Membuktikan siapa yang hadir", "UU 27/2022"):
            assert part in text

    def test_it_tells_what_went_last(self, login, admin, monkeypatch):
        monkeypatch.setattr(retention, "_rules", {})
        retention.add(retention.Rule("x", "sisa formulir", lambda now: 2, lambda now: 1234))
        retention.run(timezone.now())
        assert "1.234 sisa formulir" in of(login(admin), "privacy:register").content.decode()

    def test_it_is_for_administrators(self, login, ketua_tim):
        assert of(login(ketua_tim), "privacy:register").status_code == 403


class TestOwnData:
    def test_account_roles_sessions_acts_and_lists_are_in_it(self, login, unit, pegawai, admin):
        activity = make_activity(unit, pegawai, kind="sosialisasi", title="Sosialisasi RB")
        activity.socialization.attendance.create(name=pegawai.name, nip=pegawai.nip)
        client = login(pegawai)

        text = of(client).content.decode()

        told = kinds(pegawai)
        assert {
            "organisation.User", "organisation.Membership", "programs.Activity",
            "programs.Attendance", "audit.Entry", "evidence.Evidence", "organisation.UserEvent",
        } <= set(told)  # fmt: skip
        assert told["organisation.User"].rows[0]["surel"] == pegawai.email
        assert told["programs.Attendance"].rows[0]["NIP"] == pegawai.nip
        assert "dibuat oleh" in told["programs.Activity"].rows[0]["sebagai"].lower()
        assert pegawai.email in text
        assert "Sosialisasi RB" in text

    def test_nothing_of_another_person_is_in_it(self, login, unit, pegawai, admin):
        with trail.coming_from(ADDRESS):
            actions.change_unit(unit=unit, by=admin, name="Direktorat Ormas")
        text = of(login(pegawai), FILE).content.decode()
        assert admin.email not in text
        assert admin.nip not in text
        assert ADDRESS not in text
        assert ADDRESS in of(login(admin), FILE).content.decode()

    def test_the_file_is_for_machines_and_tells_why(self, login, pegawai):
        response = of(login(pegawai), FILE)
        assert response["Content-Disposition"] == 'attachment; filename="data-saya.json"'
        content = json.loads(response.content)
        account = next(part for part in content["isi"] if part["jenis"] == "Orang")
        assert account["tujuan"] == str(personal.ACCOUNT.label)
        assert account["masa_simpan"]
        assert "password" not in response.content.decode()
        assert "scrypt" not in response.content.decode()

    def test_taking_it_is_on_the_trail(self, login, pegawai):
        of(login(pegawai), FILE)
        entry = Entry.objects.about(pegawai).get(action="organisation.user.export")
        assert entry.phrase == "mengunduh data pribadi"

    def test_a_long_kind_is_cut_on_the_page_and_whole_in_the_file(self, login, unit, admin):
        for number in range(12):
            actions.change_unit(unit=unit, by=admin, short_name=f"Dit. {number}")
        client = login(admin)
        assert "Selebihnya ada pada berkas unduhan" in of(client).content.decode()
        parts = json.loads(of(client, FILE).content)["isi"]
        assert len(next(part for part in parts if part["jenis"] == "Jejak")["data"]) == 12

    def test_it_costs_one_query_a_kind_however_much_there_is(
        self, unit, pegawai, django_assert_max_num_queries
    ):
        kinds_told = len(personal.declared())
        for number in range(6):
            make_activity(unit, pegawai, title=f"Rapat {number}")
        with django_assert_max_num_queries(kinds_told):
            sections(pegawai)
