"""Two sheets: one that a unit is filling in, with plans, and one that was handed in a year ago."""

from __future__ import annotations

from datetime import date

from evaluations.assessments import actions
from evaluations.assessments.actions import Filling
from evaluations.assessments.models import Assessment
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.ways import SheetWay
from evaluations.instruments.models import Instrument
from evaluations.scoring import best_answers
from evaluations.scoring.answers import written
from programs.plans.actions import Raise, create_plans
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import Unit, User
from zona_integritas.candidates.models import Candidate, MilestoneEvidence
from zona_integritas.road.stages import Predicate

from . import files, tables
from .accounts import Cast

#: Which questions the documents of a step on the road prove, too.
PROOFS = {
    "ZI-02": ("A.I.1.ii.c",),
    "ZI-04": ("A.I.1.i.a", "A.I.1.i.b"),
    "ZI-05": ("A.I.1.ii.a", "A.I.1.ii.b"),
    "ZI-06": ("A.I.1.iii.a",),
}
PEOPLE = {
    "A.I.1": "analis.ormas",
    "A.I.2": "data.ormas",
    "A.I.3": "asesor.ormas",
    "A.I.4": "asesor.ormas",
    "A.I.5": "analis.ormas",
    "A.I.6": "data.ormas",
    "A.I.6.iv.c": "analis.ormas",
}
PLANNERS = ("analis.ormas", "data.ormas", "asesor.ormas")
#: Working remarks: question, who writes, what is to be done, whether it is.
REMARKS = (
    ("A.I.1.iii.b", "asesor.ormas", "Minta notulen monev triwulan III dari tim kerja.", False),
    ("A.I.3.i.c", "analis.ormas", "Tanyakan format monev penempatan ke biro kepegawaian.", False),
    ("A.II.5.iii.i.a", "data.ormas", "Rincian wajib lapor 13, daftar 12: cocokkan.", False),
    ("A.I.6.iv.a", "data.ormas", "Rekap survei semester II sudah masuk pustaka.", True),
)


def begin(cast: Cast, today: date) -> None:
    """The sheet of Dit. Ormas of this year: half filled in, by several people, with a slip."""
    sheet = _lay_out("polpum-ormas", today.year, cast["ketua.ormas"])
    _fill(sheet, _rows("ormas"), cast["analis.ormas"])
    layer = sheet.own
    for step, codes in PROOFS.items():
        used = MilestoneEvidence.objects.filter(owner__candidate__unit=sheet.unit)
        proof = used.filter(owner__candidate__year=sheet.year, owner__step__code=step).first()
        for owner in layer.answers.filter(code__in=codes):
            if proof:
                evidence.attach(owner=owner, evidence=proof.evidence, by=cast["data.ormas"])
    people = {code: cast[key] for code, key in PEOPLE.items()}
    actions.set_people(assessment=sheet, people=people, by=cast["ketua.ormas"])
    for code, writer, text, is_done in REMARKS:
        about = layer.answers.get(code=code)
        actions.change_remark(answer=about, text=text, is_done=is_done, version=0, by=cast[writer])
    _plan(sheet, cast)


def _plan(sheet: Assessment, cast: Cast) -> None:
    """Plans of three raises on its way to WBK, one for each who is in charge."""
    changes = SheetWay(Sheet(sheet.own), Predicate.WBK, ()).way.changes
    raises = [
        Raise(change.code, change.new, quarter=4, person=cast[person])
        for change, person in zip(changes, PLANNERS, strict=False)
    ]
    create_plans(assessment=sheet, raises=raises, year=sheet.year, by=cast["ketua.ormas"])


def hand_in(candidate: Candidate, *, writer: User, lead: User) -> None:
    """The whole sheet of a candidate, which completes its step."""
    sheet = _lay_out(candidate.unit.code, candidate.year, lead)
    best = {code: written(value) for code, value in best_answers(sheet.specification).items()}
    whole = {code: (value, "") for code, value in best.items()}
    _fill(sheet, whole | _rows("kewaspadaan"), writer)
    layer = sheet.own
    proof = files.scan("Keputusan tim kerja ZI", str(sheet))
    [kept] = evidence.upload(unit=sheet.unit, files=[proof], by=writer, is_sample=True)
    owner = layer.answers.get(code="A.I.1.i.a")
    evidence.attach(owner=owner, evidence=kept, by=writer)
    actions.decide_layer(layer, layer.decisions.submit, by=lead)


def _lay_out(unit: str, year: int, by: User) -> Assessment:
    return actions.create_assessment(
        unit=Unit.objects.get(code=unit),
        year=year,
        instrument=Instrument.objects.get(code="zi-2021"),
        by=by,
        is_sample=True,
    )


def _rows(name: str) -> dict[str, tuple[str, str]]:
    rows = [row for row in tables.rows("sheets") if row["sheet"] == name]
    return {row["code"]: (row["value"], row["note"]) for row in rows}


def _fill(sheet: Assessment, rows: dict[str, tuple[str, str]], by: User) -> None:
    """All at once: nobody has written before, so each of them is the first version."""
    fillings = {code: Filling(value, note, version=1) for code, (value, note) in rows.items()}
    actions.change_answers(layer=sheet.own, fillings=fillings, by=by)
