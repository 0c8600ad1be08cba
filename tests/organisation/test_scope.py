"""Who may do what, where: a role reaches its unit and what is below, on the days that it holds."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from evaluations.follow_ups.models import FollowUp
from programs.permissions import ProgramPerm
from reformasi.audit.models import Entry
from reformasi.evidence.models import Evidence
from reformasi.evidence.permissions import EvidencePerm
from reformasi.organisation import access, actions, periods, scope, sharing
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.roles import Kind, Role
from reformasi.workflow.making import open_to
from reformasi.workflow.moves import Move
from tests.factories import UserFactory, make_unit
from zona_integritas.permissions import ZonaIntegritasPerm

PERM = OrganisationPerm.CHANGE_UNIT  # held by administrators alone
MISSPELT = "organisation." + "chnage_unit"
MOVE_OF_NOBODY = Move("juggle", "Main-main", "bermain-main dengan", {"x"}, "y")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("where", ["ditjen", "unit", "sibling", "child"])
def test_a_role_reaches_its_unit_and_those_below(
    role, where, ditjen, unit, sibling, child, member_of
):
    user = member_of(unit, role)
    asked = {"ditjen": ditjen, "unit": unit, "sibling": sibling, "child": child}[where]
    within = where in {"unit", "child"}
    assert user.has_perm(OrganisationPerm.VIEW_UNIT, asked) is within
    assert user.has_perm(PERM, asked) is (within and role == Role.ADMIN)


def test_the_three_questions_give_one_answer(ditjen, unit, sibling, child, member_of):
    member_of(unit, Role.ADMIN)
    member_of(ditjen, Role.ADMIN)
    member_of(sibling, Role.PEGAWAI)
    for user in User.objects.all():
        units = set(Unit.objects.where(user, PERM))
        for place in Unit.objects.all():
            allowed = user.has_perm(PERM, place)
            assert allowed is (place in units)
            assert allowed is User.objects.holding(PERM, place).filter(pk=user.pk).exists()


def test_a_role_below_one_that_reaches_as_much_adds_nothing(ditjen, unit, member_of):
    user = member_of(unit, Role.ADMIN)
    member_of(ditjen, Role.ADMIN, user=user)

    assert scope.reach(user, PERM) == [ditjen.path]


def test_units_whose_paths_merely_look_alike_are_not_reached(ministry, member_of):
    first, second = make_unit("pertama", ministry), make_unit("kedua", ministry)
    user = member_of(first, Role.ADMIN)
    assert first.path[:-1] == second.path[:-1]
    assert not user.has_perm(PERM, second)


@pytest.mark.parametrize("kind", [Kind.PLT, Kind.PLH])
@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(-5, -1, False), (-5, 0, True), (0, 0, True), (0, 5, True), (1, 5, False)],
)
def test_plt_and_plh_hold_on_their_days_alone(kind, starts, ends, holds, unit):
    today = timezone.localdate()
    user = UserFactory()
    actions.appoint(
        user=user,
        unit=unit,
        role=Role.ADMIN,
        kind=kind,
        valid_from=today + timedelta(days=starts),
        valid_to=today + timedelta(days=ends),
        by=None,
    )
    assert user.has_perm(PERM, unit) is holds
    assert User.objects.holding(PERM, unit).filter(pk=user.pk).exists() is holds


def test_an_inactive_person_may_nothing(unit, member_of):
    user = member_of(unit, Role.ADMIN)
    User.objects.filter(pk=user.pk).update(is_active=False)
    user = User.objects.get(pk=user.pk)
    assert not user.has_perm(PERM, unit)
    assert not Unit.objects.where(user, PERM).exists()
    assert not User.objects.holding(PERM, unit).exists()
    assert scope.above(user, PERM) == set()


@pytest.mark.parametrize(
    "ask",
    [
        lambda user, unit: user.has_perm(MISSPELT),
        lambda user, unit: user.has_perm(MISSPELT, unit),
        lambda user, unit: Unit.objects.where(user, MISSPELT),
        lambda user, unit: User.objects.holding(MISSPELT, unit),
        lambda user, unit: scope.reach(user, MISSPELT),
        lambda user, unit: access.explain(user, MISSPELT, unit),
        lambda user, unit: scope.permission("vieew", Unit),
        lambda user, unit: open_to(user, FollowUp(status="x"), [MOVE_OF_NOBODY]),
    ],
)
def test_a_permission_that_nobody_grants_is_an_error_and_not_a_no(ask, pegawai, unit):
    with pytest.raises(scope.UnknownPermission):
        ask(pegawai, unit)


def test_it_is_an_error_for_a_superuser_too_where_rows_are_asked_for(db):
    with pytest.raises(scope.UnknownPermission):
        Unit.objects.where(UserFactory(is_superuser=True), MISSPELT)


def test_a_permission_is_granted_in_one_place_alone():
    before = dict(scope.GRANTS)
    with pytest.raises(ValueError, match="is granted twice"):
        scope.grant({PERM: {Role.PEGAWAI}})
    assert before == scope.GRANTS


def test_the_public_reaches_nothing(unit):
    nobody = AnonymousUser()
    assert not nobody.has_perm(PERM, unit)
    assert not Unit.objects.where(nobody, PERM).exists()
    assert not Evidence.objects.visible_to(nobody).exists()


def test_a_superuser_reaches_every_unit(unit, sibling):
    root = UserFactory(is_superuser=True)
    assert set(Unit.objects.where(root, PERM)) == set(Unit.objects.all())


def test_a_superuser_sees_and_reaches_every_person(unit, member_of):
    root = UserFactory(is_superuser=True)
    member_of(unit, Role.PEGAWAI)
    everybody = set(User.objects.all())
    assert set(User.objects.visible_to(root)) == everybody
    assert set(User.objects.where(root, OrganisationPerm.CHANGE_USER)) == everybody


def test_the_units_above_are_those_on_the_way_to_the_top(ministry, ditjen, unit, child, member_of):
    user = member_of(unit, Role.ADMIN)
    assert scope.above(user, PERM) == {ministry.path, ditjen.path, unit.path}
    assert not scope.above(member_of(unit, Role.PEGAWAI), PERM)


def test_a_thing_of_no_unit_is_nobodys(pegawai):
    assert not pegawai.has_perm(OrganisationPerm.VIEW_UNIT, Entry())


def test_moving_a_unit_takes_everything_below_along_and_access_follows(
    ministry, ditjen, unit, child, member_of, admin
):
    new_parent = make_unit("setjen", ministry)
    grandchild = make_unit("seksi", child)
    of_the_old, of_the_new = member_of(ditjen, Role.ADMIN), member_of(new_parent, Role.ADMIN)

    moved = actions.move_unit(unit=unit, parent=new_parent, by=admin)

    for place in (moved, Unit.objects.get(pk=child.pk), Unit.objects.get(pk=grandchild.pk)):
        assert place.path.startswith(new_parent.path)
        assert not User.objects.get(pk=of_the_old.pk).has_perm(PERM, place)
        assert User.objects.get(pk=of_the_new.pk).has_perm(PERM, place)
    assert Unit.objects.get(pk=grandchild.pk).depth == moved.depth + 2
    assert Unit.objects.find_problems() == ([], [], [], [], [])


def test_a_unit_is_not_moved_below_itself(unit, child, admin):
    with pytest.raises(actions.NotAllowedHere, match="dirinya sendiri"):
        actions.move_unit(unit=unit, parent=child, by=admin)


def test_one_proof_shared_with_one_person_is_theirs_until_the_day(unit, sibling, member_of):
    owner, guest = member_of(unit, Role.KETUA_TIM), member_of(sibling, Role.PEGAWAI)
    proof = Evidence.objects.create(unit=unit, title="Daftar hadir", created_by=owner)
    other = Evidence.objects.create(unit=unit, title="Notulen", created_by=owner)
    today = timezone.localdate()

    given = sharing.share(
        obj=proof,
        perm=EvidencePerm.VIEW_EVIDENCE,
        user=guest,
        ends=today,
        reason="Ditinjau",
        by=owner,
    )
    assert guest.has_perm(EvidencePerm.VIEW_EVIDENCE, proof)
    assert not guest.has_perm(EvidencePerm.CHANGE_EVIDENCE, proof)
    assert not guest.has_perm(EvidencePerm.VIEW_EVIDENCE, other)
    assert list(Evidence.objects.visible_to(guest)) == [proof]

    type(given).objects.update(ends=today - timedelta(days=1))
    guest.forget_grants()
    assert not guest.has_perm(EvidencePerm.VIEW_EVIDENCE, proof)
    assert not Evidence.objects.visible_to(guest).exists()


def test_nobody_keeps_a_proof_for_the_time_after_their_role(unit, ketua_tim):
    proof = Evidence.objects.create(unit=unit, title="Daftar hadir", created_by=ketua_tim)
    with pytest.raises(sharing.SameHand, match="dirinya sendiri"):
        sharing.share(
            obj=proof,
            perm=EvidencePerm.VIEW_EVIDENCE,
            user=ketua_tim,
            ends=timezone.localdate(),
            reason="Untuk nanti",
            by=ketua_tim,
        )
    assert not proof.grants.exists()


def test_the_reach_of_a_user_is_read_once_per_request(
    unit, child, member_of, django_assert_num_queries
):
    user = User.objects.get(pk=member_of(unit, Role.ADMIN).pk)
    with django_assert_num_queries(1):
        for place in (unit, child) * 10:
            user.has_perm(PERM, place)


def test_the_lazy_user_of_a_request_and_the_one_behind_it_are_one(
    unit, member_of, django_assert_num_queries
):
    user = member_of(unit, Role.ADMIN)
    lazy = SimpleLazyObject(lambda: user)
    with django_assert_num_queries(1):
        assert scope.reach(lazy, PERM) == scope.reach(user, PERM) == [unit.path]

    Membership.objects.filter(user=user).update(valid_to=timezone.localdate() - timedelta(days=1))
    lazy.forget_memberships()

    assert scope.reach(user, PERM) == []


def test_an_administrator_below_does_not_reach_those_who_also_serve_above(
    ministry, unit, member_of
):
    local = member_of(unit, Role.ADMIN)
    above = member_of(ministry, Role.BIRO)
    own = member_of(unit, Role.PEGAWAI)
    member_of(unit, Role.PEGAWAI, user=above)
    assert above in User.objects.visible_to(local)
    assert local.has_perm(OrganisationPerm.CHANGE_USER, own)
    assert not local.has_perm(OrganisationPerm.CHANGE_USER, above)


def test_deactivating_somebody_above_does_not_bring_them_within_reach(ministry, unit, member_of):
    local, above = member_of(unit, Role.ADMIN), member_of(ministry, Role.ADMIN)
    member_of(unit, Role.PEGAWAI, user=above)
    User.objects.filter(pk=above.pk).update(is_active=False)
    assert not local.has_perm(OrganisationPerm.CHANGE_USER, User.objects.get(pk=above.pk))


def test_somebody_who_is_to_serve_elsewhere_is_out_of_reach_already(unit, sibling, member_of):
    local, later = member_of(unit, Role.ADMIN), member_of(unit, Role.PEGAWAI)
    member_of(sibling, Role.ADMIN, user=later, valid_from=timezone.localdate() + timedelta(days=1))
    assert not local.has_perm(OrganisationPerm.CHANGE_USER, later)


def test_people_without_a_role_are_seen_by_those_who_add_people(admin, pegawai, ketua_tim):
    nobody = UserFactory()
    assert nobody in User.objects.visible_to(admin)
    assert admin.has_perm(OrganisationPerm.CHANGE_USER, nobody)
    for other in (pegawai, ketua_tim):
        assert nobody not in User.objects.visible_to(other)


def test_who_served_is_still_within_reach_of_the_last_unit_alone(admin, unit, sibling, member_of):
    served = member_of(unit, Role.KETUA_TIM, valid_to=date(2024, 12, 31))
    member_of(sibling, Role.PEGAWAI, user=served, valid_to=date(2022, 12, 31))
    own, other = member_of(unit, Role.ADMIN), member_of(sibling, Role.ADMIN)
    for person, reached in ((admin, True), (own, True), (other, False)):
        assert person.has_perm(OrganisationPerm.CHANGE_USER, served) is reached
        reach = User.objects.where(person, OrganisationPerm.CHANGE_USER)
        assert (served in reach) is reached


def test_only_a_role_at_the_top_reaches_the_periods_of_the_ministry(unit, admin, member_of):
    period = periods.set_period(
        by=None, kind="year", year=2030, starts=date(2030, 1, 1), ends=date(2030, 12, 31)
    )
    assert admin.has_perm(OrganisationPerm.CHANGE_PERIOD, period)
    assert not member_of(unit, Role.ADMIN).has_perm(OrganisationPerm.CHANGE_PERIOD, period)


def test_nobody_gives_a_role_to_themselves(unit, admin):
    with pytest.raises(actions.SameHand, match="dirinya sendiri"):
        actions.appoint(
            user=admin, unit=unit, role=Role.KETUA_TIM, valid_from=date(2026, 1, 1), by=admin
        )
    assert not Membership.objects.filter(user=admin, role=Role.KETUA_TIM).exists()


def test_tpi_does_not_assess_where_it_serves(unit, admin, member_of):
    served = member_of(unit, Role.PEGAWAI, valid_to=date(2026, 6, 30))
    with pytest.raises(actions.NotAllowedHere, match="merangkap"):
        actions.appoint(
            user=served, unit=unit, role=Role.TPI_KETUA, valid_from=date(2026, 6, 30), by=admin
        )
    assert actions.appoint(
        user=served, unit=unit, role=Role.TPI_KETUA, valid_from=date(2026, 7, 1), by=admin
    )


@pytest.mark.parametrize("where", ["ditjen", "child"])
def test_tpi_holds_no_other_role_above_or_below_either(where, ditjen, unit, child, sibling, admin):
    user = UserFactory()
    day = date(2026, 1, 1)
    other = {"ditjen": ditjen, "child": child}[where]
    actions.appoint(user=user, unit=unit, role=Role.TPI_ANGGOTA, valid_from=day, by=admin)
    with pytest.raises(actions.NotAllowedHere, match="merangkap"):
        actions.appoint(user=user, unit=other, role=Role.PEGAWAI, valid_from=day, by=admin)
    assert actions.appoint(user=user, unit=sibling, role=Role.PEGAWAI, valid_from=day, by=admin)


class TestARoleThatHasEnded:
    """It is given anew or not at all: no other door leads back in."""

    ENDED, LATER = date(2021, 12, 31), date(2030, 12, 31)

    def test_is_not_ended_once_more_at_a_later_day(self, unit, admin, member_of):
        membership = member_of(unit, Role.KETUA_TIM, valid_to=self.ENDED).memberships.get()
        with pytest.raises(actions.NotAllowedHere, match="buat penugasan baru"):
            actions.end_membership(membership=membership, valid_to=self.LATER, by=admin)
        assert not membership.user.has_perm(ProgramPerm.APPROVE_ACTIVITY, unit)

    def test_is_not_corrected_into_life_by_its_own_holder(self, unit, admin, member_of):
        member_of(unit, Role.KETUA_TIM, user=admin, valid_to=self.ENDED)
        membership = admin.memberships.get(role=Role.KETUA_TIM)
        with pytest.raises(actions.SameHand, match="dirinya sendiri"):
            actions.change_membership(membership=membership, valid_to=None, by=admin)
        assert not admin.has_perm(ProgramPerm.APPROVE_ACTIVITY, unit)

    def test_is_not_corrected_into_a_second_hand_of_tpi(self, unit, admin, member_of):
        served = member_of(unit, Role.PEGAWAI, valid_to=self.ENDED)
        member_of(unit, Role.TPI_KETUA, user=served, valid_from=date(2022, 1, 1))
        membership = served.memberships.get(role=Role.PEGAWAI)
        with pytest.raises(actions.NotAllowedHere, match="merangkap"):
            actions.change_membership(membership=membership, valid_to=None, by=admin)

    def test_may_still_be_corrected_within_its_rules(self, unit, admin, member_of):
        membership = member_of(unit, Role.PEGAWAI, valid_to=self.ENDED).memberships.get()
        actions.change_membership(
            membership=membership, valid_to=self.LATER, decree="821/1", by=admin
        )
        assert membership.user.has_perm(ProgramPerm.ADD_ACTIVITY, unit)


@pytest.mark.parametrize("own", [Role.PEGAWAI, Role.KETUA_TIM, Role.ASESOR])
def test_who_works_in_a_unit_does_not_judge_it_and_the_four_answers_agree(
    own, ditjen, unit, sibling, child, member_of
):
    judge = ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE
    person = member_of(ditjen, Role.BIRO)
    member_of(child, own, user=person)

    def places(holds):
        return {place for place in Unit.objects.all() if holds(place)}

    assert places(lambda place: person.has_perm(judge, place)) == {sibling}
    assert set(Unit.objects.where(person, judge)) == {sibling}
    assert places(lambda place: person in User.objects.holding(judge, place)) == {sibling}
    assert places(lambda place: access.explain(person, judge, place).allowed) == {sibling}
    reasons = access.explain(person, judge, unit).reasons
    assert "juga bertugas di unit ini" in " ".join(reason.text for reason in reasons)
    assert not any(reason.helps for reason in reasons)


def test_a_permission_that_judges_nobody_is_held_beside_any_other_role(ditjen, unit, member_of):
    person = member_of(ditjen, Role.ADMIN)
    member_of(unit, Role.PEGAWAI, user=person)

    assert person.has_perm(PERM, unit)
