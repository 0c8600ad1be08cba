"""What a candidate needs attention for: steps that are late, and proposals that are closed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.evidence.waiving import propose_waiver
from reformasi.organisation.models import PeriodKind
from reformasi.organisation.periods import set_period
from reformasi.workflow import decisions
from tests.zona_integritas.factories import make_candidate, prepared, step_of, submitted, walk
from zona_integritas.candidates.models import Milestone
from zona_integritas.road.stages import Stage
from zona_integritas.windows import WINDOWS

CLOSED = "Pengusulan {year} ditutup pada"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def candidate(unit, ketua_tim, today):
    return make_candidate(unit, ketua_tim, year=today.year)


def pages(candidate):
    return ["/zi/", candidate.get_absolute_url(), "/dasbor/ketua-tim/"]


def proposals(candidate, admin, ends):
    window = {"window": WINDOWS[Stage.PROPOSAL], "year": candidate.year}
    set_period(kind=PeriodKind.STAGE, starts=ends - timedelta(30), ends=ends, by=admin, **window)


def text_of(client, page):
    return " ".join(client.get(page).content.decode().split())


def test_a_late_step_is_named_wherever_the_candidate_stands(
    candidate, today, pegawai, ketua_tim, pimpinan, login
):
    late = {"ZI-01": 3, "ZI-08": 15}
    for code, days in late.items():
        step = candidate.milestones.filter(step__code=code)
        step.update(due_date=today - timedelta(days))
    submitted(step_of(candidate, "ZI-01"), pegawai)  # what waits is late too

    for page in pages(candidate):
        assert "2 terlambat sejak" in text_of(login(ketua_tim), page), page
    assert "2 terlambat sejak" in text_of(login(pimpinan), "/dasbor/pimpinan/")

    candidate.milestones.update(due_date=today)
    assert "terlambat sejak" not in text_of(login(ketua_tim), "/zi/")


def test_what_is_late_is_counted_from_the_earliest_day(candidate, today):
    rows = type(candidate).objects.with_progress(today)
    assert (rows.get().steps_late, rows.get().late_since) == (0, None)
    candidate.milestones.filter(step__code="ZI-08").update(due_date=today - timedelta(15))
    candidate.milestones.filter(step__code="ZI-05").update(due_date=today - timedelta(1))

    row = rows.get()
    assert (row.steps_late, row.late_since) == (2, today - timedelta(15))


def test_a_closed_proposal_is_said_and_follows_the_periods(
    candidate, today, admin, ketua_tim, pimpinan, login
):
    closed = CLOSED.format(year=candidate.year)
    assert closed not in text_of(login(ketua_tim), "/zi/")
    proposals(candidate, admin, today)
    assert closed not in text_of(login(ketua_tim), "/zi/")

    proposals(candidate, admin, today - timedelta(1))

    for page in pages(candidate):
        assert closed in text_of(login(ketua_tim), page), page
    assert "tidak dapat diusulkan" in text_of(login(pimpinan), "/dasbor/pimpinan/")
    proposals(candidate, admin, today + timedelta(9))
    assert closed not in text_of(login(ketua_tim), candidate.get_absolute_url())


def test_who_was_proposed_in_time_is_not_told_that_it_is_over(unit, today, admin, ketua_tim, login):
    candidate = make_candidate(unit, ketua_tim, instrument="zi-2014")
    proposals(candidate, admin, today - timedelta(1))
    closed = CLOSED.format(year=candidate.year)
    assert closed in text_of(login(ketua_tim), candidate.get_absolute_url())

    candidate.milestones.filter(step__stage=Stage.PROPOSAL).delete()  # none is left to hand in

    assert closed not in text_of(login(ketua_tim), candidate.get_absolute_url())


def test_the_page_of_a_step_says_that_its_window_is_closed(candidate, today, admin, pegawai, login):
    proposals(candidate, admin, today - timedelta(1))
    step = Milestone.objects.get(candidate=candidate, step__code="ZI-13")

    page = login(pegawai).get(step.get_absolute_url())

    assert not page.context["moves"]
    assert "Minta administrator membukanya kembali" in page.content.decode()


def press(client, milestone, verb):
    """What its page says of a press that comes too early; nobody is refused anything."""
    move = reverse("zona_integritas:milestone_move", args=[milestone.pk, verb])
    milestone.refresh_from_db()
    before = milestone.status
    page = client.post(move, {"version": milestone.version}, follow=True)
    milestone.refresh_from_db()
    assert page.redirect_chain == [(milestone.get_absolute_url(), 302)]
    assert milestone.status == before
    assert not Entry.objects.refused().exists()
    return page.content.decode()


def test_a_press_while_the_window_is_shut_is_told_on_the_page(
    unit, today, admin, pegawai, ketua_tim, login
):
    candidate = make_candidate(unit, ketua_tim, instrument="zi-2014")
    walk(candidate, "Z14-01", "Z14-02", "Z14-03", by=pegawai, approver=ketua_tim)
    proposal = prepared(step_of(candidate, "Z14-04"), pegawai)
    proposals(candidate, admin, today - timedelta(1))

    assert "Minta administrator membukanya" in press(login(pegawai), proposal, "submit")


def test_a_press_out_of_turn_or_with_an_empty_line_is_told_on_the_page(
    candidate, pegawai, ketua_tim, login
):
    late = prepared(step_of(candidate, "ZI-03"), pegawai)
    assert "terdekat ZI-01" in press(login(pegawai), late, "submit")

    first = step_of(candidate, "ZI-01")
    asked = first.requirements[0]
    prepared(first, pegawai)
    first.attachments.filter(requirement=asked.key).delete()
    propose_waiver(owner=first, requirement=asked, reason="Tidak dicetak", by=pegawai)
    decisions.submit(first, by=pegawai)
    assert "belum dikecualikan" in press(login(ketua_tim), first, "approve")
