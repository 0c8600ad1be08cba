"""The demo tells the true case, marks what is invented, and lets every role log in."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from dashboards import demo
from dashboards.demo import accounts
from evaluations.assessments.models import AnswerEvidence, Assessment, Remark
from evaluations.follow_ups.models import FollowUp, TimeRequest
from evaluations.follow_ups.windows import FOLLOW_UP
from evaluations.follow_ups.workflow import Outcome, RequestStatus
from evaluations.follow_ups.workflow import Status as FollowUpStatus
from evaluations.letters.models import MinisterialLetter, Recommendation
from programs.activities.models import Activity
from programs.plans.models import ActionPlan, PlannedRaise
from programs.submissions.workflow import Status
from programs.windows import ACTION_PLAN, ACTIVITY
from reformasi.audit.models import Entry
from reformasi.documents.models import DocumentRequest
from reformasi.evidence.attachments import Attachment
from reformasi.evidence.models import Evidence
from reformasi.organisation.models import Period, Unit, User
from reformasi.organisation.nip import validate_pns
from reformasi.organisation.roles import Role
from reformasi.privacy.models import Correction, Separation
from tests.html import read
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.declarations.models import Declaration

# The whole sample office, loaded by one process and not by both.
pytestmark = [pytest.mark.load, pytest.mark.xdist_group("demo")]

EVENT_DAY = date(2019, 4, 30)


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """The demo, loaded once for this file and rolled back with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(timezone.localdate())
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def loaded(office, db, settings):
    settings.DEMO = True


def run(**options) -> str:
    output = io.StringIO()
    call_command("demo", stdout=output, **options)
    return output.getvalue()


def test_it_refuses_where_work_is_real(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="Jalankan dengan DEMO=1"):
        run()
    with pytest.raises(CommandError, match="DEMO=1"):
        run(accounts=True)


def test_a_second_run_asks_once_and_changes_nothing(django_assert_max_num_queries):
    before = (Entry.objects.count(), Evidence.objects.count(), User.objects.count())

    with django_assert_max_num_queries(5):
        assert "tidak ada yang diubah" in run()

    assert (Entry.objects.count(), Evidence.objects.count(), User.objects.count()) == before


def test_the_event_of_2019_is_told_as_it_was():
    event = Activity.objects.get(date=EVENT_DAY)

    assert EVENT_DAY.strftime("%A") == "Tuesday"
    assert event.place == "Golden Boutique Hotel, Jakarta"
    assert (event.kind, event.status, event.is_sample) == ("sosialisasi", Status.APPROVED, True)
    assert event.socialization.organiser == "Ditjen Politik dan Pemerintahan Umum"
    assert "data contoh" in event.description
    assert not event.approval_is_stale


def test_who_came_in_2019_is_a_job_title_and_marked():
    event = Activity.objects.get(date=EVENT_DAY)

    attendance = event.socialization.attendance.all()
    assert attendance.count() == event.participant_count
    named = [line for line in attendance if not line.name.startswith("Nama dihapus")]
    assert len(named) == attendance.count() - 1  # one asked to be taken out
    assert all("data contoh" in line.name and not line.nip for line in named)


def test_the_declaration_of_2019_stands_under_the_rules_of_its_day():
    zone = Candidate.objects.get(year=2019)
    declaration = Declaration.objects.get(candidate=zone)

    assert zone.unit.code == "polpum-ormas"
    assert zone.instrument.code == "zi-2014"
    assert (declaration.held_on, declaration.is_sample) == (EVENT_DAY, True)
    assert declaration.event == Activity.objects.get(date=EVENT_DAY)
    assert all("data contoh" in witness.name for witness in declaration.witnesses.all())
    assert declaration.attachments.get().evidence.title.startswith("Piagam")
    done = zone.milestones.filter(status="approved")
    assert [milestone.step.code for milestone in done] == ["Z14-01"]


