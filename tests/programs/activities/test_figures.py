"""One figure of participants, and a word where what was typed and what was signed differ."""

from django.urls import reverse

from programs.events import actions as events_actions
from tests.html import read
from tests.programs.factories import make_activity


def page_of(activity, person, login):
    return read(login(person).get(activity.get_absolute_url()).content.decode()).text


def test_the_attendance_list_is_the_figure_and_a_typed_one_that_differs_is_told(
    unit, pegawai, login
):
    activity = make_activity(unit, pegawai, kind="sosialisasi", participant_count=500)
    assert "500 orang" in page_of(activity, pegawai, login)
    for name in ("Satu", "Dua"):
        events_actions.add_attendee(event=activity.event, by=pegawai, name=name)
    text = page_of(activity, pegawai, login)
    assert "2 orang menurut daftar hadir" in text
    assert "Diketik 500, daftar hadir memuat 2" in text
    export = login(pegawai).get(reverse("sheets:export", args=["kegiatan", "csv"]))
    header, line = b"".join(export).decode("utf-8-sig").splitlines()[:2]
    mark = ";" if ";" in header else ","
    assert dict(zip(header.split(mark), line.split(mark), strict=False))["jumlah_peserta"] == "2"


def test_figures_that_agree_need_no_word(unit, pegawai, login):
    activity = make_activity(unit, pegawai, kind="sosialisasi", participant_count=1)
    events_actions.add_attendee(event=activity.event, by=pegawai, name="Satu")
    assert "Diketik" not in page_of(activity, pegawai, login)
