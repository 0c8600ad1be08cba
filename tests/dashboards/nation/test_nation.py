"""A tiny nation: its rows are what the actions would have written, and meet every rule."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from dashboards import nation
from dashboards.nation import loading, people, tables
from dashboards.nation.size import Size
from dashboards.nation.units import counts
from dashboards.rollups import recounts
from evaluations.assessments.models import AssessmentLayer
from evaluations.follow_ups.models import FollowUp, TimeRequest
from evaluations.follow_ups.workflow import Outcome
from evaluations.letters.models import Recommendation
from programs.achievements.models import Achievement
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from programs.submissions.workflow import Status
from reformasi.audit.models import Entry, reveal
from reformasi.evidence.models import Evidence, EvidenceVersion
from reformasi.organisation.models import Employment, Membership, Unit, User
from reformasi.organisation.nip import validate_nip, validate_pns
from reformasi.organisation.qualifiers import names_below, qualify
from reformasi.organisation.roles import Role
from reformasi.workflow.frozen import digest
from tests.factories import make_unit
from zona_integritas.candidates.models import Candidate, Milestone

from .conftest import SIZE

pytestmark = [pytest.mark.load, pytest.mark.xdist_group("demo")]

SAMPLE = 60  # rows of each kind that are frozen anew


@pytest.fixture
def root():
    return Unit.objects.get(code=nation.ROOT_CODE)


def test_there_is_as_much_of_everything_as_its_size_says(made, root):
    assert Unit.objects.below(root).count() == SIZE.units == 50
    assert root.numchild == SIZE.institutions
    assert User.objects.filter(email__endswith=people.DOMAIN).count() == SIZE.people
    assert Activity.objects.count() == SIZE.activities
    assert ActionPlan.objects.count() == SIZE.plans
    assert Evidence.objects.count() >= SIZE.evidence
    assert Recommendation.objects.count() == FollowUp.objects.count() == SIZE.recommendations
    assert Candidate.objects.count() == SIZE.candidates
    assert made.rows["programs_activity"] == SIZE.activities


def test_the_whole_is_like_the_figures_of_the_issue():
    whole = Size(1)

    assert (whole.units, whole.people, whole.activities) == (50_000, 300_000, 1_000_000)
    assert sum(counts(whole)) + 1 == whole.units
    assert max(counts(whole)) == whole.largest


def test_the_tree_is_one_that_treebeard_keeps(root):
    assert [list(problem) for problem in Unit.objects.find_problems()] == [[], [], [], [], []]


def test_names_are_qualified_as_the_portal_does_it(root):
    before = dict(Unit.objects.values_list("code", "qualifier"))

    qualify(names_below(root))

    assert dict(Unit.objects.values_list("code", "qualifier")) == before
    assert len({str(unit) for unit in Unit.objects.below(root)}) == SIZE.units


def test_people_have_valid_numbers_and_no_password(root):
    for person in User.objects.filter(email__endswith=people.DOMAIN):
        check = validate_pns if person.employment == Employment.PNS else validate_nip
        check(person.nip)
        assert not person.has_usable_password()


def test_somebody_holds_every_role_in_the_nation(root):
    roles = set(Membership.objects.filter(unit=root).values_list("role", flat=True))

    assert roles == set(Role.values)


@pytest.mark.parametrize(
    "model", [Activity, ActionPlan, Achievement, FollowUp, Milestone, AssessmentLayer]
)
def test_what_was_frozen_is_what_the_actions_would_have_frozen(model):
    rows = model.objects.exclude(content_sha256="").order_by("?")[:SAMPLE]

    assert rows
    for row in rows:
        assert digest(row.frozen.content(row)) == row.content_sha256
        if row.submitted_snapshot and not row.approval_is_stale:
            assert digest(row.submitted_snapshot.content) == row.content_sha256


def test_there_is_every_status_and_every_outcome():
    assert set(Activity.objects.values_list("status", flat=True)) == set(Status.values)
    assert set(ActionPlan.objects.values_list("status", flat=True)) >= {Status.APPROVED}
    assert {row.outcome for row in FollowUp.objects.with_letter()} == set(Outcome)
    assert Milestone.objects.filter(ruling__isnull=False).exists()
    assert TimeRequest.objects.exists()


def test_what_is_submitted_lacks_nothing():
    for activity in Activity.objects.exclude(status=Status.DRAFT)[:SAMPLE]:
        assert activity.missing() == []
    for achievement in Achievement.objects.filter(status=Status.SUBMITTED)[:SAMPLE]:
        assert achievement.missing() == []
    for milestone in Milestone.objects.exclude(status=Status.DRAFT)[:SAMPLE]:
        assert milestone.line_gaps() == []


def test_nobody_decides_on_their_own_work():
    for model in (Activity, ActionPlan, Achievement, FollowUp, Milestone):
        for row in model.objects.filter(status=Status.APPROVED)[:SAMPLE]:
            assert row.approved_by_id not in row.submitted_hands


def test_the_trail_tells_who_it_was(root):
    entries = list(Entry.objects.filter(origin="manage.py make_nation")[:SAMPLE])
    reveal(entries)

    assert all(entry.actor_label.startswith("Pegawai ") for entry in entries)
    assert Entry.objects.filter(refused=True, tally__count=1).exists()


def test_every_file_can_be_opened_and_all_is_marked_as_a_sample():
    for path in set(EvidenceVersion.objects.values_list("file", flat=True)):
        assert EvidenceVersion.file.field.storage.size(path) > 0
    for model in (Activity, ActionPlan, Evidence, FollowUp, Candidate):
        assert not model.objects.filter(is_sample=False).exists()


def test_the_portal_goes_on_after_the_keys(root):
    last = Unit.objects.latest("pk")

    assert make_unit("baru", root).pk > last.pk


def test_rows_that_break_a_rule_are_refused_when_the_rules_come_back():
    with transaction.atomic():
        bare = tables.BareTables(["programs_activity"])
        bare.strip()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE programs_activity SET unit_id = 0")
        with pytest.raises(IntegrityError, match="unit_id"):
            bare.restore()
        transaction.set_rollback(True)


def test_row_history_is_kept_again_afterwards(root):
    root.name = "Pemerintahan Negara Contoh Baru"
    root.save()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM organisation_unitevent WHERE pgh_obj_id = %s", [root.pk]
        )
        assert cursor.fetchone() == (1,)


def test_figures_that_are_kept_are_those_of_its_rows(made):
    assert not any(recounts.recount().values())


def test_a_second_nation_is_refused():
    with pytest.raises(CommandError, match="Belum ada data contoh"):
        call_command("make_nation")
    User.objects.filter(email__endswith=people.DOMAIN, pk=User.objects.latest("pk").pk).update(
        is_demo=True
    )
    with pytest.raises(CommandError, match="sudah ada"):
        call_command("make_nation")


def test_outside_of_demo_mode_and_at_an_odd_scale_there_is_none(settings):
    with pytest.raises(CommandError, match="Skala"):
        call_command("make_nation", scale=2)
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("make_nation")


def test_tables_that_get_rows_are_all_prepared(made):
    assert set(made.rows) == {model._meta.db_table for model in loading.MODELS}
    assert made.checked.foreign_keys > 80
