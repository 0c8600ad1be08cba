"""By which units evidence is seen: the table beside it against the rule, read literally."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from evaluations.assessments import actions as assessments
from evaluations.assessments.models import Assessment
from evaluations.follow_ups.models import FollowUp
from evaluations.instruments.models import Instrument
from evaluations.letters.models import MinisterialLetter
from programs.achievements.models import Achievement
from programs.activities.models import Activity, ActivityEvidence
from programs.permissions import ProgramPerm
from programs.plans.models import ActionPlan
from reformasi.evidence.attachments import Attachment
from reformasi.evidence.models import Evidence, EvidenceUnit
from reformasi.evidence.permissions import EvidencePerm
from reformasi.evidence.recount import differences, restore
from reformasi.organisation import scope
from reformasi.organisation.actions import move_unit
from reformasi.organisation.models import Unit, User
from reformasi.organisation.roles import Role
from reformasi.organisation.sharing import share
from tests.evaluations.factories import make_follow_up, make_letter
from tests.evidence.files import pdf
from tests.factories import MembershipFactory, UserFactory, make_unit
from tests.programs.factories import (
    make_activity,
    make_plan,
    submitted_activity,
)
from tests.zona_integritas.factories import make_candidate, make_declaration
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.candidates.rulings import Ruling
from zona_integritas.road.stages import Decider, Verdict

#: What has a unit of its own, by which attachments are seen.
HOLDERS = (Activity, ActionPlan, Candidate, MinisterialLetter, FollowUp, Assessment, Evidence)


class World:
    """A random tree with one owner of each kind in some units, and proofs attached at random."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.units = [make_unit("akar")]
        self.by = MembershipFactory(unit=self.units[0], role=Role.KETUA_TIM).user
        for number in range(11):
            parent = Unit.objects.get(pk=chance.choice(self.units).pk)
            self.units.append(make_unit(f"unit-{number}", parent))
        self.proofs = [self.proof(number) for number in range(20)]
        self.owners = {kind: [] for kind in Attachment.kinds()}
        for number in range(3):
            for owner in self.owners_in(chance.choice(self.units), number):
                for kind in Attachment.kinds_for(owner):
                    self.owners[kind].append(owner)
        self.proofs = list(Evidence.objects.all())
        self.people = [self.person() for _number in range(8)]

    def unit(self) -> Unit:
        return Unit.objects.get(pk=self.chance.choice(self.units).pk)

    def proof(self, number: int) -> Evidence:
        proof = Evidence.objects.create(
            unit=self.chance.choice(self.units), title=f"Bukti {number}", created_by=self.by
        )
        content = pdf().read()
        proof.versions.create(
            number=1,
            name=f"berkas-{number}.pdf",
            content_type="application/pdf",
            size=len(content),
            sha256=f"{number:064x}",
            uploaded_by=self.by,
        )
        return proof

    def owners_in(self, unit: Unit, number: int) -> list[object]:
        plan = make_plan(unit, self.by)
        letter = make_letter(unit, addressees=[self.unit()], number=f"061/{number}/SJ")
        candidate = make_candidate(unit, self.by, year=2022 + number)
        sheet = assessments.create_assessment(
            unit=unit,
            year=2022 + number,
            instrument=Instrument.objects.get(code="zi-2021"),
            by=self.by,
        )
        milestone: Milestone = candidate.milestones.first()
        return [
            make_activity(unit, self.by, evidence=False),
            Achievement.objects.create(plan=plan, quarter=1, created_by=self.by),
            letter,
            make_follow_up(letter, self.unit()),
            candidate.milestones.last(),
            make_declaration(candidate, self.by),
            self.ruling(milestone),
            sheet.own.answers.first(),
        ]

    def ruling(self, milestone: Milestone) -> Ruling:
        return Ruling.objects.create(
            milestone=milestone,
            position=1,
            snapshot=submitted_activity(self.unit(), self.by).submitted_snapshot,
            number="100/KEP/2022",
            decided_on=date(2022, 3, 1),
            decider=Decider.values[0],
            verdict=Verdict.PASSED,
            condition="Lengkap.",
            decree=self.proofs[0].versions.get(),
            recorded_by=self.by,
        )

    def person(self) -> User:
        person: User = UserFactory()
        for _role in range(self.chance.randint(0, 2)):
            role = self.chance.choice(list(Role))
            MembershipFactory(user=person, unit=self.chance.choice(self.units), role=role)
        if self.chance.random() < 0.5:
            share(
                obj=self.chance.choice(self.proofs),
                perm=EvidencePerm.VIEW_EVIDENCE,
                user=person,
                ends=timezone.localdate() + timedelta(days=9),
                reason="Reviu",
                by=self.by,
            )
        return User.objects.get(pk=person.pk)

    def step(self) -> None:
        """One change, past every action: the triggers alone keep up with it."""
        kind = self.chance.choice(Attachment.kinds())
        owner, proof = self.chance.choice(self.owners[kind]), self.chance.choice(self.proofs)
        some = kind.objects.filter(pk__in=kind.objects.order_by("?").values("pk")[:1])
        others = kind.objects.filter(owner=owner, evidence=proof)
        match self.chance.randrange(8):
            case 0 | 1 | 2 if not others.exists():
                kind.objects.bulk_create([kind(owner=owner, evidence=proof, attached_by=self.by)])
            case 3:
                some.delete()
            case 4 if not others.exists():
                some.update(owner=owner, evidence=proof)
            case 5:
                holder = self.chance.choice(HOLDERS)
                key = holder.objects.order_by("?").values_list("pk", flat=True).first()
                holder.objects.filter(pk=key).update(unit=self.unit())
            case 6:
                letter = MinisterialLetter.objects.order_by("?").first()
                letter.addressees.set([self.unit(), self.unit()])
            case 7:
                unit, parent = self.unit(), self.unit()
                if not parent.path.startswith(unit.path):
                    move_unit(unit=unit, parent=parent, by=self.by)


