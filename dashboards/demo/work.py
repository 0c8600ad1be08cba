"""Action plans, activities and a library of the last two years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from programs.achievements import actions as achievements_actions
from programs.activities import actions as activities_actions
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.plans import actions as plans_actions
from programs.plans.models import ActionPlan
from programs.plans.quarters import CODES, QUARTERS, Method, ended_quarters
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import Unit, User
from reformasi.workflow import decisions

from . import files, tables
from .accounts import Cast
from .letters import ByArea

ACTIVITIES_EACH = 26
STEP = 3  # through the table of activities; prime to its length, so no unit repeats a title
EVERY_DAYS = 16
REASONS = (
    "Dokumentasi belum memperlihatkan peserta. Lampirkan foto kegiatan dan daftar hadirnya.",
    "Hasil kegiatan belum disebutkan. Tulis apa yang berubah, bukan hanya bahwa rapat dilakukan.",
    "Area perubahan kurang tepat: kegiatan ini lebih sesuai untuk penguatan pengawasan.",
)


@dataclass(frozen=True)
class Team:
    """Who writes and who decides in one unit."""

    code: str
    writers: tuple[str, ...]
    lead: str


TEAMS = (
    Team("polpum-ormas", ("analis.ormas", "data.ormas"), "ketua.ormas"),
    Team("polpum-poldagri", ("analis.poldagri",), "ketua.poldagri"),
    Team("polpum-kewaspadaan", ("analis.kewasnas",), "ketua.kewasnas"),
    Team("polpum-ideologi", ("analis.ideologi",), "ketua.ideologi"),
    Team("polpum-ekososbud", ("analis.ekososbud",), "plt.ekososbud"),
    Team("polpum-sekretariat", ("analis.sekretariat",), "sekretaris"),
)


@dataclass(frozen=True)
class Office:
    """People, areas and recommendations for all teams, and the day that counts as today."""

    cast: Cast
    areas: dict[str, ReformArea]
    recommendations: ByArea
    today: date


#: A unit's plans by year and area, so that activities find the plan they carry out.
Plans = dict[tuple[int, str], ActionPlan]


def plan_and_act(cast: Cast, recommendations: ByArea, today: date) -> None:
    """Plans and activities of every team; some answer the recommendations of the letters."""
    areas = {area.code: area for area in ReformArea.objects.all()}
    office = Office(cast, areas, recommendations, today)
    for turn, team in enumerate(TEAMS):
        unit = Unit.objects.get(code=team.code)
        plans: Plans = {}
        for year, texts in planned_texts(today, turn):
            for number, text in enumerate(texts):
                plans[year, text["area"]] = make_plan(office, team, unit, year, text, turn, number)
        for number in range(ACTIVITIES_EACH):
            activity = make_activity(office, team, unit, plans, turn, number)
            bring_on(office, team, activity, number, turn)


def planned_texts(today: date, turn: int) -> list[tuple[int, list[tables.Row]]]:
    """What the unit in this turn planned last year and this year."""
    texts = tables.rows("plans")
    order = [texts[(number * 5 + turn * 2) % len(texts)] for number in range(6)]
    return [(today.year - 1, order[:4]), (today.year, order)]


def make_plan(
    office: Office, team: Team, unit: Unit, year: int, text: tables.Row, turn: int, number: int
) -> ActionPlan:
    """The sixth of a unit is a draft, waits or came back; the others are approved and reported."""
    writer, lead = office.cast[team.writers[0]], office.cast[team.lead]
    plan = plans_actions.create_plan(
        unit=unit,
        year=year,
        by=writer,
        area=office.areas[text["area"]],
        title=text["title"],
        objective=text["objective"],
        indicator=text["indicator"],
        unit_of_measure=text["measure"],
        method=method_of(text, number),
        recommendations=office.recommendations.get(text["area"], [])[:1],
        is_sample=True,
        target_q1=Decimal(text["q1"]),
        target_q2=Decimal(text["q2"]),
        target_q3=Decimal(text["q3"]),
        target_q4=Decimal(text["q4"]),
    )
    if number == 5 and turn % 3 == 2:
        return plan
    decisions.submit(plan, by=writer)
    if number == 5 and turn % 3 == 1:
        decisions.send_back(plan, note="Target B06 belum sesuai kesepakatan rapat.", by=lead)
    elif number < 5:
        decisions.approve(plan, by=lead)
        report(office, team, plan, text, number + turn)
    return plan


def method_of(text: tables.Row, number: int) -> str:
    """A share of something is the latest one; of what is counted, every second plan adds up."""
    return Method.SUM if text["measure"] != "%" and number % 2 else Method.LAST


def report(office: Office, team: Team, plan: ActionPlan, text: tables.Row, turn: int) -> None:
    """Achievements up to the last quarter that is over; every fifth plan is one quarter late, of
    every third this year's last one still waits."""
    ended = ended_quarters(plan.year, office.today)
    this_year = plan.year == office.today.year
    reported = ended - 1 if turn % 5 == 4 and this_year else ended
    share = (100, 80, 130, 60)[turn % 4]
    before = Decimal(0)
    for quarter in QUARTERS[: max(reported, 0)]:
        total = Decimal(text[f"q{quarter}"]) * share / 100
        value = total - before if plan.method == Method.SUM else total
        waits = this_year and quarter == reported and turn % 3 == 0
        report_quarter(office, team, plan, quarter, value, share, waits=waits)
        before = total


