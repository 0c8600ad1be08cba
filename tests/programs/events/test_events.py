from datetime import time

import pytest
from django.urls import reverse

from programs.activities import actions as activities_actions
from programs.events import actions as events_actions
from programs.events.models import Attendance
from reformasi.audit.refusals import MoveNotAllowed, StaleForm
from reformasi.workflow import decisions
from tests.factories import make_unit
from tests.html import read
from tests.programs.factories import make_activity

NIP = "198001012005011001"


@pytest.fixture
def activity(unit, pegawai):
    return make_activity(unit, pegawai, kind="sosialisasi", title="Sosialisasi RB")


def test_a_socialization_has_a_programme_and_other_activities_have_none(unit, pegawai, login):
    meeting = make_activity(unit, pegawai)
    assert meeting.event is None
    for name in ("programme", "attendance"):
        url = reverse(f"programs:{name}", args=[meeting.pk])
        assert login(pegawai).get(url).status_code == 404
    event = activities_actions.change_activity(
        activity=meeting, version=1, by=pegawai, kind="sosialisasi"
    ).event
    assert event is not None


def test_a_speaker_named_only_in_the_agenda_joins_the_speakers(activity, pegawai):

    events_actions.set_programme(
        event=activity.event,
        version=activity.version,
        by=pegawai,
        theme="Bersih melayani",
        organiser="Sekretariat",
        speakers=[events_actions.SpeakerRow("Narasumber A", "Sekretaris")],
        agenda=[
            events_actions.AgendaRow(time(9), "Pembukaan", time(9, 30), "Narasumber A"),
            events_actions.AgendaRow(time(9, 30), "Paparan", speaker="Narasumber B"),
        ],
    )
    speakers = activity.event.speakers.values_list("position", "name", "office")
    assert list(speakers) == [(1, "Narasumber A", "Sekretaris"), (2, "Narasumber B", "")]
    assert [line.speaker.name for line in activity.event.agenda.all()] == [
        "Narasumber A",
        "Narasumber B",
    ]
    with pytest.raises(StaleForm):
        events_actions.set_programme(
            event=activity.event,
            version=1,
            by=pegawai,
            theme="Lain",
            organiser="",
            speakers=[],
            agenda=[],
        )
    activity.event.refresh_from_db()
    assert activity.event.theme == "Bersih melayani"


def test_the_programme_is_typed_on_one_page_without_javascript(activity, pegawai, login):
    client = login(pegawai)
    url = reverse("programs:programme", args=[activity.pk])
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0}
    form = {
        "version": 1,
        "theme": "Bersih melayani",
        "organiser": "Sekretariat",
        **{f"{prefix}-{key}": n for prefix in ("speaker", "agenda") for key, n in counts.items()},
        "speaker-0-name": "Narasumber A",
        "agenda-0-starts": "10:00",
        "agenda-0-ends": "09:00",
        "agenda-0-title": "Paparan",
    }
    wrong = client.post(url, form)
    assert wrong.status_code == 422
    assert "Jam selesai tidak boleh sebelum jam mulai" in wrong.content.decode()
    assert "Bersih melayani" in wrong.content.decode()
    assert client.post(url, form | {"agenda-0-ends": "11:00"}).status_code == 302
    page = client.get(activity.get_absolute_url()).content.decode()
    assert "10.00–11.00" in page
    assert "Narasumber A" in page


def test_attendees_are_typed_corrected_and_removed(activity, pegawai, login):
    client = login(pegawai)
    add = reverse("programs:attendee_add", args=[activity.pk])
    assert (
        client.post(
            add, {"name": "Analis", "nip": "19800101 200501 1 001", "signed": "on"}
        ).status_code
        == 302
    )
    row = Attendance.objects.get()
    assert row.nip == NIP
    again = client.post(add, {"name": "Kembar", "nip": NIP})
    assert again.status_code == 422
    assert "sudah ada dalam daftar hadir" in again.content.decode()
    short = client.post(add, {"name": "Salah", "nip": NIP[:-1]})
    assert "17 angka" in short.content.decode()
    client.post(
        reverse("programs:attendee", args=[activity.pk, row.pk]),
        {"name": "Analis Muda", "nip": NIP},
    )
    row.refresh_from_db()
    assert (row.name, row.signed) == ("Analis Muda", False)
    client.post(reverse("programs:attendee_remove", args=[activity.pk, row.pk]))
    assert not Attendance.objects.exists()


def test_the_nip_of_an_attendee_is_not_shown_again_and_stays(activity, pegawai, login):
    row = events_actions.add_attendee(event=activity.event, by=pegawai, name="Analis", nip=NIP)
    url, client = reverse("programs:attendee", args=[activity.pk, row.pk]), login(pegawai)
    page = client.get(url).content.decode()
    assert NIP not in page
    assert f"••{NIP[-3:]}" in page
    client.post(url, {"name": "Analis Kebijakan", "signed": "on"})
    row.refresh_from_db()
    assert (row.name, row.nip) == ("Analis Kebijakan", NIP)
    client.post(url, {"name": "Analis Kebijakan", "nip": "198001012005012002", "signed": "on"})
    row.refresh_from_db()
    assert row.nip == "198001012005012002"


def test_the_attendance_list_is_one_of_the_sides_of_its_activity(activity, pegawai, login):
    page = login(pegawai).get(reverse("programs:attendance", args=[activity.pk]))

    tabs = list(read(page.content.decode()).first("nav", "tabs").all("a"))
    addresses = [tab.attrs["href"] for tab in tabs]
    assert activity.get_absolute_url() in addresses
    assert f"{activity.get_absolute_url()}?tab=history" in addresses
    assert [tab.attrs["href"] for tab in tabs if "aria-current" in tab.attrs] == [
        reverse("programs:attendance", args=[activity.pk])
    ]


def test_nobody_reads_a_whole_nip_on_the_attendance_list(activity, pegawai, login):
    events_actions.add_attendee(event=activity.event, by=pegawai, name="Analis", nip=NIP)
    page = login(pegawai).get(reverse("programs:attendance", args=[activity.pk])).content.decode()
    assert NIP not in page
    assert "•••001" in page


def test_the_attendance_list_is_closed_once_submitted(activity, pegawai, login):
    decisions.submit(activity, by=pegawai)
    with pytest.raises(MoveNotAllowed):
        events_actions.add_attendee(event=activity.event, by=pegawai, name="Terlambat")
    add = reverse("programs:attendee_add", args=[activity.pk])
    assert login(pegawai).post(add, {"name": "Terlambat"}).status_code == 409
    assert not Attendance.objects.exists()


def test_a_unit_name_that_fits_several_is_asked_back_with_their_codes(
    activity, unit, sibling, pegawai, login
):
    for parent in (unit, sibling):
        make_unit(f"tu-{parent.code}", parent, name="Subbagian Tata Usaha")
    client = login(pegawai)
    add = reverse("programs:attendee_add", args=[activity.pk])
    page = client.post(add, {"name": "Analis", "unit_name": "subbagian tata usaha"})
    assert page.status_code == 422
    assert "tu-direktorat" in page.content.decode()
    assert "tu-tetangga" in page.content.decode()
    client.post(add, {"name": "Analis", "unit_name": "tu-tetangga"})
    line = Attendance.objects.get()
    assert line.unit.code == "tu-tetangga"
    change = reverse("programs:attendee", args=[activity.pk, line.pk])
    assert client.post(change, {"name": "Analis", "unit_name": line.unit_label}).status_code == 302
    line.refresh_from_db()
    assert line.unit.code == "tu-tetangga"
