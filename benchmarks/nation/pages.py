"""Every page that is measured: dashboards, lists, forms, details and exports."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from evaluations.assessments.models import Assessment
from evaluations.follow_ups.models import FollowUp
from evaluations.letters.models import MinisterialLetter
from programs.achievements.models import Achievement
from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.evidence.models import Evidence
from reformasi.workflow.moves import State
from zona_integritas.candidates.models import Candidate, Milestone

from .people import Person

DASHBOARDS = ("pegawai", "ketua-tim", "biro", "pimpinan", "admin")
NEXT_PAGE = ", next page"  # of the list before it: its address stands on that page
HIT, MISS = "rapat", "zzqxy"
#: Lists, and a filter of each beside the unit that the person reaches.
LISTS: dict[str, dict[str, str]] = {
    "programs:activities": {"status": State.APPROVED},
    "programs:plans": {"status": State.APPROVED},
    "programs:achievements": {"status": State.SUBMITTED},
    "programs:waiting": {},
    "programs:areas": {},
    "evaluations:letters": {},
    "evaluations:follow_ups": {"status": State.SUBMITTED},
    "evaluations:recommendations": {},
    "evaluations:sheets": {},
    "zona_integritas:candidates": {},
    "zona_integritas:milestones": {"status": State.SUBMITTED},
    "evidence:library": {"use": "unused"},
    "documents:list": {},
    "organisation:units": {},
    "organisation:people": {"role": "biro"},
    "organisation:refusals": {},
    "organisation:access": {},
    "privacy:register": {},
    "privacy:separations": {},
    "privacy:corrections": {},
}
SEARCHES = {
    "programs:activities": HIT,
    "programs:plans": "menyusun",
    "evaluations:letters": "0",
    "evaluations:follow_ups": "menetapkan",
    "evidence:library": "notulen",
    "organisation:units": "dinas",
    "organisation:people": "bintang",
}
FORMS = (
    "programs:activity_create", "programs:plan_create", "evaluations:letter_create",
    "evaluations:sheet_create", "zona_integritas:candidate_create", "evidence:upload",
    "organisation:person_create", "organisation:period_set",
)  # fmt: skip
EXPORTS = ("kegiatan", "rencana-aksi", "capaian", "orang", "unit")


def addresses(person: Person) -> dict[str, str]:
    """The address of each page as ``person`` opens it, by its name."""
    return dict([*boards(), *lists(person), *forms(), *details(person), *exports()])


def boards() -> Iterator[tuple[str, str]]:
    for slug in DASHBOARDS:
        yield f"dashboard {slug}", reverse(f"dashboards:{slug}")


def lists(person: Person) -> Iterator[tuple[str, str]]:
    year = date.today().year  # noqa: DTZ011  the demo's own
    for name, filters in LISTS.items():
        path, label = reverse(name), name.partition(":")[2]
        yield label, path
        yield f"{label}{NEXT_PAGE}", path
        if filters:
            yield f"{label}, filtered", f"{path}?{urlencode({**filters, 'year': year})}"
        if name in SEARCHES:
            yield f"{label}, of a unit", f"{path}?{urlencode({'unit': person.top.code})}"
            yield f"{label}, search", f"{path}?{urlencode({'q': SEARCHES[name]})}"
            yield f"{label}, search without a hit", f"{path}?{urlencode({'q': MISS})}"


def forms() -> Iterator[tuple[str, str]]:
    for name in FORMS:
        yield f"form {name.partition(':')[2]}", reverse(name)


def details(person: Person) -> Iterator[tuple[str, str]]:
    """One thing of each kind, of the unit of ``person``, with its form."""
    unit = person.unit
    activities, plans = Activity.objects.filter(unit=unit), ActionPlan.objects.filter(unit=unit)
    candidates = Candidate.objects.filter(unit=unit)
    follow_ups = FollowUp.objects.filter(unit__path__startswith=unit.path)
    letters = MinisterialLetter.objects.filter(addressees__path__in=unit.lineage())
    things: dict[str, models.QuerySet[models.Model]] = {
        "programs:activity": activities.filter(status=State.APPROVED),
        "programs:activity_change": activities.filter(status=State.DRAFT),
        "programs:plan": plans.filter(status=State.APPROVED),
        "programs:plan_change": plans.filter(status__in=State.EDITABLE),
        "programs:achievement": Achievement.objects.filter(plan__unit=unit),
        "evidence:detail": Evidence.objects.filter(unit=unit),
        "evidence:change": Evidence.objects.filter(unit=unit),
        "evaluations:letter": letters,
        "evaluations:letter_change": letters,
        "evaluations:follow_up": follow_ups,
        "evaluations:follow_up_change": follow_ups.filter(status__in=State.EDITABLE),
        "evaluations:task_change": follow_ups.filter(status__in=State.EDITABLE),
        "evaluations:sheet": Assessment.objects.filter(unit=unit),
        "zona_integritas:candidate": candidates,
        "zona_integritas:milestone": Milestone.objects.filter(candidate__unit=unit),
        "organisation:person": person.user.__class__.objects.filter(memberships__unit=unit),
        "organisation:person_change": person.user.__class__.objects.filter(memberships__unit=unit),
        "organisation:membership_create": person.user.__class__.objects.filter(
            memberships__unit=unit
        ),
    }
    for name, rows in things.items():
        if thing := rows.order_by("pk").first():
            yield name.partition(":")[2].replace("_", " "), reverse(name, args=[thing.pk])
    for verb in ("unit", "unit_people", "unit_history", "unit_change", "unit_create", "unit_move"):
        yield verb.replace("_", " "), reverse(f"organisation:{verb}", args=[unit.code])
    yield "top unit", reverse("organisation:unit", args=[person.top.code])
    yield "top unit people", reverse("organisation:unit_people", args=[person.top.code])


def exports() -> Iterator[tuple[str, str]]:
    for name in EXPORTS:
        yield f"export {name}", reverse("sheets:export", args=[name, "csv"])
