"""Which rows a person may see, against a plain recount of the rule over random trees and roles."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db.models import Model
from django.utils import timezone

from evaluations.assessments.actions import create_assessment
from evaluations.assessments.models import Assessment
from evaluations.follow_ups.models import FollowUp, TimeRequest
from evaluations.instruments.models import Instrument
from evaluations.letters.models import MinisterialLetter
from evaluations.letters.permissions import LetterPerm
from programs.achievements.models import Achievement
from programs.activities.models import Activity
from programs.permissions import ProgramPerm
from programs.plans.models import ActionPlan
from reformasi.documents.models import DocumentGrant, DocumentRequest
from reformasi.documents.permissions import DocumentPerm
from reformasi.organisation import actions, scope
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.roles import Role
from reformasi.organisation.sharing import share
from reformasi.privacy.models import Correction
from reformasi.privacy.permissions import PrivacyPerm
from tests.evaluations.factories import make_follow_up, make_letter
from tests.factories import MembershipFactory, UserFactory, make_unit
from tests.programs.factories import make_plan
from tests.zona_integritas.factories import make_candidate, make_declaration
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.declarations.models import Declaration

TODAY = date(2026, 11, 26)
ROLES = (Role.ADMIN, Role.BIRO, Role.KETUA_TIM, Role.PEGAWAI, Role.PIMPINAN, Role.TPI_KETUA)


class World:
    """A tree (or two), people with roles that began, hold or ended, and rows of every kind."""

    def __init__(self, seed: int, roots: int) -> None:
        self.random = Random(seed)
        self.units = [make_unit(f"akar-{number}") for number in range(roots)]
        for number in range(9):
            self.units.append(make_unit(f"u{number}", self.random.choice(self.units)))
        self.units = list(Unit.objects.all())
        self.people = [UserFactory() for _each in range(7)]
        self.today = timezone.localdate()
        for _each in range(8):
            self._appoint()
        self._top_role()
        self.people = list(User.objects.order_by("pk"))
        self.posts: dict[int, list[Membership]] = {}

    def _appoint(self) -> None:
        starts = self.today + timedelta(days=self.random.choice((-90, -90, -90, 5)))
        ends = self.random.choice((None, None, self.today, self.today - timedelta(days=9)))
        MembershipFactory(
            user=self.random.choice(self.people[:-1]),  # the last one never has a role
            unit=self.random.choice(self.units),
            role=self.random.choice(ROLES),
            valid_from=min(starts, ends or starts),
            valid_to=ends,
        )

    def _top_role(self) -> None:
        MembershipFactory(
            user=self.people[0],
            unit=self.units[0],
            role=self.random.choice(ROLES),
            valid_from=self.today - timedelta(days=400),
        )

    def holds(self, user: User, perm: str, unit: Unit) -> bool:
        """The rule: a role in this unit or in one above it, today, that has the permission."""
        if user.pk not in self.posts:
            posts = Membership.objects.filter(user=user).select_related("unit")
            self.posts[user.pk] = list(posts)
        return any(
            unit.path.startswith(post.unit.path)
            and post.role in scope.roles_with(perm)
            and post.valid_from <= self.today
            and (post.valid_to is None or post.valid_to >= self.today)
            for post in self.posts[user.pk]
        )

    def documents(self) -> list[DocumentRequest]:
        rows = DocumentRequest.objects.bulk_create(
            DocumentRequest(
                kind="x", title="x", subject_type="x", subject_id=str(number), unit=unit,
                number=f"{number}", snapshot={}, snapshot_sha256=f"{number}",
                requested_at=timezone.now(),
            )
            for number, unit in enumerate(self.units * 2)
        )  # fmt: skip
        for row in self.random.sample(rows, 4):
            user, by = self.random.sample(self.people, 2)
            share(
                obj=row,
                perm=DocumentPerm.VIEW_DOCUMENT_REQUEST,
                user=user,
                ends=self.today + timedelta(days=3),
                reason="Reviu",
                by=by,
            )
        over = DocumentGrant.objects.first()
        assert over is not None
        DocumentGrant.objects.filter(pk=over.pk).update(ends=self.today - timedelta(days=1))
        return rows

    def agrees(self, rows: type[Model], seen: Callable[[User, Model], bool]) -> None:
        for person in self.people:
            user = User.objects.get(pk=person.pk)
            expected = {row.pk for row in rows._default_manager.all() if seen(user, row)}
            visible = rows.objects.visible_to(user)  # type: ignore[attr-defined]
            assert set(visible.values_list("pk", flat=True)) == expected
            assert visible.count() == len(expected)  # each once


@pytest.fixture(params=[(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)], ids=str)
def world(request: pytest.FixtureRequest, db: None) -> World:
    return World(*request.param)


def test_rows_of_units_and_what_was_given_one_by_one(world):
    world.documents()
    world.agrees(
        DocumentRequest,
        lambda user, row: (
            world.holds(user, DocumentPerm.VIEW_DOCUMENT_REQUEST, row.unit)
            or row.grants.filter(user=user, ends__gte=world.today).exists()
        ),
    )


def test_rows_of_units_alone(world):
    Activity.objects.bulk_create(
        Activity(unit=unit, date=TODAY, title="x", created_by=world.people[0])
        for unit in world.units
    )
    world.agrees(Activity, lambda user, row: world.holds(user, ProgramPerm.VIEW_ACTIVITY, row.unit))
    world.agrees(Unit, lambda user, row: world.holds(user, OrganisationPerm.VIEW_UNIT, row))


def test_rows_that_belong_to_a_unit_through_others(world):
    """What the office of each unit keeps, down to the third row from the unit."""
    by = world.people[0]
    for number, unit in enumerate(world.units):
        plan = make_plan(unit, by)
        Achievement.objects.create(plan=plan, quarter=1, value=1, created_by=by)
        candidate = make_candidate(unit, by)
        make_declaration(candidate, by)
        create_assessment(
            unit=unit, year=2026, instrument=Instrument.objects.get(code="zi-2021"), by=by
        )
        follow_up = make_follow_up(make_letter(unit, number=f"{number}"), unit)
        TimeRequest.objects.create(
            follow_up=follow_up,
            asked_by=by,
            due=TODAY + timedelta(days=9),
            due_before=TODAY,
            reason="x",
        )
        Correction.objects.create(
            unit=unit, target="x", target_id=unit.code, kind="correct", columns=[], asked_by="self",
            asked_on=TODAY, reference="x", proof="x", reason="x", made_by=by,
        )  # fmt: skip

    for kind in (ActionPlan, Achievement, Candidate, Milestone, Declaration, Assessment, FollowUp):
        perm = scope.permission("view", kind)
        world.agrees(kind, lambda user, row, perm=perm: world.holds(user, perm, unit_of(row)))
    for kind, perm in (
        (TimeRequest, LetterPerm.VIEW_FOLLOW_UP),
        (Correction, PrivacyPerm.ADD_CORRECTION),
    ):
        world.agrees(kind, lambda user, row, perm=perm: world.holds(user, perm, unit_of(row)))


def unit_of(row: Model) -> Unit:
    """Along the columns, as a person would look it up."""
    for name in ("unit", "plan", "candidate", "follow_up"):
        if hasattr(row, name):
            above = getattr(row, name)
            return above if isinstance(above, Unit) else unit_of(above)
    raise AssertionError(row)


def test_letters_of_a_unit_and_those_addressed_to_it_or_above_it(world):
    for number, unit in enumerate(world.units):
        letter = MinisterialLetter.objects.create(
            unit=unit, number=f"{number}", date=TODAY, subject="x", evaluated_year=2025
        )
        letter.addressees.set(world.random.sample(world.units, 2))
    perm = scope.permission("view", MinisterialLetter)

    def seen(user: User, letter: MinisterialLetter) -> bool:
        below = Unit.objects.filter(
            path__regex="^(" + "|".join(unit.path for unit in letter.addressees.all()) + ")"
        )
        return any(world.holds(user, perm, unit) for unit in [letter.unit, *below])

    world.agrees(MinisterialLetter, seen)


def test_people_who_serve_within_reach_and_those_who_never_served(world):
    def seen(user: User, person: User) -> bool:
        posts = list(Membership.objects.filter(user=person).select_related("unit"))
        adds = any(world.holds(user, OrganisationPerm.ADD_USER, unit) for unit in world.units)
        return (
            person == user
            or any(world.holds(user, OrganisationPerm.VIEW_MEMBERSHIP, post.unit) for post in posts)
            or (adds and not posts)
        )

    world.agrees(User, seen)
    for person in world.people:
        user = User.objects.get(pk=person.pk)
        changeable = set(User.objects.where(user, OrganisationPerm.CHANGE_USER))
        assert changeable == {
            other for other in world.people if user.has_perm(OrganisationPerm.CHANGE_USER, other)
        }


def test_who_is_given_a_role_is_not_asked_any_more_whether_they_have_one(unit, admin):
    person = UserFactory()
    assert User.objects.get(pk=person.pk).never_served
    actions.appoint(user=person, unit=unit, role=Role.PEGAWAI, valid_from=TODAY, by=admin)
    assert not User.objects.get(pk=person.pk).never_served


def test_where_nothing_was_given_no_row_is_asked_for_grants(unit, member_of):
    user = member_of(unit, Role.KETUA_TIM)
    sql = str(DocumentRequest.objects.visible_to(user).query)
    assert " OR " not in sql
    assert "documentgrant" not in sql


def test_a_role_at_the_top_of_the_only_tree_asks_for_no_unit(ministry, unit, member_of):
    user = member_of(ministry, Role.PIMPINAN)
    assert "path" not in str(Activity.objects.visible_to(user).order_by().query)

    make_unit("akar-lain")
    user = User.objects.get(pk=user.pk)
    assert "path" in str(Activity.objects.visible_to(user).order_by().query)


def test_what_was_given_is_read_once_for_all_kinds(unit, member_of, django_assert_num_queries):
    user = User.objects.get(pk=member_of(unit, Role.KETUA_TIM).pk)
    document = DocumentRequest(unit=unit, pk=1)
    assert user.has_perm(DocumentPerm.SIGN_DOCUMENT_REQUEST, document)
    with django_assert_num_queries(1):
        for _each in range(3):
            assert not user.has_perm(DocumentPerm.CANCEL_DOCUMENT_REQUEST, document)
