"""A ministry at work: random acts of people, one after another, as the portal lets them be done."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from evaluations.follow_ups import actions as follow_ups
from evaluations.follow_ups.actions import Excuse
from evaluations.follow_ups.models import FollowUp
from evaluations.letters import actions as letters
from evaluations.letters.models import MinisterialLetter, Recommendation
from programs.achievements import actions as achievements
from programs.achievements.models import Achievement
from programs.activities import actions as activities
from programs.activities.models import Activity
from programs.areas.models import ReformArea
from programs.plans import actions as plans
from programs.plans.models import ActionPlan
from programs.plans.quarters import QUARTERS, Method
from programs.submissions.actions import delete_draft
from reformasi.audit.refusals import Refused
from reformasi.evidence import actions as evidence
from reformasi.evidence.models import Evidence
from reformasi.organisation import actions as organisation
from reformasi.organisation.models import Unit
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.evidence.files import pdf
from tests.factories import MembershipFactory, make_unit
from tests.programs.factories import make_plan, reform_area

EXCUSE = Excuse("Dasar hukumnya dicabut", "Inspektur Jenderal")


class Walk:
    """``step()`` lets somebody do something; what the portal refuses is as if it had not been."""

    def __init__(self, seed: int, units: int = 14) -> None:
        self.dice = random.Random(seed)
        self.today = timezone.localdate()
        self.numbers = iter(range(1, 1_000_000))
        reform_area()
        root = make_unit("akar", kind="ministry", echelon="")
        self.units = [root]
        for number in range(units - 1):
            self.units.append(make_unit(f"unit-{seed}-{number}", self.dice.choice(self.units)))
        roles = (Role.PEGAWAI, Role.KETUA_TIM, Role.BIRO, Role.ADMIN)
        self.writer, self.lead, self.bureau, self.admin = (
            MembershipFactory(unit=root, role=role).user for role in roles
        )
        self.proofs: dict[int, Evidence] = {}
        self.acts: list[Callable[[], object]] = [
            *[self.record_activity] * 4, *[self.decide_activity] * 8, self.change_activity,
            *[self.record_plan] * 2, *[self.decide_plan] * 3, *[self.report_quarter] * 4,
            *[self.decide_achievement] * 5, self.change_method, self.delete_draft,
            self.record_letter, self.change_addressees, *[self.ask] * 3, *[self.report] * 4,
            *[self.verify] * 5, self.take_back, self.move_unit, self.close_unit, self.end_role,
        ]  # fmt: skip

    def step(self) -> None:
        proofs, units = dict(self.proofs), list(self.units)
        try:
            with transaction.atomic():
                self.dice.choice(self.acts)()
        except Refused:
            self.proofs, self.units = proofs, units

    def one_of(self, rows):
        """Any row, or a refusal where there is none."""
        ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
        if ends["first"] is None:
            raise Refused("Tidak ada.", verb="view", target=self.units[0])
        key = self.dice.randint(ends["first"], ends["last"])
        return rows.filter(pk__gte=key).order_by("pk").first()

    def unit(self) -> Unit:
        return Unit.objects.get(pk=self.dice.choice(self.units).pk)

    def day(self) -> date:
        return self.today - timedelta(days=self.dice.randrange(500))

    def prove(self, owner) -> None:
        unit = owner.unit
        if unit.pk not in self.proofs:
            [self.proofs[unit.pk]] = evidence.upload(unit=unit, files=[pdf()], by=self.writer)
        evidence.attach(owner=owner, evidence=self.proofs[unit.pk], by=self.writer)

    def decided(self, item) -> None:
        """The next thing that may happen to something that is submitted and decided."""
        item.refresh_from_db()
        if item.is_submitted:
            judge = self.bureau if isinstance(item, FollowUp) else self.lead
            self.dice.choice(
                [
                    lambda: decisions.approve(item, by=judge),
                    lambda: decisions.approve(item, by=judge),
                    lambda: decisions.send_back(item, note="Kurang.", by=judge),
                    lambda: decisions.withdraw(item, by=self.writer),
                ]
            )()
        elif item.is_approved:
            decisions.reopen(item, note="Perlu diubah.", by=self.writer)
        else:
            decisions.submit(item, by=self.writer)

    # --- activities

    def record_activity(self) -> None:
        activity = activities.create_activity(
            by=self.writer,
            unit=self.unit(),
            title=f"Rapat {next(self.numbers)}",
            description="Uraian",
            date=self.day() if self.dice.random() < 0.9 else None,
            area=self.dice.choice([None, *ReformArea.objects.all()]),
        )
        self.prove(activity)

    def decide_activity(self) -> None:
        self.decided(self.one_of(Activity.objects.all()))

    def change_activity(self) -> None:
        activity = self.one_of(Activity.objects.all())
        changes = self.dice.choice(
            [
                {"date": self.day()},
                {"area": reform_area(self.dice.randint(1, 8))},
                {"unit": self.unit()},
            ]
        )
        activities.change_activity(
            activity=activity, version=activity.version, by=self.writer, **changes
        )

    def delete_draft(self) -> None:
        kind = self.dice.choice([Activity, ActionPlan, Achievement])
        delete_draft(item=self.one_of(kind.objects.all()), by=self.writer)

    # --- plans

    def record_plan(self) -> None:
        make_plan(
            self.unit(),
            self.writer,
            year=self.today.year - self.dice.randrange(2),
            area=reform_area(self.dice.randint(1, 8)),
            method=self.dice.choice(Method.values),
        )

    def decide_plan(self) -> None:
        self.decided(self.one_of(ActionPlan.objects.all()))

    def change_method(self) -> None:
        plan = self.one_of(ActionPlan.objects.all())
        values = {"method": self.dice.choice(Method.values), "target_q1": Decimal(0)}
        plans.change_plan(plan=plan, version=plan.version, by=self.writer, **values)

    def report_quarter(self) -> None:
        achievement = achievements.create_achievement(
            plan=self.one_of(ActionPlan.objects.approved()),
            quarter=self.dice.choice(QUARTERS),
            by=self.writer,
            value=Decimal(self.dice.randrange(500)) / 100,
            reason="Memang begitu.",
        )
        self.prove(achievement)

    def decide_achievement(self) -> None:
        self.decided(self.one_of(Achievement.objects.all()))

    # --- letters and what is done about them

    def some_units(self) -> list[Unit]:
        return self.dice.sample(self.units, self.dice.randint(1, 3))

    def record_letter(self) -> None:
        letter = letters.create_letter(
            by=self.bureau,
            unit=self.unit(),
            addressees=self.some_units(),
            number=f"{next(self.numbers)}/SJ",
            date=self.day(),
            subject="Hasil evaluasi",
            evaluated_year=2025,
            is_sample=self.dice.random() < 0.2,
        )
        texts = [f"Rekomendasi {number}" for number in range(self.dice.randint(1, 4))]
        letters.create_finding(
            letter=letter, description="Temuan", recommendations=texts, by=self.bureau
        )

    def change_addressees(self) -> None:
        letter = self.one_of(MinisterialLetter.objects.all())
        letters.change_letter(
            letter=letter,
            by=self.bureau,
            version=letter.version,
            addressees=self.some_units(),
            unit=self.unit(),
        )

    def ask(self) -> None:
        recommendation = self.one_of(Recommendation.objects.all())
        follow_ups.create_follow_up(
            recommendation=recommendation,
            unit=self.unit(),
            by=self.bureau,
            action="Kerjakan",
            due=self.today + timedelta(days=self.dice.randint(-90, 90)),
            amount=self.dice.choice([None, Decimal(5_000_000)]),
            is_sample=recommendation.finding.letter.is_sample,
        )

    def report(self) -> None:
        follow_up = self.one_of(FollowUp.objects.all())
        self.prove(follow_up)
        settled = Decimal(2_000_000) if follow_up.amount else None
        follow_ups.change_report(
            follow_up=follow_up,
            by=self.writer,
            version=follow_up.version,
            report=f"Sudah {next(self.numbers)}",
            amount_settled=settled,
        )
        decisions.submit(follow_up, by=self.writer)

    def verify(self) -> None:
        follow_up = self.one_of(FollowUp.objects.all())
        if self.dice.random() < 0.7:
            self.decided(follow_up)
        elif follow_up.is_submitted:
            follow_ups.excuse_follow_up(
                follow_up=follow_up, excuse=EXCUSE, by=self.bureau, version=follow_up.version
            )
        else:
            follow_ups.record_excuse(
                follow_up=follow_up, excuse=EXCUSE, by=self.bureau, version=follow_up.version
            )

    def take_back(self) -> None:
        follow_ups.delete_follow_up(follow_up=self.one_of(FollowUp.objects.all()), by=self.bureau)

    # --- units and people

    def move_unit(self) -> None:
        organisation.move_unit(unit=self.unit(), parent=self.unit(), by=self.admin)

    def close_unit(self) -> None:
        """One with nothing below it ends, merged into another; a new one takes its place."""
        unit = self.unit()
        successor = self.dice.choice([each for each in self.units if each.pk != unit.pk])
        organisation.close_unit(
            unit=unit, valid_to=self.today, by=self.admin, reason="Dilebur", merged_into=successor
        )
        self.units.remove(unit)
        self.units.append(make_unit(f"baru-{next(self.numbers)}", self.unit()))

    def end_role(self) -> None:
        membership = MembershipFactory(unit=self.unit(), role=Role.PEGAWAI)
        organisation.end_membership(membership=membership, valid_to=self.today, by=self.admin)
