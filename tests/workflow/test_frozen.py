"""What an approval vouches for: codes and keys, files and parts, never labels."""

from datetime import date, time

import pgtrigger
import pytest

from evaluations.follow_ups import actions as follow_ups
from evaluations.letters import actions as letters
from evaluations.letters.actions import RecommendationRow
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.events import actions as events
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.evidence import actions as evidence
from reformasi.organisation import actions as organisation
from reformasi.organisation.models import User
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.frozen import as_before, digest
from reformasi.workflow.models import Snapshot
from reformasi.workflow.versions import ContentChanged, keep_content
from tests.evidence.files import pdf
from tests.programs.factories import make_activity
from tests.workflow.cases import CASES
from tests.zona_integritas.factories import (
    approved,
    make_candidate,
    make_declaration,
    step_of,
    walk,
)
from zona_integritas.candidates.models import Milestone
from zona_integritas.declarations import actions as declarations
from zona_integritas.road.models import MilestoneStep


def cases(*, that=lambda case: True):
    chosen = [case for case in CASES if that(case)]
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case.name)


every_workflow = cases()
with_evidence = cases(that=lambda case: case.has_evidence)


def approve(case, unit, member_of):
    writer, decider = member_of(unit, case.writer), member_of(unit, case.decider)
    thing = decisions.submit(case.make(unit, writer), by=writer)
    return decisions.approve(thing, by=decider), writer


def stale(thing):
    return type(thing).objects.stale().filter(pk=thing.pk).exists()


@every_workflow
def test_what_was_approved_before_a_column_came_is_as_fresh_as_before(case, unit, member_of):
    thing, writer = approve(case, unit, member_of)
    old = {name: value for name, value in thing.approved_snapshot.content.items() if value}
    with pgtrigger.ignore():
        rows = Snapshot.objects.filter(pk=thing.approved_snapshot_id)
        rows.update(content=old, sha256=digest(old))
    type(thing).objects.filter(pk=thing.pk).update(content_sha256=digest(old))
    thing.refresh_from_db()
    thing.approved_snapshot.refresh_from_db()

    keep_content(thing, by=writer)

    assert not stale(thing)


@pytest.mark.parametrize(
    ("now", "before", "left"),
    [
        ({"a": 1, "b": None}, {"a": 1}, {"a": 1}),
        ({"a": None}, {"a": None}, {"a": None}),
        ({"a": 1, "b": 0}, {"a": 1}, {"a": 1, "b": 0}),
        ([{"a": 1, "b": ""}], [{"a": 1}], [{"a": 1}]),
        ([1, 2], [1], [1, 2]),
    ],
)
def test_only_empty_columns_that_came_later_take_no_part(now, before, left):
    assert as_before(now, before) == left


@every_workflow
def test_renaming_what_it_points_to_leaves_an_approval_fresh(case, unit, member_of, admin):
    thing, writer = approve(case, unit, member_of)
    organisation.change_unit(unit=unit, by=admin, name="Direktorat Baru", short_name="Dit. Baru")
    organisation.change_person(person=writer, by=admin, name="Nama Sesudah Menikah")
    ReformArea.objects.update(name="Area dengan nama lain")
    rewritten = type(thing).objects.get(pk=thing.pk)
    assert rewritten.frozen.content(rewritten) == rewritten.frozen.content(thing)
    assert rewritten.approved_snapshot.sha256 == digest(rewritten.frozen.content(rewritten))
    assert not stale(thing)
    assert not rewritten.approval_is_stale


def test_a_step_may_be_reworded_in_new_rules_without_touching_what_was_approved(
    unit, pegawai, ketua_tim
):
    milestone = approved(step_of(make_candidate(unit, ketua_tim), "ZI-01"), pegawai, ketua_tim)
    content = milestone.approved_snapshot.content
    assert content["step__code"] == "ZI-01"
    names = MilestoneStep.objects.values_list("name", flat=True)
    assert not set(names) & set(map(str, content.values()))


@every_workflow
def test_changing_the_content_makes_the_approval_stale_and_the_next_one_fresh(
    case, unit, member_of
):
    thing, writer = approve(case, unit, member_of)
    decider = User.objects.get(pk=thing.approved_by_id)
    decisions.reopen(thing, by=decider, note="Keliru")
    case.change(thing, writer, "Isi yang lain")
    assert stale(thing)
    thing = type(thing).objects.get(pk=thing.pk)
    decisions.submit(thing, by=writer)
    decisions.approve(thing, by=decider)
    assert not stale(thing)