def report_quarter(
    office: Office,
    team: Team,
    plan: ActionPlan,
    quarter: int,
    value: Decimal,
    share: int,
    *,
    waits: bool,
) -> None:
    writer, lead = office.cast[team.writers[0]], office.cast[team.lead]
    notes = {100: "Sesuai target.", 130: "Dua kegiatan digabung, sehingga lebih cepat."}
    achievement = achievements_actions.create_achievement(
        plan=plan,
        quarter=quarter,
        by=writer,
        value=value,
        note=notes.get(share, "Sebagian bergeser karena penyesuaian jadwal."),
        reason="Sudah dicocokkan dengan dokumen buktinya." if share > 100 else "",
    )
    name = f"Rekap capaian {CODES[quarter]} {plan.year} {plan.title}"
    proof = files.sheet(name, ["Uraian", "Angka"], [(plan.indicator, str(value))])
    kept = evidence.upload(unit=plan.unit, files=[proof], by=writer, is_sample=True)
    evidence.attach_all(owner=achievement, chosen=kept, by=writer)
    decisions.submit(achievement, by=writer)
    if not waits:
        decisions.approve(achievement, by=lead)


def make_activity(
    office: Office, team: Team, unit: Unit, plans: Plans, turn: int, number: int
) -> Activity:
    """One activity of ``unit``. Number 0 is the latest, each further one about two weeks older."""
    texts = tables.rows("activities")
    text = texts[(number * STEP + turn * 7) % len(texts)]
    day = office.today - timedelta(days=2 + number * EVERY_DAYS + turn * 5 % 17)
    asked = office.recommendations.get(text["area"], [])
    return activities_actions.create_activity(
        unit=unit,
        by=office.cast[team.writers[number % len(team.writers)]],
        kind=text["kind"],
        title=text["title"].format(unit=unit.label),
        date=day,
        place=text["place"].format(unit=unit.label),
        area=office.areas[text["area"]],
        action_plan=plans.get((day.year, text["area"])),
        description=text["description"],
        output=text["output"],
        participants=text["participants"],
        participant_count=8 + (number * 11 + turn * 5) % 40,
        recommendations=asked[:1] if number % 3 == turn % 3 else [],
        is_sample=True,
    )


def bring_on(office: Office, team: Team, activity: Activity, number: int, turn: int) -> None:
    """Submit and decide: the latest stay drafts or wait, some are returned, older are approved."""
    writer, lead = activity.created_by, office.cast[team.lead]
    if number == 0:
        return
    activities_actions.attach_files(activity=activity, files=proofs(activity), by=writer)
    attach_documents(activity, writer)
    if number == 4 + turn or (number > 6 and (number + turn) % 11 == 0):
        return
    decisions.submit(activity, by=writer)
    if number < 3 - turn % 2:
        return
    if number in {3, 9 + turn}:
        reason = REASONS[(number + turn) % len(REASONS)]
        decisions.send_back(activity, note=reason, by=lead)
    else:
        decisions.approve(activity, by=lead)


def attach_documents(activity: Activity, by: User) -> None:
    """What its kind asks for, one file each."""
    for requirement in activity.requirements:
        file = files.scan(f"{requirement.label} {activity.title}", str(activity.date))
        [kept] = evidence.upload(unit=activity.unit, files=[file], by=by, is_sample=True)
        evidence.attach(owner=activity, evidence=kept, by=by, requirement=requirement.key)


def proofs(activity: Activity) -> list[files.ContentFile[bytes]]:
    """A photo each; every fourth has an attendance sheet too."""
    kept = [files.photo(f"{activity.date:%d-%m-%Y} {activity.title}", activity.pk)]
    if activity.pk % 4 == 0:
        people = [
            (f"Peserta {number} (data contoh)", activity.unit.label, str(activity.date))
            for number in range(1, (activity.participant_count or 0) + 1)
        ]
        kept.append(
            files.sheet(
                f"{activity.date:%d-%m-%Y} Daftar hadir", ["Nama", "Unit", "Tanggal"], people
            )
        )
    return kept


def fill_library(cast: Cast, today: date) -> None:
    """Proofs that nothing uses yet: they wait for an activity or a milestone."""
    unit, by = Unit.objects.get(code="polpum-ormas"), cast["data.ormas"]
    decree = files.pdf(
        f"Keputusan tim kerja ZI {today.year}",
        "Keputusan tentang Tim Kerja Pembangunan Zona Integritas",
        ["Susunan tim menurut jabatan.", "Naskah ini bukan keputusan yang sebenarnya."],
    )
    survey = files.sheet(
        f"Rekap survei kepuasan {today.year}",
        ["Unsur", "Jawaban"],
        [(f"Unsur {number}", "contoh") for number in range(1, 10)],
    )
    banner = files.photo("Spanduk zona integritas di ruang layanan Dit. Ormas", 7)
    evidence.upload(
        unit=unit,
        files=[decree],
        by=by,
        effective_from=date(today.year, 1, 1),
        effective_to=date(today.year, 12, 31),
        is_sample=True,
    )
    evidence.upload(unit=unit, files=[survey, banner], by=by, is_sample=True)
