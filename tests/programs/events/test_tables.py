"""The attendance list comes as a file: shown first, people are not listed twice, all or none."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.events import actions
from programs.events.models import Attendance
from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.factories import make_unit
from tests.programs.factories import make_activity

NIP = "198001012005011001"


@pytest.fixture
def activity(unit, pegawai):
    return make_activity(unit, pegawai, kind="sosialisasi", title="Sosialisasi RB")


@pytest.fixture
def client_of_unit(login, pegawai):
    return login(pegawai)


def csv(*lines, name="hadir.csv"):
    return SimpleUploadedFile(name, "\n".join(lines).encode())


def upload(client, activity, file):
    url = reverse("sheets:import", args=["daftar-hadir", activity.pk])
    return client.post(url, {"file": file})


def preview(client, activity, *lines):
    taken = upload(client, activity, csv(*lines))
    assert taken.status_code == 302, taken.content.decode()
    return taken.url, client.get(taken.url)


def confirm(client, url, page):
    return client.post(url, {"digest": page.context["digest"]})


def bring_in(client, activity, *lines):
    url, page = preview(client, activity, *lines)
    return confirm(client, url, page)


def problems(page):
    return {
        (row.number, problem.column, problem.message)
        for row in page.context["rows"]
        for problem in row.problems
    }


def test_a_good_file_is_shown_first_and_written_when_confirmed(activity, unit, client_of_unit):
    url, page = preview(
        client_of_unit,
        activity,
        "nama;nip;jabatan;unit;tanda_tangan",
        f"Analis;{NIP};Analis Kebijakan;{unit.name};ya",
        ";;;;",
        "Tamu;;;Universitas;tidak",
    )
    assert [row.number for row in page.context["rows"]] == [2, 4]
    assert NIP not in page.content.decode()
    assert not Attendance.objects.exists()

    assert confirm(client_of_unit, url, page).status_code == 302
    rows = Attendance.objects.values_list("name", "nip", "unit", "unit_name", "signed")
    assert list(rows) == [
        ("Analis", NIP, unit.pk, "", True),
        ("Tamu", "", None, "Universitas", False),
    ]
    last = Entry.objects.about(activity).first()
    assert (last.action, last.note) == ("programs.activity.import", "2 peserta")


def test_one_bad_row_stops_the_whole_file_and_each_error_has_its_row(activity, client_of_unit):
    url, page = preview(
        client_of_unit,
        activity,
        "nama,nip,tanda_tangan",
        f"Analis,{NIP},ya",
        ",198001012005011002,ya",
        "Pendek,1980010120050110,ya",
        f"Kembar,{NIP},ya",
        "Ragu,,mungkin",
        "Terpotong,198503032008121000,ya",
    )
    messages = {(number, column): message for number, column, message in problems(page)}
    assert set(messages) == {
        (3, "Nama"), (4, "NIP"), (5, "NIP"), (6, "Tanda tangan"), (7, "NIP"),
    }  # fmt: skip
    assert "16 angka" in messages[4, "NIP"]
    assert "baris 2" in messages[5, "NIP"]
    assert "dipotong Excel" in messages[7, "NIP"]
    assert confirm(client_of_unit, url, page).status_code == 409
    assert not Attendance.objects.exists()


def test_the_same_file_again_lists_nobody_twice(activity, client_of_unit):
    lines = ("nama;nip;jabatan;unit", "Satu;;Staf;Dinas", "Dua;;Staf;Dinas", f"Tiga;{NIP};;")
    bring_in(client_of_unit, activity, *lines)
    _url, page = preview(client_of_unit, activity, *lines)
    assert page.context["counts"] == {"new": 0, "changed": 0, "same": 3, "wrong": 0}
    assert "Tidak ada yang berubah" in page.content.decode()


def test_a_confirmation_sent_twice_writes_once_and_is_answered_alike(activity, client_of_unit):
    url, page = preview(client_of_unit, activity, "nama", "Satu", "Dua")
    first, second = confirm(client_of_unit, url, page), confirm(client_of_unit, url, page)
    assert first.url == second.url
    assert Attendance.objects.count() == 2


def test_who_is_listed_already_is_corrected(activity, pegawai, client_of_unit):
    actions.add_attendee(
        event=activity.event, by=pegawai, name="Analis", nip=NIP, office="Staf", signed=True
    )
    url, page = preview(
        client_of_unit, activity, "nama;nip;jabatan;tanda_tangan", f"Analis;{NIP};Ketua;tidak"
    )
    (row,) = page.context["rows"]
    assert [(change.before, change.after) for change in row.effect.changes] == [
        ("Staf", "Ketua"),
        ("Ya", "Tidak"),
    ]
    confirm(client_of_unit, url, page)
    line = Attendance.objects.get()
    assert (line.office, line.signed, line.nip) == ("Ketua", False, NIP)


def test_two_people_of_one_name_are_both_listed(activity, client_of_unit):
    url, page = preview(client_of_unit, activity, "nama;unit", "Siti;Dinas", "Siti;Dinas")
    assert "Sama dengan baris 2; keduanya dicatat" in page.content.decode()
    confirm(client_of_unit, url, page)
    assert Attendance.objects.count() == 2


def test_a_confirmed_file_writes_nothing_if_the_list_has_changed(activity, pegawai, client_of_unit):
    url, page = preview(client_of_unit, activity, "nama,nip", f"Baru,{NIP}", "Tamu,")
    actions.add_attendee(event=activity.event, by=pegawai, name="Lebih dulu", nip=NIP)
    response = confirm(client_of_unit, url, page)
    assert response.status_code == 409
    assert "berubah sejak Anda memeriksanya" in response.content.decode()
    assert [row.name for row in Attendance.objects.all()] == ["Lebih dulu"]
    assert confirm(client_of_unit, url, response).status_code == 302
    assert Attendance.objects.count() == 2


def test_a_unit_name_that_fits_several_is_asked_back_with_their_codes(
    activity, unit, sibling, client_of_unit
):
    for parent in (unit, sibling):
        make_unit(f"tu-{parent.code}", parent, name="Subbagian Tata Usaha")
    _url, page = preview(client_of_unit, activity, "nama;unit", "Lewat;Subbagian Tata Usaha")
    ((_number, _column, message),) = problems(page)
    assert "tu-direktorat" in message
    assert "tu-tetangga" in message
    bring_in(client_of_unit, activity, "nama;unit", "Lewat;tu-tetangga")
    assert Attendance.objects.get().unit.code == "tu-tetangga"


def test_a_file_that_would_keep_the_person_waiting_is_refused(activity, client_of_unit):
    lines = ["nama", *(f"Peserta {number}" for number in range(1001))]
    _url, page = preview(client_of_unit, activity, *lines)
    assert "lebih dari 1000 baris. Bagi menjadi beberapa berkas" in page.content.decode()


def test_the_preview_of_one_event_is_no_preview_of_another(activity, unit, pegawai, client_of_unit):
    other = make_activity(unit, pegawai, kind="sosialisasi", title="Acara lain")
    url, page = preview(client_of_unit, activity, "nama", "Analis")
    elsewhere = url.replace(f"/{activity.pk}/", f"/{other.pk}/")
    assert confirm(client_of_unit, elsewhere, page).status_code == 302
    assert not Attendance.objects.exists()


def test_a_column_that_nobody_knows_is_left_out_only_when_that_is_ticked(activity, client_of_unit):
    url, page = preview(client_of_unit, activity, "nama;tinggi badan", "Analis;170")
    assert "tidak dikenal dan tidak dibaca: tinggi badan" in page.content.decode()
    assert confirm(client_of_unit, url, page).status_code == 409
    assert not Attendance.objects.exists()
    done = client_of_unit.post(url, {"digest": page.context["digest"], "tanpa": "1"})
    assert done.status_code == 302
    assert Attendance.objects.count() == 1


def test_a_nip_that_excel_has_rounded_is_noticed(activity, client_of_unit):
    book = openpyxl.Workbook()
    book.active.append(["nama", "nip"])
    book.active.append(["Analis", 1.98001012005011e17])
    file = io.BytesIO()
    book.save(file)
    taken = upload(client_of_unit, activity, SimpleUploadedFile("hadir.xlsx", file.getvalue()))
    page = client_of_unit.get(taken.url)
    assert "Ubah kolom NIP menjadi Teks" in page.content.decode()


def test_an_ordinary_meeting_has_no_list_to_fill(unit, pegawai, client_of_unit):
    meeting = make_activity(unit, pegawai)
    url = reverse("sheets:import", args=["daftar-hadir", meeting.pk])
    assert client_of_unit.get(url).status_code == 404


def test_the_list_takes_no_file_once_submitted(activity, pegawai, client_of_unit):
    url, page = preview(client_of_unit, activity, "nama", "Terlambat")
    decisions.submit(activity, by=pegawai)
    assert upload(client_of_unit, activity, csv("nama", "Terlambat")).status_code == 409
    assert confirm(client_of_unit, url, page).status_code == 409
    assert not Attendance.objects.exists()


def test_the_list_is_taken_along_without_nips_unless_asked_by_who_may(
    activity, unit, pegawai, member_of, login
):
    actions.add_attendee(event=activity.event, by=pegawai, name="Analis", nip=NIP)
    url = reverse("sheets:export", args=["daftar-hadir", activity.pk, "csv"])
    for user in (pegawai, member_of(unit, Role.KETUA_TIM)):
        text = b"".join(login(user).get(url, {"nip": 1})).decode()
        assert "Analis" in text
        assert NIP not in text
    admin = login(member_of(unit, Role.ADMIN))
    assert NIP not in b"".join(admin.get(url)).decode()
    assert f"'{NIP}" in b"".join(admin.get(url, {"nip": 1})).decode()
