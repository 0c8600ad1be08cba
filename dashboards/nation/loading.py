"""The order in which a nation is made, in one transaction, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, models, transaction

from dashboards.rollups import recounts
from evaluations.assessments.models import Answer, Assessment, AssessmentLayer
from evaluations.follow_ups.models import FollowUp, FollowUpEvidence, TimeRequest
from evaluations.letters.models import (
    ComponentValue,
    Finding,
    LetterEvidence,
    MinisterialLetter,
    Recommendation,
)
from programs.achievements.models import Achievement, AchievementEvidence
from programs.activities.models import Activity, ActivityEvidence, ActivityRecommendation
from programs.plans.models import ActionPlan, ActionPlanRecommendation
from reformasi.audit.models import Entry, PersonKey, Tally
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.evidence.models import Evidence, EvidenceUnit, EvidenceVersion
from reformasi.organisation.models import Membership, Unit, User
from reformasi.workflow.models import Snapshot
from zona_integritas.candidates.models import Candidate, Milestone, MilestoneEvidence
from zona_integritas.candidates.rulings import Ruling, RulingEvidence

from .activities import Work
from .candidates import Road, make_candidates
from .draw import Draw
from .evidence import Library, Proof
from .hands import moment
from .letters import Asked, Post
from .people import Staff, make_people
from .plans import Planning
from .rows import Rows
from .sheets import Sheets, make_sheets
from .size import YEARS, Size
from .tables import BareTables, Checked
from .trail import Trail
from .units import ROOT_CODE, Nation, Place, make_units

#: Every table that gets rows.
MODELS: tuple[type[models.Model], ...] = (
    Unit, User, Membership, Evidence, EvidenceVersion, Snapshot, Entry, PersonKey, Tally,
    MinisterialLetter, MinisterialLetter.addressees.through, LetterEvidence, ComponentValue,
    Finding, Recommendation, FollowUp, FollowUpEvidence, TimeRequest, ActionPlan,
    ActionPlanRecommendation, Achievement, AchievementEvidence, Activity, ActivityEvidence,
    ActivityRecommendation, Candidate, Milestone, MilestoneEvidence, Ruling, RulingEvidence,
    Assessment, AssessmentLayer, Answer, DocumentRequest, DocumentEdition,
)  # fmt: skip
#: What the portal keeps beside them by itself.
BESIDE: tuple[type[models.Model], ...] = (EvidenceUnit,)
#: Of the letters, one in so many is the nation's own, to many institutions.
NATIONAL_IN, ADDRESSEES = 50, 40


@dataclass(frozen=True)
class Made:
    """How many rows each table got, and what was checked of all of them."""

    rows: dict[str, int]
    checked: Checked


def is_made() -> bool:
    return Unit.objects.filter(code=ROOT_CODE).exists()


@transaction.atomic
def make(size: Size, today: date) -> Made:
    """Load a nation of ``size`` beside whatever is there.

    Raises:
        IntegrityError: a row breaks a rule of its table; then nothing was loaded.
    """
    tables = BareTables([model._meta.db_table for model in MODELS])
    tables.strip()
    with Rows(MODELS) as rows:
        fill(rows, size, today)
    rows.continue_keys()
    checked = tables.restore()
    analyze()
    for kept in recounts.KEPT:  # the triggers that mark what changes were off
        kept.rebuild()
    return Made({name_of(table.model): table.total for table in rows.tables.values()}, checked)


def name_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def fill(rows: Rows, size: Size, today: date) -> None:
    """Make all rows. What has to be read is read first: later, the connection sends."""
    draw, staff, library = Draw(), Staff(), Library(rows)
    post = Post(rows, library, staff, draw, today)
    planning = Planning(rows, draw, today)
    work = Work(rows, library, Trail(rows), draw, today)
    road = Road(rows, library, staff, draw, today)
    sheets = Sheets(rows, staff, today)
    nation = make_units(rows, size)
    make_people(rows, nation, staff, size, today)
    asked = make_letters(post, nation, size)
    make_work(planning, work, nation, staff, size, asked)
    make_candidates(road, nation, size)
    make_sheets(sheets, nation, size)
    fill_libraries(library, nation, staff, size, today)


def make_letters(post: Post, nation: Nation, size: Size) -> dict[int, list[Asked]]:
    """Letters to one institution after the other; gives what was asked of each."""
    asked: dict[int, list[Asked]] = {}
    tops = [group[0] for group in nation.institutions]
    for number in range(size.letters):
        count = size.recommendations // size.letters
        count += number < size.recommendations % size.letters
        group = nation.institutions[number % len(tops)]
        if number % NATIONAL_IN == NATIONAL_IN - 1:
            national = post.letter(nation.root, tops[:ADDRESSEES], tops, count)
            asked.setdefault(nation.root.key, []).extend(national)
        else:
            own = post.letter(group[0], [group[0]], group, count)
            asked.setdefault(group[0].key, []).extend(own)
    return asked


def make_work(
    planning: Planning,
    work: Work,
    nation: Nation,
    staff: Staff,
    size: Size,
    asked: dict[int, list[Asked]],
) -> None:
    """Plans, activities and achievements of every unit."""
    count = len(nation.places)
    for number, (place, top) in enumerate(places_with_top(nation)):
        team, recommended = staff.teams[place.key], asked.get(top.key, [])
        plans = [
            planning.plan(place, team, planning.today.year - turn % YEARS, recommended)
            for turn in range(part(size.plans, count, number))
        ]
        proofs: list[Proof] = []
        for _turn in range(part(size.activities, count, number)):
            proofs += work.activity(place, team, plans, recommended)
        for plan in plans:
            if plan.is_approved:
                planning.report(plan, team, proofs)


def places_with_top(nation: Nation) -> Iterator[tuple[Place, Place]]:
    yield nation.root, nation.root
    for group in nation.institutions:
        for place in group:
            yield place, group[0]


def part(whole: int, count: int, number: int) -> int:
    """What falls to one of ``count`` when ``whole`` is dealt out."""
    return whole // count + (number < whole % count)


def fill_libraries(library: Library, nation: Nation, staff: Staff, size: Size, today: date) -> None:
    """Files that nothing uses yet, until there are as many as there should be."""
    places = nation.places
    for number in range(max(size.evidence - library.total, 0)):
        place = places[number % len(places)]
        by = staff.teams[place.key].staff[0]
        library.add(unit=place.key, by=by, about=f"pustaka {number}", at=moment(today))


def analyze() -> None:
    """Let the planner know the new rows; outside of a transaction also mark what all can see."""
    verb = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        for model in (*MODELS, *BESIDE):
            cursor.execute(f'{verb} "{model._meta.db_table}"')


def bytes_on_disk() -> int:
    """How large the database is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [size] = cursor.fetchone()
    return int(size)
