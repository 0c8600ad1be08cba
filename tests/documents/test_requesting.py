"""A document is frozen when it is asked for, asked for once, and numbered."""

import threading
from dataclasses import replace

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone, translation

from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.documents import actions, registry
from reformasi.documents.models import DocumentRequest
from reformasi.documents.registry import Kind
from reformasi.documents.workflow import CANCEL, Status
from reformasi.organisation import scope
from reformasi.organisation.models import User
from reformasi.organisation.roles import Kind as Holding
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from tests.documents import kinds
from tests.documents.conftest import produced

pytestmark = pytest.mark.usefixtures("printed_blank")


def ask(unit, by, kind=kinds.REPORT):
    return actions.request_document(kind=kind, subject=unit, unit=unit, by=by)


def test_a_request_freezes_all_that_the_document_shows(requested, unit):
    unit.name = "Direktorat dengan nama baru"
    unit.save()
    requested.refresh_from_db()

    assert requested.snapshot["content"]["text"] == "Tentang Direktorat Organisasi"
    assert requested.snapshot["sections"] == {"tambahan": {"text": "dari direktorat"}}
    assert [line["name"] for line in requested.snapshot["kop"]] == [
        "Kementerian", "Direktorat Jenderal", "Direktorat Organisasi",
    ]  # fmt: skip
    assert requested.is_sample


def test_a_signature_is_indonesian_whatever_language_the_signer_reads(done, ketua_tim, unit):
    with translation.override("en"):
        actions.sign(document=done, by=ketua_tim)
        assert ketua_tim.role_for(unit).startswith("Team lead")

    assert done.signer_title.startswith("Ketua tim")


def test_what_a_document_shows_is_frozen_in_indonesian(unit, biro):
    kind = replace(
        kinds.REPORT,
        code="uji-bahasa",
        build=lambda subject, unit: {"status": str(Status.DONE.label)},
    )

    with translation.override("en"):
        assert str(Status.DONE.label) == "Finished"
        document = ask(unit, biro, kind)

    assert document.snapshot["content"] == {"status": "Selesai"}


def test_the_database_refuses_to_change_what_is_frozen(requested):
    with pytest.raises(InternalError), transaction.atomic():
        DocumentRequest.objects.filter(pk=requested.pk).update(snapshot={})


def test_an_edition_is_never_changed(done):
    with pytest.raises(InternalError), transaction.atomic():
        done.editions.update(sha256="0" * 64)


def test_numbers_run_on_within_a_series_and_a_year(unit, child, biro, monkeypatch):
    first, second = ask(unit, biro), ask(child, biro)

    year = first.requested_at.year
    assert first.number == f"001/UJI/direktorat/{year}"
    assert second.number == f"002/UJI/subdit/{year}"


def test_asking_again_gives_the_same_document(done, unit, pimpinan):
    assert ask(unit, pimpinan) == done
    assert DocumentRequest.objects.count() == 1


def test_asking_again_after_the_content_changed_gives_a_new_document(done, unit, biro):
    unit.name = "Direktorat dengan nama baru"
    unit.save()

    assert ask(unit, biro) != done


def test_asking_again_after_a_cancellation_gives_a_new_document(requested, unit, biro):
    decisions.decide(requested, CANCEL, by=biro)

    assert ask(unit, biro) != requested


def test_asking_again_after_a_failure_tries_it_again(unit, biro):
    failed = produced(ask(unit, biro, kinds.NO_TEMPLATE))
    assert failed.status == Status.FAILED

    again = ask(unit, biro, kinds.NO_TEMPLATE)

    assert again == failed
    assert (again.status, again.failure, again.attempts) == (Status.QUEUED, "", 0)


