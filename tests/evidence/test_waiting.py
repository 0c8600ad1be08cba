"""While something waits for a decision its files stay as they were; what was approved is shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.evidence import actions
from reformasi.evidence.attachments import Attachment
from reformasi.evidence.waiting import FilesWait
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.models import Decidable
from tests.evidence import files
from tests.evidence.pages import download_of, url
from tests.programs.factories import make_activity
from tests.workflow.cases import CASES
from tests.zona_integritas.factories import make_candidate, prepared, step_of
from zona_integritas.declarations.actions import create_declaration

WITH_FILES = [case for case in CASES if case.has_evidence]


def proof_of(item):
    [attachment] = item.attachments.all()
    return attachment.evidence


@pytest.fixture(params=WITH_FILES, ids=lambda case: case.name)
def case(request):
    return request.param


@pytest.fixture
def writer(case, unit, member_of):
    return member_of(unit, case.writer)


@pytest.fixture
def decider(case, unit, member_of):
    return member_of(unit, case.decider)


@pytest.fixture
def submitted(case, unit, writer):
    return decisions.submit(case.make(unit, writer), by=writer)


@pytest.fixture
def approved(submitted, decider):
    return decisions.approve(submitted, by=decider)


def test_every_decidable_thing_with_files_is_tried_here(db):
    kinds = {kind.owner_model() for kind in Attachment.kinds()}

    assert len([kind for kind in kinds if issubclass(kind, Decidable)]) == len(WITH_FILES)


def test_what_waits_takes_no_new_version_and_says_who_decides(submitted, writer, decider):
    evidence = proof_of(submitted)

    with pytest.raises(FilesWait) as refused:
        actions.add_version(evidence=evidence, file=files.pdf(), by=writer)

    assert f"“{submitted}” berstatus “{submitted.get_status_display()}”" in refused.value.reason
    assert str(decider) in refused.value.reason.partition("Yang dapat memutuskan: ")[2]
    assert refused.value.target == submitted
    assert evidence.versions.count() == 1


def test_the_page_of_a_file_that_waits_says_so_and_leads_there(submitted, writer, login):
    evidence = proof_of(submitted)
    browser = login(writer)

    page = browser.get(evidence.get_absolute_url()).content.decode()
    form = browser.get(url("add_version", evidence.pk), follow=True)
    response = browser.post(url("add_version", evidence.pk), {"files": [files.pdf()]})

    assert "Belum dapat diganti" in page
    assert f'href="{submitted.get_absolute_url()}"' in page
    assert url("add_version", evidence.pk) not in page
    assert form.redirect_chain == [(evidence.get_absolute_url(), 302)]
    assert response.status_code == 409
    assert Entry.objects.about(submitted).refused().count() == 1


def test_after_a_return_or_a_withdrawal_the_file_may_be_replaced(submitted, writer, decider):
    evidence = proof_of(submitted)
    decisions.send_back(submitted, note="Perbaiki", by=decider)

    actions.add_version(evidence=evidence, file=files.pdf(), by=writer)
    decisions.submit(submitted, by=writer)
    decisions.withdraw(submitted, by=writer)
    actions.add_version(evidence=evidence, file=files.pdf(), by=writer)

    assert evidence.versions.count() == 3


def test_what_was_approved_is_linked_beside_what_is_newer(approved, writer, login):
    evidence = proof_of(approved)
    browser = login(writer)
    before = browser.get(approved.get_absolute_url()).content.decode()
    assert "Yang disetujui:" not in before

    actions.add_version(evidence=evidence, file=files.pdf("baru.pdf"), by=writer)

    page = browser.get(approved.get_absolute_url()).content.decode()
    panel = page[page.index("evidence-panel") :]
    assert "Lebih baru dari yang disetujui" in panel
    assert download_of(evidence, 1) in panel
    assert download_of(evidence, 2) in panel
    assert type(approved).objects.get(pk=approved.pk).approval_is_stale


def test_what_was_attached_and_taken_off_since_the_approval_is_told(
    approved, writer, decider, login
):
    evidence = proof_of(approved)
    decisions.reopen(approved, note="Lengkapi", by=decider)
    actions.upload_to(owner=approved, files=[files.pdf("tambahan.pdf")], by=writer)
    actions.detach(attachment=approved.attachments.get(evidence=evidence), by=writer)

    page = login(writer).get(approved.get_absolute_url()).content.decode()

    assert "Dilampirkan sesudah persetujuan" in page
    list_of_detached = page[page.index("Terlampir saat disetujui, sesudah itu dilepas") :]
    assert download_of(evidence, 1) in list_of_detached


def test_a_file_on_something_out_of_sight_is_refused_without_naming_it(
    unit, child, pegawai, ketua_tim, member_of, login
):
    """The library of a unit above: who keeps it need not see what a unit beside it does with it."""
    activity = make_activity(unit, pegawai)
    evidence = proof_of(activity)
    decisions.submit(activity, by=pegawai)
    stranger = member_of(child, Role.PEGAWAI)

    with pytest.raises(FilesWait, match="di luar jangkauan Anda") as refused:
        actions.add_version(evidence=evidence, file=files.pdf(), by=stranger)

    assert str(activity) not in refused.value.reason
    assert refused.value.target == evidence


def test_the_charter_of_a_declaration_waits_with_its_milestone(unit, pegawai, login):
    milestone = prepared(step_of(make_candidate(unit, pegawai), "ZI-01"), pegawai)
    declaration = create_declaration(
        candidate=milestone.candidate,
        by=pegawai,
        held_on=timezone.localdate(),
        place="Aula",
        signed_by_title="Direktur",
    )
    [charter] = actions.upload_to(owner=declaration, files=[files.pdf()], by=pegawai)
    decisions.submit(milestone, by=pegawai)

    with pytest.raises(FilesWait):
        actions.add_version(evidence=charter, file=files.pdf(), by=pegawai)
    with pytest.raises(FilesWait):
        actions.detach(attachment=declaration.attachments.get(), by=pegawai)
    page = login(pegawai).get(declaration.get_absolute_url()).content.decode()
    assert "Unggah dan lampirkan" not in page


@pytest.mark.django_db(transaction=True)
def test_a_new_version_and_a_submission_at_once_never_meet(unit, pegawai):
    """Whatever comes first: what waits is what lies in the library."""

    def replace(evidence):
        try:
            actions.add_version(evidence=evidence, file=files.pdf(), by=pegawai)
        except FilesWait:
            pass
        finally:
            connection.close()

    def submit(activity):
        try:
            decisions.submit(activity, by=pegawai)
        finally:
            connection.close()

    def attach(activity, evidence):
        try:
            actions.attach(owner=activity, evidence=evidence, by=pegawai)
            decisions.submit(activity, by=pegawai)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as people:
        for _count in range(5):
            activity, other = make_activity(unit, pegawai), make_activity(unit, pegawai)
            evidence = proof_of(activity)
            acts = [
                people.submit(replace, evidence),
                people.submit(submit, activity),
                people.submit(attach, other, evidence),
            ]
            for act in acts:
                act.result()
            for item in (activity, other):
                item.refresh_from_db()
                assert item.is_submitted
                assert item.submitted_snapshot.content["evidence"] == item.attachments.content()
