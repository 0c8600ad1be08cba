"""Whoever has no account asks for a copy, a correction, or to have their name taken out."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from programs.events import actions as events
from programs.events.actions import SpeakerRow
from programs.events.models import Attendance
from reformasi.audit import personal
from reformasi.audit.models import Entry
from reformasi.privacy import actions, outsiders
from reformasi.privacy.models import Correction
from reformasi.workflow import decisions
from tests.programs.factories import make_activity
from tests.zona_integritas.factories import make_candidate, make_declaration, rules_loaded

NAME, RIGHT, NUMBER = "Sari Dewo", "Sari Dewi", "198501012010012001"
LIST, FORM, FILE = "privacy:corrections", "privacy:correction_create", "privacy:outsider_download"
REQUEST = {
    "asked_by": "self",
    "asked_on": "20/11/2026",
    "reference": "Surat 12/2026",
    "proof": "KTP diperlihatkan",
    "reason": "Namanya salah tulis",
}


@pytest.fixture
def event(unit, pegawai, ketua_tim):
    """Approved, with an outsider on its list and among its speakers."""
    activity = make_activity(unit, pegawai, kind="sosialisasi", title="Sosialisasi RB")
    events.set_programme(
        event=activity.socialization, version=None, by=pegawai, theme="", organiser="",
        speakers=[SpeakerRow(NAME, "Dosen")], agenda=[],
    )  # fmt: skip
    events.add_attendee(
        event=activity.socialization, by=pegawai, name=NAME, nip=NUMBER,
        unit_name="Universitas", office="Dosen",
    )  # fmt: skip
    activity.refresh_from_db()
    decisions.submit(activity, by=pegawai)
    decisions.approve(activity, by=ketua_tim)
    return activity


@pytest.fixture
def declaration(unit, biro, pegawai):
    rules_loaded()
    candidate = make_candidate(unit, biro)
    witnesses = [{"name": NAME, "institution": "Ombudsman", "title": "Asisten"}]
    return make_declaration(candidate, pegawai, witnesses=witnesses)


def keys(user, text=NAME):
    return [each.key for each in outsiders.search(user, text)[0]]


def address(user, name=FORM, text=NAME):
    query = "&".join(f"row={key}" for key in keys(user, text))
    return f"{reverse(name)}?{query}"


def attendee():
    return Attendance.objects.get()


def test_every_list_of_outsiders_in_the_register_can_be_corrected():
    lists = {
        kept.model for kept in personal.declared()
        if kept.purpose is personal.ATTENDANCE
    }  # fmt: skip
    assert lists == {each.model for each in outsiders.lists()}
    for each in outsiders.lists():
        assert set(each.columns.values()) <= set(each.kept.columns)


class TestSearch:
    @pytest.mark.parametrize("text", [NAME, "dewo sari", "Dosen Sari"])
    def test_all_lists_are_looked_through(self, biro, event, declaration, text):
        labels = {key.partition(":")[0] for key in keys(biro, text)}
        assert {"programs.attendance", "programs.speaker"} <= labels
        assert ("zona_integritas.witness" in labels) == ("Dosen" not in text)

    @pytest.mark.parametrize("text", ["Universitas", NUMBER, "19850101 201001 2 001"])
    def test_by_institution_or_number(self, biro, event, text):
        assert keys(biro, text) == [f"programs.attendance:{attendee().pk}"]

    def test_nothing_is_asked_and_nothing_is_named(self, biro, event):
        assert outsiders.search(biro, " ") == ([], False)

    def test_lists_of_other_units_are_not_looked_through(self, sibling, member_of, event):
        assert keys(member_of(sibling, "admin")) == []

    def test_the_page_masks_the_number(self, login, biro, event):
        page = login(biro).get(reverse(LIST), {"q": NAME}).content.decode()
        assert NUMBER not in page
        assert "•••001" in page

    def test_a_long_answer_asks_to_be_narrowed(self, login, biro, event, monkeypatch):
        monkeypatch.setattr(outsiders, "MOST", 1)
        page = login(biro).get(reverse(LIST), {"q": NAME}).content.decode()
        assert "persempit pencariannya" in page


class TestCorrection:
    def test_it_reaches_what_is_approved_and_the_approval_says_so(self, login, biro, event):
        client = login(biro)
        data = {**REQUEST, "kind": "correct", "name": RIGHT, "nip": "", "signed": ""}
        page = client.post(address(biro), data, follow=True)

        assert "2 baris dikoreksi" in page.content.decode()
        assert attendee().name == RIGHT
        event.refresh_from_db()
        assert not event.approval_is_stale
        assert event.approved_snapshot.correction == "Surat 12/2026 tanggal 20 November 2026"
        text = client.get(event.get_absolute_url()).content.decode()
        assert "dikoreksi menurut permintaan Surat 12/2026 tanggal 20 November 2026" in text
        assert {row.columns[0] for row in Correction.objects.all()} == {"name"}

    def test_the_trail_says_who_and_by_which_request_and_names_nobody(self, login, biro, event):
        login(biro).post(address(biro), {**REQUEST, "kind": "correct", "name": RIGHT})
        entry = Entry.objects.about(event).first()
        assert (entry.action, entry.actor_label) == ("programs.activity.correct", str(biro))
        assert entry.note == "Narasumber: Surat 12/2026 tanggal 20 November 2026"

    def test_an_institution_in_words_takes_the_place_of_the_unit(self, biro, event, unit):
        Attendance.objects.update(unit=unit, unit_name="")
        correct(biro, institution="Pemkot Bogor", signed=False)
        row = attendee()
        assert (row.unit, row.unit_name, row.signed) == (None, "Pemkot Bogor", False)

    def test_a_witness_too_and_an_open_form_of_the_declaration_is_stale(self, biro, declaration):
        version = declaration.version
        correct(biro, name=RIGHT)
        declaration.refresh_from_db()
        assert declaration.version == version + 1
        assert [str(each) for each in declaration.witnesses.all()] == [f"{RIGHT}, Ombudsman"]
        steps = declaration.candidate.milestones.filter(step__stage="declaration")
        assert {step.version for step in steps} == {2}

    @pytest.mark.parametrize("missing", REQUEST)
    def test_without_reason_or_proof_nothing_is_corrected(self, login, biro, event, missing):
        data = {**REQUEST, "kind": "correct", "name": RIGHT, missing: ""}
        page = login(biro).post(address(biro), data)
        assert page.status_code == 422
        assert attendee().name == NAME
        assert RIGHT in page.content.decode()

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({}, "Tidak ada yang berubah"),
            ({"name": NAME}, "Tidak ada yang berubah"),
            ({"nip": "123"}, "18 angka"),
        ],
    )
    def test_what_changes_nothing_or_is_no_number_is_told(self, login, biro, event, values, told):
        page = login(biro).post(address(biro), {**REQUEST, "kind": "correct", **values})
        assert page.status_code == 422
        assert told in page.content.decode()

    def test_a_number_that_is_on_the_list_already_is_told(self, login, biro, event):
        taken = "199001012015012001"
        event.socialization.attendance.create(name="Lain", nip=taken)
        page = login(biro).post(address(biro), {**REQUEST, "kind": "correct", "nip": taken})
        assert page.status_code == 422
        assert "NIP ini sudah ada dalam daftar hadir." in page.content.decode()

    def test_a_day_to_come_is_no_day_of_a_request(self, login, biro, event):
        late = f"{timezone.localdate() + timedelta(days=2):%d/%m/%Y}"
        data = {**REQUEST, "kind": "correct", "name": RIGHT, "asked_on": late}
        assert login(biro).post(address(biro), data).status_code == 422

    def test_pressed_twice_it_is_done_once(self, login, biro, event):
        client = login(biro)
        where = address(biro)
        page = client.get(where).content.decode()
        token = page.partition('name="token" value="')[2].partition('"')[0]
        assert token
        data = {**REQUEST, "kind": "correct", "name": RIGHT, "token": token}
        for _press in range(2):
            client.post(where, data)
        assert Correction.objects.count() == 2  # one each for the list and the programme

    def test_a_row_of_another_unit_is_not_found_by_its_address(
        self, login, sibling, member_of, biro, event
    ):
        stranger = member_of(sibling, "admin")
        response = login(stranger).post(address(biro), {**REQUEST, "kind": "correct"})
        assert response.status_code == 404
        assert attendee().name == NAME

    @pytest.mark.parametrize(
        "row", ["", "programs.attendance:x", "auth.user:1", "programs.speaker"]
    )
    def test_what_is_no_row_is_not_found(self, login, biro, event, row):
        assert login(biro).get(f"{reverse(FORM)}?row={row}").status_code == 404

    @pytest.mark.parametrize("name", [LIST, FORM, FILE])
    def test_whoever_writes_the_lists_does_not_correct_them_here(
        self, login, ketua_tim, biro, event, name
    ):
        assert login(ketua_tim).get(address(biro, name)).status_code == 403


def correct(user, kind="correct", **values):
    rows = outsiders.search(user, NAME)[0]
    fields = {**REQUEST, "asked_on": timezone.localdate()}
    return actions.correct_outsiders(rows=rows, kind=kind, values=values, by=user, **fields)


class TestAnonymising:
    def test_name_number_and_office_leave_rows_history_and_trail(
        self, login, biro, event, declaration
    ):
        with connection.cursor() as cursor:
            assert named_in(cursor)
        login(biro).post(address(biro), {**REQUEST, "kind": "anonymise"})
        row = attendee()
        assert (row.name, row.nip, row.office) == (f"Nama dihapus ({row.pk})", "", "")
        assert (row.unit_name, row.signed) == ("Universitas", True)
        with connection.cursor() as cursor:
            assert named_in(cursor) == []
        event.refresh_from_db()
        assert not event.approval_is_stale

    def test_older_frozen_versions_are_an_archive_with_their_digest(self, biro, event):
        old = event.approved_snapshot
        correct(biro, "anonymise")
        old.refresh_from_db()
        assert NAME in str(old.content)

    def test_done_again_nothing_more_happens(self, biro, event):
        rows = outsiders.search(biro, NAME)[0]
        fields = {**REQUEST, "asked_on": timezone.localdate()}
        for number in (2, 0):
            made = actions.correct_outsiders(
                rows=rows, kind="anonymise", values={}, by=biro, **fields
            )
            assert len(made) == number

    def test_the_database_wants_a_request_for_it(self, biro, event):
        correct(biro, name=RIGHT)
        made = Correction.objects.first()
        with (
            pytest.raises(DatabaseError, match="request is recorded"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "SELECT audit_forget_outsider(%s, 'programs.activity', %s, %s)",
                [made.pk, str(event.pk), [NAME]],
            )


def named_in(cursor):
    """The tables in which the outsider is named, frozen content apart."""
    tables = ("programs_attendance", "programs_attendanceevent", "programs_speaker",
              "programs_speakerevent", "zona_integritas_witness", "zona_integritas_witnessevent",
              "audit_entry", "privacy_correction")  # fmt: skip
    named = []
    for table in tables:
        cursor.execute(f"SELECT string_agg({table}::text, E'\\n') FROM {table}")
        text = str(cursor.fetchone()[0])
        named += [table for part in (NAME, NUMBER, "Dosen", "Asisten") if part in text]
    return named


class TestCopy:
    def test_the_file_tells_all_that_stands_there_and_taking_it_is_on_the_trail(
        self, login, biro, event, declaration
    ):
        response = login(biro).get(address(biro, FILE))
        parts = json.loads(response.content)["isi"]
        assert [part["jenis"] for part in parts] == ["Daftar hadir", "Narasumber", "Saksi"]
        assert parts[0]["data"]["NIP"] == NUMBER
        assert parts[0]["pada"] == str(event)
        assert "UU 27/2022" in parts[2]["dasar"]
        for owner in (event, declaration):
            assert Entry.objects.about(owner).filter(action__endswith=".export").count() == 1

    def test_the_notice_tells_outsiders_how_to_ask(self, client, db):
        page = client.get(reverse("privacy:notice")).content.decode()
        assert "Tidak punya akun?" in page
        assert "bukti jati diri" in page