@pytest.mark.load
@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_give_one_document_and_one_number(unit, biro):
    together, keys = threading.Barrier(8), []

    def click():
        try:
            together.wait(10)
            keys.append(ask(unit, biro).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert DocumentRequest.objects.get().number.startswith("001/")
    assert Entry.objects.filter(action="documents.documentrequest.request").count() == 1


def test_who_asked_is_on_the_trail(requested, biro):
    entry = Entry.objects.about(requested).get()

    assert (entry.action, entry.actor_id) == ("documents.documentrequest.request", str(biro.pk))


def test_a_finished_document_cannot_be_cancelled(done, biro):
    with pytest.raises(MoveNotAllowed):
        decisions.decide(done, CANCEL, by=biro)


def test_signing_freezes_name_and_title_and_queues_the_next_edition(done, unit, member_of):
    secretary = member_of(unit, Role.KETUA_TIM, kind=Holding.PLT)

    actions.sign(document=done, by=secretary)

    done.refresh_from_db()
    assert (done.status, done.edition, done.signed_by) == (Status.QUEUED, 2, secretary)
    assert done.signer_name == secretary.name
    assert done.signer_title == "Plt Ketua tim, Direktorat Organisasi"


def test_nobody_signs_what_they_requested(done, biro):
    with pytest.raises(SameHand):
        actions.sign(document=done, by=biro)
    row = DocumentRequest.objects.filter(pk=done.pk)
    with pytest.raises(IntegrityError, match="two_hands"), transaction.atomic():
        row.update(signed_by=biro, signed_at=timezone.now())


def test_a_draft_that_is_not_finished_cannot_be_signed(requested, ketua_tim):
    with pytest.raises(MoveNotAllowed):
        actions.sign(document=requested, by=ketua_tim)


def test_what_is_signed_is_not_signed_or_cancelled_again(done, ketua_tim, biro):
    actions.sign(document=done, by=ketua_tim)

    with pytest.raises(MoveNotAllowed, match="sudah disahkan"):
        actions.sign(document=done, by=ketua_tim)
    with pytest.raises(MoveNotAllowed, match="sudah disahkan"):
        decisions.decide(done, CANCEL, by=biro)


@pytest.mark.load
@pytest.mark.django_db(transaction=True)
def test_eight_signatures_at_once_make_one(done, ketua_tim):
    together, outcomes = threading.Barrier(8), []

    def sign():
        mine = DocumentRequest.objects.get(pk=done.pk)
        try:
            together.wait(10)
            actions.sign(document=mine, by=ketua_tim)
            outcomes.append("disahkan")
        except MoveNotAllowed:
            outcomes.append("ditolak")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["disahkan", *["ditolak"] * 7]


def test_a_kind_and_a_section_are_registered_once():
    with pytest.raises(ValueError, match="twice"):
        registry.register(kinds.REPORT)
    with pytest.raises(ValueError, match="twice"):
        registry.contribute("uji", "tambahan", lambda subject, unit: {})


def test_every_kind_names_a_permission_that_somebody_holds():
    for kind in registry.kinds().values():
        assert isinstance(kind, Kind)
        assert scope.GRANTS[kind.request_perm]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"status": "lost"},
        {"status": Status.FAILED},
        {"failure": "tanpa gagal"},
        {"status": Status.RUNNING},
        {"edition": 2},
        {"edition": 3},
        {"attempts": 4},
        {"progress_step": "dreaming"},
    ],
    ids=str,
)
def test_the_database_refuses_nonsense(requested, nonsense):
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentRequest.objects.filter(pk=requested.pk).update(**nonsense)


@pytest.mark.parametrize("own", ["Direktorat " + "Organisasi " * 17, "Direktorat Organisasi"])
def test_the_offices_of_a_signer_fit_however_long_the_names_of_the_units(
    done, unit, ministry, ketua_tim, member_of, own
):
    for each, name in ((unit, own.strip()[:200]), (ministry, "Kementerian " + "Y" * 188)):
        type(each).objects.filter(pk=each.pk).update(name=name)
    member_of(ministry, Role.KETUA_TIM, user=ketua_tim)
    done.refresh_from_db()

    actions.sign(document=done, by=User.objects.get(pk=ketua_tim.pk))

    done.refresh_from_db()
    assert done.signer_title.startswith("Ketua tim, Direktorat")
    assert len(done.signer_title) <= 300


def test_one_title_is_printed_that_by_which_the_signer_acts_here(
    done, unit, ditjen, sibling, member_of
):
    person = member_of(unit, Role.KETUA_TIM)
    member_of(ditjen, Role.KETUA_TIM, person, kind=Holding.PLT)
    member_of(sibling, Role.KETUA_TIM, person)

    assert actions.title_of(person, done) == "Ketua tim, Direktorat Organisasi"


def test_who_may_not_sign_as_a_member_signs_as_plt_above(done, unit, ditjen, member_of):
    person = member_of(unit, Role.PEGAWAI)
    member_of(ditjen, Role.KETUA_TIM, person, kind=Holding.PLT)

    assert actions.title_of(person, done) == "Plt Ketua tim, Direktorat Jenderal"


def test_an_office_of_ones_own_comes_before_one_held_for_another(done, unit, member_of):
    person = member_of(unit, Role.BIRO, kind=Holding.PLT)
    member_of(unit, Role.KETUA_TIM, person)

    assert actions.title_of(person, done) == "Ketua tim, Direktorat Organisasi"