@cases(that=lambda case: not case.name.startswith("layer"))
def test_what_is_submitted_or_approved_is_not_edited(case, unit, member_of):
    writer, decider = member_of(unit, case.writer), member_of(unit, case.decider)
    thing = decisions.submit(case.make(unit, writer), by=writer)
    with pytest.raises(MoveNotAllowed):
        case.change(thing, writer, "Terlambat")
    decisions.approve(thing, by=decider)
    with pytest.raises(MoveNotAllowed):
        case.change(thing, writer, "Terlambat")


@cases()
def test_nobody_approves_what_changed_behind_the_actions(case, unit, member_of):
    """The last guard: no action changes what waits, neither its columns nor its files."""
    writer, decider = member_of(unit, case.writer), member_of(unit, case.decider)
    thing = decisions.submit(case.make(unit, writer), by=writer)
    type(thing).objects.filter(pk=thing.pk).update(content_sha256="0" * 64)
    with pytest.raises(ContentChanged):
        decisions.approve(thing, by=decider)
    decisions.send_back(thing, by=decider, note="Isinya berubah")
    decisions.submit(thing, by=writer)
    assert decisions.approve(thing, by=decider).approved_snapshot.number == 2


@with_evidence
def test_who_added_or_replaced_a_file_is_a_writer(case, unit, member_of):
    writer, decider = member_of(unit, case.writer), member_of(unit, case.decider)
    thing = case.make(unit, writer)
    evidence.upload_to(owner=thing, files=[pdf()], by=decider)
    decisions.submit(type(thing).objects.get(pk=thing.pk), by=writer)
    with pytest.raises(SameHand):
        decisions.approve(type(thing).objects.get(pk=thing.pk), by=decider)


@with_evidence
def test_a_newer_file_makes_the_approval_stale_and_its_title_does_not(case, unit, member_of):
    thing, writer = approve(case, unit, member_of)
    proof = thing.attachments.first().evidence
    evidence.change(
        evidence=proof,
        by=writer,
        version=proof.version,
        title="Judul lain",
        effective_from=None,
        effective_to=None,
    )
    assert not stale(thing)
    evidence.add_version(evidence=proof, file=pdf("lain.pdf"), by=writer)
    assert stale(thing)
    frozen = thing.approved_snapshot.content["evidence"][0]
    assert set(frozen) - {"requirement"} == {"file", "version", "sha256", "pointer"}


# --- parts ----------------------------------------------------------------------------------------


def programme(event, by, version=None, **changes):
    rows = {
        "theme": "Integritas",
        "organiser": "Biro",
        "speakers": [events.SpeakerRow("Ani", "Sekretaris"), events.SpeakerRow("Budi")],
        "agenda": [
            events.AgendaRow(time(9), "Pembukaan", speaker="Ani"),
            events.AgendaRow(time(10), "Paparan", speaker="Budi"),
        ],
    } | changes
    events.set_programme(event=event, version=version, by=by, **rows)


@pytest.fixture
def event(unit, pegawai):
    activity = make_activity(unit, pegawai, kind="sosialisasi")
    programme(activity.event, pegawai)
    return activity.event


def test_a_part_that_changes_makes_the_approval_stale(event, unit, pegawai, ketua_tim):
    activity = decisions.submit(Activity.objects.get(pk=event.activity_id), by=pegawai)
    decisions.approve(activity, by=ketua_tim)
    assert activity.approved_snapshot.content["event"]["agenda"][0]["speaker__name"] == "Ani"
    for change in (
        lambda: programme(event, pegawai, theme="Tema lain"),
        lambda: events.add_attendee(event=event, by=pegawai, name="Citra"),
        lambda: events.change_attendee(
            attendee=event.attendance.get(), by=pegawai, name="Citra Dewi"
        ),
        lambda: events.remove_attendee(attendee=event.attendance.get(), by=pegawai),
    ):
        decisions.reopen(activity, by=ketua_tim, note="Diperbaiki")
        change()
        assert stale(activity)
        activity = decisions.submit(Activity.objects.get(pk=activity.pk), by=pegawai)
        decisions.approve(activity, by=ketua_tim)
        assert not stale(activity)


