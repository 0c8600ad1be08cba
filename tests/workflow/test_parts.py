"""Lists that are edited as a whole: a row is its key, and what is used is not deleted."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse

from evaluations.follow_ups import actions as follow_ups
from evaluations.letters import actions as letters
from programs.activities.models import ActivityKind
from programs.events import actions as events
from programs.events.actions import AgendaRow, SpeakerRow
from reformasi.organisation.roles import Role
from reformasi.workflow.parts import StillInUse, delete_others, write_parts
from reformasi.workflow.uses import counts_of, names_of, uses_of
from tests.evaluations.factories import make_letter
from tests.programs.factories import make_activity
from tests.zona_integritas.factories import make_candidate, make_declaration
from zona_integritas.declarations import actions as declarations

pytestmark = pytest.mark.django_db
VALUES = {"maximum": 10, "last_year": None, "this_year": 5}


@pytest.fixture
def letter(unit, biro):
    letter = make_letter(unit)
    rows = [{"name": name, **VALUES} for name in ("Tatalaksana", "Pengawasan")]
    letters.set_components(letter=letter, rows=rows, by=biro, version=letter.version)
    return letter


def table_of(letter, rows):
    """The table of components as a browser sends it; ``rows`` are (key, name, crossed out)."""
    sent = {
        "version": letter.version,
        "form-TOTAL_FORMS": len(rows),
        "form-INITIAL_FORMS": len([key for key, _name, _gone in rows if key]),
    }
    for place, (key, name, gone) in enumerate(rows):
        row = {"id": key, "name": name, "maximum": "10", "last_year": "", "this_year": "5"}
        sent |= {f"form-{place}-{column}": value for column, value in row.items()}
        if gone:
            sent[f"form-{place}-DELETE"] = "on"
    return sent


def test_components_keep_their_keys_wherever_a_row_is_put(letter, biro):
    first, second = letter.components.all()
    rows = [
        {"name": "Baru", **VALUES},
        {"id": second.pk, "name": second.name, **VALUES},
        {"id": first.pk, "name": "Ketatalaksanaan", **VALUES},
    ]
    letters.set_components(letter=letter, rows=rows, by=biro, version=letter.version)

    names = dict(letter.components.values_list("pk", "name"))
    assert (names[first.pk], names[second.pk]) == ("Ketatalaksanaan", "Pengawasan")
    assert [row.name for row in letter.components.all()] == ["Baru", second.name, "Ketatalaksanaan"]


def test_a_component_of_another_letter_is_an_error_at_its_row(letter, unit, biro, login):
    other = make_letter(unit, number="061/1/SJ")
    row = {"name": "Milik surat lain", **VALUES}
    letters.set_components(letter=other, rows=[row], by=biro, version=other.version)
    foreign = other.components.get()
    for key in (foreign.pk, 999_999):
        page = login(biro).post(
            reverse("evaluations:components", args=[letter.pk]),
            table_of(letter, [(key, "Dibajak", False)]),
        )
        assert page.status_code == 422
        assert "Baris ini tidak ada (lagi) dalam daftar ini" in page.content.decode()
    foreign.refresh_from_db()
    assert (foreign.name, foreign.letter) == ("Milik surat lain", other)
    assert letter.components.count() == 2


def test_a_component_with_a_finding_is_not_crossed_out(letter, biro, login):
    first, second = letter.components.all()
    letters.create_finding(
        letter=letter, description="SOP usang", recommendations=["Tinjau"], by=None, component=first
    )
    page = login(biro).post(
        reverse("evaluations:components", args=[letter.pk]),
        table_of(letter, [(first.pk, first.name, True), (second.pk, second.name, True)]),
    )
    assert page.status_code == 422
    assert "masih dipakai oleh: temuan “Temuan 1: SOP usang”" in page.content.decode()
    assert letter.components.count() == 2
    with pytest.raises(StillInUse, match="SOP usang"):
        letters.set_components(letter=letter, rows=[], by=biro, version=letter.version)


def test_speakers_and_agenda_keep_their_keys(unit, pegawai):
    activity = make_activity(unit, pegawai, kind=ActivityKind.SOSIALISASI)
    values = {"event": activity.event, "by": pegawai, "theme": "", "organiser": ""}
    first = AgendaRow(time(9), "Pembukaan", speaker="Ani")
    events.set_programme(version=None, speakers=[SpeakerRow("Ani")], agenda=[first], **values)
    speaker, line = activity.event.speakers.get(), activity.event.agenda.get()

    events.set_programme(
        version=None,
        speakers=[SpeakerRow("Budi"), SpeakerRow("Ani, S.H.", id=speaker.pk)],
        agenda=[
            AgendaRow(time(8), "Doa"),
            AgendaRow(time(9), "Pembukaan", speaker="Ani, S.H.", id=line.pk),
        ],
        **values,
    )

    line.refresh_from_db()
    assert (line.speaker_id, line.speaker.name) == (speaker.pk, "Ani, S.H.")
    assert activity.event.agenda.count() == 2


def test_a_speaker_of_another_event_is_an_error_at_its_row(unit, pegawai, login):
    mine, other = (make_activity(unit, pegawai, kind=ActivityKind.SOSIALISASI) for _ in range(2))
    events.set_programme(
        event=other.event, version=None, by=pegawai, theme="", organiser="",
        speakers=[SpeakerRow("Ani")], agenda=[],
    )  # fmt: skip
    page = login(pegawai).post(
        reverse("programs:programme", args=[mine.pk]),
        {
            "version": mine.version,
            "speaker-TOTAL_FORMS": 1,
            "speaker-INITIAL_FORMS": 1,
            "speaker-0-id": other.event.speakers.get().pk,
            "speaker-0-name": "Dibajak",
            "agenda-TOTAL_FORMS": 0,
            "agenda-INITIAL_FORMS": 0,
        },
    )
    assert page.status_code == 422
    assert "Baris ini tidak ada (lagi)" in page.content.decode()
    assert other.event.speakers.get().name == "Ani"


def test_what_is_not_used_is_deleted_and_given_back(letter, biro):
    first, second = letter.components.all()
    kept = write_parts(letter.components, [{"id": first.pk, "name": first.name}])

    assert delete_others(letter.components, kept, of=letter, by=biro) == [second]
    assert list(letter.components.all()) == [first]


def test_what_hangs_on_a_row_is_named_to_those_who_may_see_it_and_counted_for_others(
    letter, unit, biro, sibling, member_of
):
    activity = make_activity(unit, biro, title="Rapat pantau")
    finding = letters.create_finding(
        letter=letter, description="T", recommendations=["Pantau"], by=None
    )
    recommendation = finding.recommendations.get()
    activity.recommendation_links.create(recommendation=recommendation)
    for number in range(6):
        follow_ups.create_follow_up(
            recommendation=recommendation, unit=unit, action=f"Langkah {number}",
            due=letter.date, by=None,
        )  # fmt: skip
    uses = uses_of(recommendation)

    assert len(uses) == 7
    assert "Langkah 0" in names_of(uses, biro)
    assert names_of(uses, biro).endswith("; 2 lainnya")
    assert names_of(uses, member_of(sibling, Role.BIRO)) == "7 lainnya"
    assert sorted(counts_of(uses).split("; ")) == ["1 kegiatan", "6 tindak lanjut"]


def test_witnesses_keep_their_keys_and_those_of_another_declaration_are_refused(
    unit, sibling, ketua_tim, member_of, login
):
    mine = make_candidate(unit, ketua_tim)
    lead = member_of(sibling, Role.KETUA_TIM)
    witness = {"name": "A", "institution": "KPK"}
    declaration = make_declaration(mine, ketua_tim, witnesses=[witness])
    foreign = make_declaration(make_candidate(sibling, lead), lead, witnesses=[witness])
    key = declaration.witnesses.get().pk
    values = {name: getattr(declaration, name) for name in ("place", "signed_by_title", "held_on")}

    declarations.change_declaration(
        declaration=declaration, by=ketua_tim, version=declaration.version, **values,
        witnesses=[{"name": "B", "institution": "ORI"}, {"id": key, **witness, "title": "Wakil"}],
    )  # fmt: skip

    assert [row.pk == key for row in declaration.witnesses.all()] == [False, True]
    page = login(ketua_tim).post(
        reverse("zona_integritas:declaration_change", args=[mine.pk]),
        {
            **values,
            "version": declaration.version,
            "witnesses-TOTAL_FORMS": 1,
            "witnesses-INITIAL_FORMS": 1,
            "witnesses-0-id": foreign.witnesses.get().pk,
            "witnesses-0-name": "Dibajak",
            "witnesses-0-institution": "X",
        },
    )
    assert page.status_code == 422
    assert "Baris ini tidak ada (lagi)" in page.content.decode()
    assert foreign.witnesses.get().name == "A"