def test_no_number_of_the_letter_of_2018_is_shown_as_real(login):
    letter = MinisterialLetter.objects.get(number="061/2470/SJ")

    assert (letter.date, letter.evaluated_year) == (date(2019, 3, 18), 2018)
    assert letter.is_sample
    assert "data contoh" in letter.summary
    assert letter.components.count() == 11
    bureau = User.objects.get(email="kabag.perencanaan@demo.reformasi.test")
    html = login(bureau).get(letter.get_absolute_url()).content.decode()
    assert "data contoh" in html.split('class="table', 1)[0]
    assert DocumentRequest.objects.get().is_sample


@pytest.mark.parametrize(
    "model", [MinisterialLetter, FollowUp, Activity, ActionPlan, Evidence, Declaration]
)
def test_all_that_is_invented_is_marked(model):
    assert model.objects.exists()
    assert not model.objects.filter(is_sample=False).exists()


def test_only_the_candidate_that_was_really_declared_is_not_marked():
    assert Candidate.objects.get(is_sample=False).year == 2019


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("analis.ormas", "pegawai"),
        ("ketua.ormas", "ketua-tim"),
        ("kabag.perencanaan", "biro"),
        ("dirjen", "pimpinan"),
    ],
)
def test_each_row_and_figure_of_a_dashboard_is_marked_too(name, slug, login):
    person = User.objects.get(email=f"{name}@demo.reformasi.test")
    html = read(login(person).get(reverse(f"dashboards:{slug}")).content.decode())

    rows = [row.text for row in html.all("li", "rows__row")]
    assert rows
    assert [row for row in rows if "data contoh" not in row] == []
    figures = [stat.text for stat in html.all(css_class="stat")]
    own = ("Draf saya", "Dikembalikan ke saya")  # counts of rows that are marked one by one
    unmarked = [it for it in figures if "data contoh" not in it]
    assert [it for it in unmarked if not any(label in it for label in own)] == []


def test_follow_ups_stand_in_every_state_and_some_are_late():
    states = set(FollowUp.objects.values_list("status", flat=True))

    assert states == set(FollowUpStatus.values)
    assert {row.outcome for row in FollowUp.objects.with_letter()} == set(Outcome)
    assert FollowUp.objects.filter(amount_settled__lt=F("amount")).exists()
    requests = TimeRequest.objects.values_list("status", flat=True)
    assert {RequestStatus.ASKED, RequestStatus.GRANTED} <= set(requests)
    assert Recommendation.objects.filter(follow_ups__isnull=True).exists()
    assert FollowUp.objects.overdue(timezone.localdate()).exists()
    assert not FollowUp.objects.returned().filter(return_reason="").exists()
    assert not FollowUp.objects.exclude(status="draft").filter(attachments=None).exists()


def test_every_directorate_is_at_work_in_every_area():
    for unit in Unit.objects.filter(code__startswith="polpum-").exclude(kind="division"):
        activities = Activity.objects.filter(unit=unit)
        assert activities.count() >= 25
        assert activities.values("area").distinct().count() == 8
        assert set(activities.values_list("status", flat=True)) == set(Status.values)
        assert ActionPlan.objects.filter(unit=unit).exists()


def test_the_main_team_lead_has_something_to_decide():
    lead = User.objects.get(email="ketua.ormas@demo.reformasi.test")

    assert Milestone.objects.waiting_for(lead).count() >= 2
    assert Activity.objects.waiting_for(lead).count() >= 2
    assert Milestone.objects.returned().filter(candidate__unit__code="polpum-ormas").exists()


def test_nothing_happens_in_the_future_and_nobody_approves_their_own():
    assert not Activity.objects.filter(date__gt=timezone.localdate()).exists()
    for model in (Activity, ActionPlan):
        assert not [row for row in model.objects.approved() if row.approved_by == row.created_by]