def test_the_rows_of_a_programme_are_kept_when_it_is_saved(event, pegawai):
    ani, budi = event.speakers.all()
    opening, talk = event.agenda.all()
    programme(
        event,
        pegawai,
        speakers=[
            events.SpeakerRow("Budi Santoso", "Direktur", id=budi.pk),
            events.SpeakerRow("Ani", "Sekretaris", id=ani.pk),
        ],
        agenda=[
            events.AgendaRow(time(8), "Registrasi"),
            events.AgendaRow(time(9), "Pembukaan", speaker="Ani", id=opening.pk),
            events.AgendaRow(time(10), "Paparan", speaker="Budi Santoso", id=talk.pk),
        ],
    )
    assert [speaker.pk for speaker in event.speakers.all()] == [budi.pk, ani.pk]
    assert [line.pk for line in event.agenda.all()][1:] == [opening.pk, talk.pk]
    talk.refresh_from_db()
    assert talk.speaker.name == "Budi Santoso"


def test_two_speakers_may_swap_their_names_and_one_may_leave(event, pegawai):
    ani, budi = event.speakers.all()
    swapped = [events.SpeakerRow("Budi", id=ani.pk), events.SpeakerRow("Ani", id=budi.pk)]
    programme(event, pegawai, speakers=swapped, agenda=[])
    assert dict(event.speakers.values_list("pk", "name")) == {ani.pk: "Budi", budi.pk: "Ani"}
    programme(event, pegawai, speakers=swapped[:1], agenda=[])
    assert list(event.speakers.values_list("pk", flat=True)) == [ani.pk]


def test_a_row_of_another_event_is_not_taken_over(event, unit, pegawai):
    other = make_activity(unit, pegawai, kind="sosialisasi").event
    programme(other, pegawai, speakers=[], agenda=[events.AgendaRow(time(9), "Lain")])
    theirs = other.agenda.get()
    programme(event, pegawai, agenda=[events.AgendaRow(time(9), "Rebutan", id=theirs.pk)])
    theirs.refresh_from_db()
    assert (theirs.title, theirs.socialization) == ("Lain", other)
    assert event.agenda.get().pk != theirs.pk


def test_a_declaration_is_part_of_its_milestones_and_its_witnesses_keep_their_rows(
    unit, pegawai, ketua_tim
):
    candidate = make_candidate(unit, ketua_tim)
    declaration = make_declaration(
        candidate,
        pegawai,
        witnesses=[{"name": "Ani", "institution": "KPK"}, {"name": "Budi", "institution": "ORI"}],
    )
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)
    milestone = approved(step_of(candidate, "ZI-02"), pegawai, ketua_tim)
    frozen = Snapshot.objects.about(milestone).get().content["declared"]
    assert [witness["name"] for witness in frozen["witnesses"]] == ["Ani", "Budi"]

    decisions.reopen(milestone, by=ketua_tim, note="Saksi kurang")
    first, second = declaration.witnesses.all()
    declarations.change_declaration(
        declaration=declaration,
        by=pegawai,
        version=declaration.version,
        held_on=declaration.held_on,
        witnesses=[
            {"id": second.pk, "name": "Budi", "institution": "ORI"},
            {"id": first.pk, "name": "Ani", "institution": "KPK"},
        ],
    )
    assert [witness.pk for witness in declaration.witnesses.all()] == [second.pk, first.pk]
    assert set(Milestone.objects.stale()) == {step_of(candidate, "ZI-01"), milestone}


# --- given ----------------------------------------------------------------------------------------


def test_who_sets_the_task_is_no_writer_of_the_report_but_a_new_task_is_stale(
    unit, member_of, ditjen
):
    case = next(case for case in CASES if case.name == "follow-up")
    bureau = member_of(unit, Role.BIRO)
    writer = member_of(unit, Role.PEGAWAI)
    follow_up = case.make(unit, writer)
    follow_ups.change_task(
        follow_up=follow_up, by=bureau, version=follow_up.version, due=date(2999, 12, 31)
    )
    decisions.submit(follow_up, by=writer)
    decisions.approve(follow_up, by=bureau)
    assert bureau.pk not in follow_up.submitted_hands

    finding = follow_up.recommendation.finding
    letters.change_finding(
        finding=finding,
        by=bureau,
        version=finding.letter.version,
        description=finding.description,
        recommendations=[
            RecommendationRow("Rekomendasi yang berbunyi lain", follow_up.recommendation_id)
        ],
    )
    assert stale(follow_up)
