"""Why may, or may not, this person do this? The page and the portal give one answer."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from programs.permissions import ProgramPerm
from reformasi.evidence.models import Evidence
from reformasi.evidence.permissions import EvidencePerm
from reformasi.organisation import access, scope, sharing
from reformasi.organisation.models import Unit, User
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.roles import Role
from tests.factories import UserFactory

PERM = OrganisationPerm.CHANGE_UNIT


@pytest.mark.parametrize("perm", sorted(scope.GRANTS))
def test_every_permission_has_words(perm):
    verb, model = perm.split(".", 1)[1].rsplit("_", 1)
    assert perm in scope.LABELS or (
        verb in access.VERBS and apps.get_model(perm.split(".")[0], model)
    )
    assert access.permission_label(perm) != perm


def test_permissions_are_offered_in_words_by_app(db):
    offered = dict(access.permissions_by_app())
    assert (OrganisationPerm.VIEW_NIP, "Melihat NIP lengkap") in offered["Organisasi"]
    assert sum(len(perms) for perms in offered.values()) == len(scope.GRANTS)


def test_the_explanation_agrees_with_the_portal(ditjen, unit, sibling, child, member_of):
    people = [
        member_of(place, role)
        for place in (ditjen, unit, child)
        for role in (Role.ADMIN, Role.PEGAWAI)
    ]
    for person in people:
        for place in Unit.objects.all():
            for perm in (PERM, OrganisationPerm.VIEW_UNIT):
                explanation = access.explain(person, perm, place)
                assert explanation.allowed is person.has_perm(perm, place)
                assert explanation.allowed is any(reason.helps for reason in explanation.reasons)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"role": Role.PEGAWAI}, "tidak memegang wewenang"),
        ({"place": "sibling"}, "hanya di Direktorat Tetangga"),
        ({"place": "child"}, "hanya di Subdirektorat"),
        ({"ends": -1}, "Sudah berakhir"),
        ({"starts": 1}, "Belum mulai berlaku"),
        ({"active": False}, "akunnya tidak aktif"),
    ],
)
def test_each_obstacle_is_named(fields, reason, unit, sibling, child, member_of):
    today = timezone.localdate()
    place = {"sibling": sibling, "child": child}.get(fields.get("place"), unit)
    starts = today + timedelta(days=fields.get("starts", -10))
    ends = today + timedelta(days=fields["ends"]) if "ends" in fields else None
    person = member_of(place, fields.get("role", Role.ADMIN), valid_from=starts, valid_to=ends)
    User.objects.filter(pk=person.pk).update(is_active=fields.get("active", True))
    explanation = access.explain(User.objects.get(pk=person.pk), PERM, unit)
    assert not explanation.allowed
    assert reason in explanation.reasons[0].text
    assert "tidak boleh mengubah unit kerja di Direktorat Organisasi" in explanation.verdict
    assert explanation.advice


def test_a_shared_thing_is_told_with_its_end(unit, sibling, member_of):
    owner, guest = member_of(unit, Role.KETUA_TIM), member_of(sibling, Role.PEGAWAI)
    proof = Evidence.objects.create(unit=unit, title="Daftar hadir", created_by=owner)
    ends = timezone.localdate() + timedelta(days=3)
    perm = EvidencePerm.VIEW_EVIDENCE
    sharing.share(obj=proof, perm=perm, user=guest, ends=ends, reason="Ditinjau", by=owner)
    (reason,) = access.explain(guest, perm, unit).shared
    assert reason.helps
    assert reason.about == "Daftar hadir"
    assert access.explain(guest, perm, sibling).shared == []


def test_a_decision_reminds_of_the_separation_of_duties(unit, ketua_tim):
    assert (
        "Pemisahan tugas" in access.explain(ketua_tim, ProgramPerm.APPROVE_ACTIVITY, unit).caution
    )
    assert access.explain(ketua_tim, ProgramPerm.VIEW_ACTIVITY, unit).caution == ""


def test_somebody_without_a_role_is_told_to_be_appointed(unit, db):
    explanation = access.explain(UserFactory(), PERM, unit)
    assert explanation.reasons == []
    assert "belum punya penugasan" in explanation.advice
    assert "Administrator" in explanation.advice


def test_the_page_answers_an_administrator(login, admin, pegawai, unit):
    browser, address = login(admin), reverse("organisation:access")
    assert browser.get(address, {"person": pegawai.email}).status_code == 200
    asked = {"person": pegawai.nip, "permission": ProgramPerm.APPROVE_ACTIVITY, "unit": unit.code}
    page = browser.get(address, asked).content.decode()
    assert "tidak boleh menyetujui kegiatan di Direktorat Organisasi" in page
    assert "Ketua tim" in page


def test_the_page_asks_again_when_it_does_not_know_the_person(login, admin, unit):
    asked = {"person": "tak dikenal", "permission": PERM, "unit": unit.code}
    page = login(admin).get(reverse("organisation:access"), asked).content.decode()
    assert "Tidak ada orang" in page
    assert "tak dikenal" in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_others_do_not_ask(login, unit, member_of, role):
    assert login(member_of(unit, role)).get(reverse("organisation:access")).status_code == 403
