"""Every workflow of the portal as one case: how its thing is made, changed, and by whom decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evaluations.follow_ups import actions as follow_ups
from programs.achievements import actions as achievements
from programs.activities import actions as activities
from programs.plans import actions as plans
from reformasi.evidence import actions as evidence
from reformasi.organisation.models import Unit, User
from reformasi.organisation.roles import Role
from reformasi.workflow.models import Decidable
from reformasi.workflow.versions import edit, keep_content
from tests.evaluations.factories import make_follow_up, make_letter
from tests.evidence.files import pdf
from tests.factories import MembershipFactory
from tests.programs.factories import approved_plan, make_achievement, make_activity, make_plan
from tests.workflow.layered.models import Kind, Sheet, SheetAnswer, SheetLayer
from tests.zona_integritas.factories import make_candidate, prepared, step_of
from zona_integritas.candidates import actions as candidates


@dataclass(frozen=True)
class Case:
    """One workflow. ``make`` gives a thing that may be submitted, written by a person."""

    name: str
    make: Callable[[Unit, User], Decidable]
    change: Callable[[Decidable, User, str], None]
    writer: Role
    decider: Role
    has_evidence: bool = True


def _follow_up(unit: Unit, by: User) -> Decidable:
    follow_up = make_follow_up(make_letter(unit, addressees=[unit]), unit)
    evidence.upload_to(owner=follow_up, files=[pdf()], by=by)
    follow_up.refresh_from_db()
    return follow_ups.change_report(
        follow_up=follow_up, by=by, version=follow_up.version, report="Jadwal ditetapkan"
    )


def _achievement(unit: Unit, by: User) -> Decidable:
    lead = MembershipFactory(unit=unit, role=Role.KETUA_TIM).user
    return make_achievement(approved_plan(unit, by, lead), by)


def _milestone(unit: Unit, by: User) -> Decidable:
    return prepared(step_of(make_candidate(unit, by), "ZI-01"), by)


def _layer(kind: Kind) -> Callable[[Unit, User], Decidable]:
    def make(unit: Unit, by: User) -> Decidable:
        layer = SheetLayer.objects.create(sheet=Sheet.objects.create(unit=unit), kind=kind)
        SheetAnswer.objects.create(layer=layer, code="A.1.1.a", value="Ya")
        keep_content(layer, by=by)
        return layer

    return make


def _change_answer(thing: Decidable, by: User, text: str) -> None:
    answer = SheetAnswer.objects.get(layer=thing.pk)
    edit(answer, {"value": text}, by=by, version=answer.version, on_trail=False)
    keep_content(thing, by=by)


def _change_activity(thing: Decidable, by: User, text: str) -> None:
    activities.change_activity(activity=thing, version=thing.version, by=by, output=text)


def _change_plan(thing: Decidable, by: User, text: str) -> None:
    plans.change_plan(plan=thing, version=thing.version, by=by, objective=text)


def _change_achievement(thing: Decidable, by: User, text: str) -> None:
    achievements.change_achievement(achievement=thing, version=thing.version, by=by, note=text)


def _change_milestone(thing: Decidable, by: User, text: str) -> None:
    candidates.change_milestone(
        milestone=thing, by=by, version=thing.version, due_date=None, note=text
    )


def _change_follow_up(thing: Decidable, by: User, text: str) -> None:
    follow_ups.change_report(follow_up=thing, by=by, version=thing.version, report=text)


CASES = [
    Case("activity", make_activity, _change_activity, Role.PEGAWAI, Role.KETUA_TIM),
    Case("plan", make_plan, _change_plan, Role.PEGAWAI, Role.KETUA_TIM, has_evidence=False),
    Case("achievement", _achievement, _change_achievement, Role.PEGAWAI, Role.KETUA_TIM),
    Case("milestone", _milestone, _change_milestone, Role.PEGAWAI, Role.KETUA_TIM),
    Case("follow-up", _follow_up, _change_follow_up, Role.PEGAWAI, Role.BIRO),
    *(
        Case(f"layer {kind}", _layer(kind), _change_answer, writer, decider, has_evidence=False)
        for kind, writer, decider in (
            (Kind.UNIT, Role.ASESOR, Role.KETUA_TIM),
            (Kind.TPI_MEMBER, Role.TPI_ANGGOTA, Role.TPI_KETUA),
            (Kind.TPI_LEAD, Role.TPI_KETUA, Role.TPI_DALNIS),
        )
    ),
]