def test_approvals_point_to_what_was_submitted():
    assert not [row for row in Activity.objects.approved() if row.approval_is_stale]
    assert not [row for row in ActionPlan.objects.approved() if row.approval_is_stale]


def test_some_proofs_wait_in_the_library_and_all_kinds_of_files_are_there():
    used = [kind.objects.values("evidence") for kind in Attachment.kinds()]
    waiting = Evidence.objects.all()
    for rows in used:
        waiting = waiting.exclude(pk__in=rows)

    assert waiting.count() >= 3
    kinds = {evidence.current.content_type.split("/")[1][:8] for evidence in Evidence.objects.all()}
    assert kinds == {"jpeg", "pdf", "vnd.open"}


def test_the_windows_of_the_year_let_people_work_today():
    today = timezone.localdate()

    assert Period.objects.years().count() == today.year - 2017
    for window in (ACTIVITY, ACTION_PLAN, FOLLOW_UP):
        assert Period.objects.window(window, today.year).is_open(today)


def test_accounts_are_job_titles_with_valid_numbers_in_every_role():
    people = User.objects.filter(is_demo=True, is_active=True)

    for person in people:
        validate_pns(person.nip)
    assert people.count() == len(accounts.ACCOUNTS) + 1  # one who left, and is to be separated
    assert set(people.exclude(memberships=None).values_list("memberships__role", flat=True)) == set(
        Role.values
    )
    assert people.filter(memberships=None).count() == 1


def test_the_table_names_every_account_with_its_role_and_unit():
    lines = run(accounts=True).splitlines()

    (line,) = [line for line in lines if line.startswith("Kepala Bagian Perencanaan")]
    for cell in (
        "Biro/Bagian Perencanaan",
        "Ditjen Polpum",
        "kabag.perencanaan@demo.reformasi.test",
        accounts.PASSWORD,
    ):
        assert cell in line
    assert "Plt Ketua tim" in "\n".join(lines)
    assert len(lines) == len(accounts.ACCOUNTS) + 3


def test_one_person_is_separated_another_waits_and_two_outsiders_asked():
    done, waiting = Separation.objects.order_by("done_at")
    assert str(done.person) == f"Orang terhapus #{done.person_id}"
    assert waiting.done_at is None
    assert {row.kind for row in Correction.objects.all()} == {"correct", "anonymise"}
    event = Activity.objects.get(date=EVENT_DAY)
    assert not event.approval_is_stale
    assert event.approved_snapshot.correction


@pytest.mark.parametrize("name", ["email", "nip"])
def test_one_logs_in_with_what_the_table_shows(client, name):
    person = User.objects.get(email="analis.ormas@demo.reformasi.test")

    response = client.post(
        "/akun/masuk/", {"login": getattr(person, name), "password": accounts.PASSWORD}
    )

    assert response.status_code == 302
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/dasbor/pegawai/"


def test_every_account_finds_a_first_page(login):
    for person in User.objects.filter(is_demo=True):
        assert login(person).get("/", follow=True).status_code == 200


def test_one_sheet_is_being_filled_in_and_another_completed_its_step():
    begun, done = Assessment.objects.order_by("-year", "pk")
    assert begun.is_sample
    assert done.is_sample
    scored = begun.own.scored()
    assert 40 < begun.own.standing.answered < 113
    assert [error.code for error in scored.contradictions] == ["A.II.5.iii.i.a.1"]
    assert Remark.objects.filter(is_done=False).count() == 3
    assert begun.people.count() == 7
    proofs = AnswerEvidence.objects.filter(owner__layer=begun.own)
    assert proofs.count() == 6
    planned = PlannedRaise.objects.filter(assessment=begun, plan__is_sample=True)
    assert planned.exclude(plan__person=None).count() == 3
    step = Milestone.objects.get(sheet__isnull=False)
    assert step.candidate.unit == done.unit
    assert (step.status, step.sheet) == ("approved", done.own.submitted_snapshot)