def by_the_rule(user: User) -> set[int]:
    """What ADR 32 lets ``user`` see, asked of each kind of attachment by itself."""
    proofs = Evidence.objects.select_related("unit")
    seen = {proof.pk for proof in proofs if user.has_perm(EvidencePerm.VIEW_EVIDENCE, proof)}
    for kind in Attachment.kinds():
        owners = kind.owner_model().objects.visible_to(user)
        seen |= set(kind.objects.filter(owner__in=owners).values_list("evidence", flat=True))
    return seen


@pytest.mark.parametrize("seed", [1])
def test_the_library_shows_what_the_rule_says_whatever_was_changed_and_how(db, seed):
    world = World(random.Random(seed))
    assert all(world.owners.values()), "make an owner of the new kind in owners_in"

    for _round in range(5):
        for _step in range(20):
            world.step()
        for person in world.people:
            user = User.objects.get(pk=person.pk)
            seen = Evidence.objects.visible_to(user).values_list("pk", flat=True)
            listed = Evidence.objects.listed_for(user).values_list("pk", flat=True)
            assert set(seen) == set(listed) == by_the_rule(user)
    assert differences() == []
    uses = [kind.objects.values_list("evidence", flat=True) for kind in Attachment.kinds()]
    used = [key for keys in uses for key in keys]
    assert {proof.pk: proof.uses for proof in Evidence.objects.with_uses()} == {
        proof.pk: used.count(proof.pk) for proof in world.proofs
    }
    unused = Evidence.objects.unused().values_list("pk", flat=True)
    assert set(unused) == {proof.pk for proof in world.proofs} - set(used)


def test_where_two_permissions_differ_each_kind_is_asked_with_its_own(
    evidence, activity, pimpinan, sibling, member_of, monkeypatch
):
    elsewhere = Evidence.objects.create(unit=sibling, title="Lain", created_by=pimpinan)
    row = ActivityEvidence(owner=activity, evidence=elsewhere, attached_by=pimpinan)
    row.save()
    reader = member_of(activity.unit, Role.PIMPINAN)
    assert elsewhere in Evidence.objects.visible_to(reader)

    only_leads = scope.GRANTS | {ProgramPerm.VIEW_ACTIVITY: frozenset({Role.KETUA_TIM})}
    monkeypatch.setattr(scope, "GRANTS", only_leads)

    assert elsewhere not in Evidence.objects.visible_to(reader)
    assert evidence in Evidence.objects.visible_to(reader)


def test_what_is_written_past_the_triggers_is_told_and_mended(evidence, activity, pegawai):
    ActivityEvidence.objects.create(owner=activity, evidence=evidence, attached_by=pegawai)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE evidence_evidence SET names = 'x'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    EvidenceUnit.objects.filter(kind="").update(uses=7)
    EvidenceUnit.objects.exclude(kind="").delete()

    units, names = differences()
    assert "programs.activityevidence" in units
    assert "nama" in names

    restore()
    assert differences() == []


def test_proof_is_found_by_its_title_and_by_the_name_of_any_of_its_files(evidence, pegawai):
    def is_found(query: str) -> bool:
        return evidence in Evidence.objects.named(query)

    name = evidence.current.name
    assert is_found("NOTULEN rap")
    assert is_found(name[1:5].upper())
    Evidence.objects.filter(pk=evidence.pk).update(title="Undangan", names="")
    assert is_found("undang")
    assert is_found(name)
    assert not is_found("notulen rap")
