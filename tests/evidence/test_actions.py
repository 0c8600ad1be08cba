"""Keeping, versioning, attaching and sharing evidence."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from programs.activities.models import ActivityEvidence
from programs.submissions.actions import delete_draft
from reformasi.audit.models import Entry
from reformasi.audit.refusals import StaleForm
from reformasi.evidence import actions
from reformasi.evidence.attachments import Attachment, Owner
from reformasi.evidence.content import FileRefused
from reformasi.evidence.models import Evidence, EvidenceGrant, EvidenceVersion
from reformasi.evidence.waiting import owners_of
from reformasi.organisation import sharing
from reformasi.organisation.roles import Role
from reformasi.ui.storage import StorageFull
from tests.evidence import files
from tests.programs.factories import make_activity, submitted_activity
from tests.stores import files_below, full_after, read_only

TODAY = timezone.localdate


@pytest.fixture
def evidence(unit, pegawai):
    [kept] = actions.upload(unit=unit, files=[files.pdf()], by=pegawai)
    return kept


@pytest.fixture
def activity(unit, pegawai):
    return make_activity(unit, pegawai, evidence=False)


def stored(version):
    with version.file.open("rb") as file:
        return file.read()


def test_whatever_takes_evidence_is_an_owner_that_says_so():
    for kind in Attachment.kinds():
        model = kind.owner_model()
        assert issubclass(model, Owner)
        assert model.evidence_is_open is not Owner.evidence_is_open
        assert model.get_absolute_url is not Owner.get_absolute_url


def verbs(obj):
    return [entry.action.rsplit(".", 1)[1] for entry in Entry.objects.about(obj).order_by("pk")]


def test_an_upload_keeps_the_bytes_their_digest_and_who_brought_them(unit, pegawai):
    file = files.pdf("Notulen_rapat.pdf")

    [kept] = actions.upload(unit=unit, files=[file], by=pegawai)

    version = kept.current
    file.seek(0)
    assert stored(version) == file.read()
    assert (kept.title, version.number, version.kind.label) == ("Notulen rapat", 1, "PDF")
    assert (version.name, version.size, version.uploaded_by) == (
        "Notulen_rapat.pdf",
        file.size,
        pegawai,
    )
    assert verbs(kept) == ["create"]
    assert "Notulen" not in version.file.name


def test_several_files_become_several_proofs_under_one_title(unit, pegawai):
    kept = actions.upload(
        unit=unit, files=[files.pdf("a.pdf"), files.pdf("b.pdf")], by=pegawai, title="Rapat TW I"
    )

    assert [item.title for item in kept] == ["Rapat TW I – a", "Rapat TW I – b"]


def test_one_bad_file_in_an_upload_keeps_nothing(unit, pegawai):
    with pytest.raises(FileRefused):
        actions.upload(unit=unit, files=[files.pdf(), files.upload("x.pdf", b"")], by=pegawai)

    assert not Evidence.objects.exists()


def test_the_same_bytes_are_kept_once_in_a_unit_and_apart_in_another(unit, sibling, pegawai):
    file = files.pdf()
    [first] = actions.upload(unit=unit, files=[file], by=pegawai)

    again = actions.upload(unit=unit, files=[file, file], by=pegawai)
    [elsewhere] = actions.upload(unit=sibling, files=[file], by=pegawai)

    assert again == [first, first]
    assert elsewhere != first
    assert EvidenceVersion.objects.count() == 2


def test_bytes_that_a_newer_version_replaced_are_new_again(unit, pegawai):
    old = files.pdf()
    [evidence] = actions.upload(unit=unit, files=[old], by=pegawai)
    actions.add_version(evidence=evidence, file=files.pdf(), by=pegawai)

    [kept] = actions.upload(unit=unit, files=[old], by=pegawai)

    assert kept != evidence


def test_a_new_version_stands_beside_the_old_one(evidence, pegawai):
    actions.add_version(evidence=evidence, file=files.pdf("perbaikan.pdf"), by=pegawai)

    assert [version.number for version in evidence.versions.all()] == [2, 1]
    assert evidence.current.name == "perbaikan.pdf"
    assert verbs(evidence) == ["create", "add_version"]


def test_the_same_file_is_no_new_version(evidence, pegawai):
    same = files.upload("sama.pdf", stored(evidence.current))

    with pytest.raises(actions.SameContent, match="sama persis dengan versi 1"):
        actions.add_version(evidence=evidence, file=same, by=pegawai)


@pytest.mark.django_db(transaction=True)
def test_versions_uploaded_at_the_same_moment_are_numbered_one_after_another(evidence, pegawai):
    def bring(_number):
        try:
            actions.add_version(evidence=evidence, file=files.pdf(), by=pegawai)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as people:
        list(people.map(bring, range(6)))

    numbers = evidence.versions.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7]


def test_a_file_whose_row_fails_does_not_stay_in_the_store(evidence, pegawai, monkeypatch):
    stored = []

    def fail(self, **kwargs):
        stored.append(self.file)
        raise IntegrityError

    monkeypatch.setattr(EvidenceVersion, "save", fail)
    with pytest.raises(IntegrityError):
        actions.add_version(evidence=evidence, file=files.pdf(), by=pegawai)

    [file] = stored
    assert not file.storage.exists(file.name)


def test_a_full_store_keeps_neither_file_nor_row_and_the_next_try_works(unit, pegawai):
    before = files_below("evidence")
    photo = files.upload("foto.png", files.picture("PNG", (300, 300)))

    with full_after(100), pytest.raises(StorageFull, match="penuh"):
        actions.upload(unit=unit, files=[photo], by=pegawai)

    assert files_below("evidence") == before
    assert not Evidence.objects.exists()
    photo.seek(0)
    [kept] = actions.upload(unit=unit, files=[photo], by=pegawai)
    assert stored(kept.current) == photo.open().read()


def test_of_several_files_none_stays_when_the_second_fails(unit, pegawai, monkeypatch):
    before = files_below("evidence")
    link = os.link
    links = iter([link, read_only])
    monkeypatch.setattr(os, "link", lambda *paths: next(links)(*paths))

    with pytest.raises(StorageFull):
        actions.upload(unit=unit, files=[files.pdf(), files.pdf()], by=pegawai)

    assert files_below("evidence") == before
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 1},
        {"number": 0},
        {"size": 0},
        {"sha256": "bukan sidik jari"},
        {"content_type": "application/x-msdownload"},
    ],
    ids=str,
)
def test_the_database_refuses_a_version_that_makes_no_sense(evidence, pegawai, wrong):
    right = {
        "evidence": evidence,
        "number": 2,
        "file": "x",
        "name": "x.pdf",
        "content_type": "application/pdf",
        "size": 1,
        "sha256": "0" * 64,
        "uploaded_by": pegawai,
    }
    with transaction.atomic():
        EvidenceVersion.objects.create(**right)
        transaction.set_rollback(True)

    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceVersion.objects.create(**right | wrong)


def test_a_version_is_never_changed_or_deleted(evidence):
    version = evidence.current

    for spoil in (
        lambda: EvidenceVersion.objects.filter(pk=version.pk).update(name="lain.pdf"),
        lambda: EvidenceVersion.objects.filter(pk=version.pk)._raw_delete("default"),
    ):
        with pytest.raises(Exception, match=r"Cannot (update|delete)"), transaction.atomic():
            spoil()


def test_a_rename_from_an_old_form_is_refused(evidence, pegawai):
    period = {"effective_from": date(2019, 1, 1), "effective_to": None}
    actions.change(evidence=evidence, by=pegawai, version=1, title="Notulen 2019", **period)

    with pytest.raises(StaleForm):
        actions.change(evidence=evidence, by=pegawai, version=1, title="Lain", **period)

    evidence.refresh_from_db()
    assert (evidence.title, evidence.effective_from) == ("Notulen 2019", date(2019, 1, 1))


def test_a_period_that_ends_before_it_begins_is_refused_by_the_database(evidence):
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(
            effective_from=date(2019, 2, 1), effective_to=date(2019, 1, 1)
        )


def test_evidence_is_attached_once_and_its_pointer_can_be_mended(evidence, activity, pegawai):
    actions.attach(owner=activity, evidence=evidence, by=pegawai)
    actions.attach(owner=activity, evidence=evidence, by=pegawai, pointer="hlm. 3")

    [content] = activity.attachments.content()
    assert (content["pointer"], content["version"]) == ("hlm. 3", 1)
    assert content["sha256"] == evidence.current.sha256
    assert verbs(activity).count("attach") == 2


def test_one_proof_serves_many_things_and_says_where(evidence, unit, pegawai, pimpinan, child):
    for _count in range(2):
        other = make_activity(unit, pegawai, evidence=False)
        actions.attach(owner=other, evidence=evidence, by=pegawai)

    seen, hidden = evidence.uses_for(pimpinan)
    assert (len(seen), hidden) == (2, 0)
    assert Evidence.objects.with_uses().get(pk=evidence.pk).uses == 2
    assert evidence not in Evidence.objects.unused()


def test_people_elsewhere_learn_only_how_often_it_is_used(
    evidence, activity, pegawai, sibling, member_of
):
    actions.attach(owner=activity, evidence=evidence, by=pegawai)
    stranger = member_of(sibling, Role.PEGAWAI)

    assert evidence.uses_for(stranger) == ([], 1)


def test_a_detached_proof_stays_in_the_library(evidence, activity, pegawai):
    attachment = actions.attach(owner=activity, evidence=evidence, by=pegawai)

    for _window in range(2):
        row = ActivityEvidence(pk=attachment.pk, owner=activity, evidence=evidence)
        actions.detach(attachment=row, by=pegawai)

    assert not activity.attachments.exists()
    assert evidence in Evidence.objects.unused()
    assert verbs(activity) == ["create", "attach", "detach"]


def test_a_draft_that_is_deleted_meanwhile_does_not_keep_a_file_from_being_replaced(
    evidence, activity, pegawai, monkeypatch
):
    actions.attach(owner=activity, evidence=evidence, by=pegawai)

    def owners_just_before(proof):
        owners = owners_of(proof)
        delete_draft(item=activity, by=pegawai)
        return owners

    monkeypatch.setattr(actions, "owners_of", owners_just_before)

    version = actions.add_version(evidence=evidence, file=files.pdf(), by=pegawai)
    assert version.number == 2


def test_what_was_submitted_takes_and_loses_no_evidence(unit, pegawai, evidence):
    activity = submitted_activity(unit, pegawai)

    with pytest.raises(actions.EvidenceClosed):
        actions.attach(owner=activity, evidence=evidence, by=pegawai)
    with pytest.raises(actions.EvidenceClosed):
        actions.upload_to(owner=activity, files=[files.pdf()], by=pegawai)
    with pytest.raises(actions.EvidenceClosed):
        actions.detach(attachment=activity.attachments.get(), by=pegawai)

    assert activity.attachments.count() == 1


def test_a_share_ends_on_its_day_or_when_it_is_ended(evidence, ketua_tim, sibling, member_of):
    friend = member_of(sibling, Role.PEGAWAI)
    today = TODAY()
    actions.share(evidence=evidence, user=friend, ends=today, reason="Reviu", by=ketua_tim)
    assert evidence in Evidence.objects.visible_to(friend)
    assert evidence not in Evidence.objects.attachable_by(friend)

    [grant] = sharing.grants_on(evidence, today)
    assert not sharing.grants_on(evidence, today + timedelta(days=1)).exists()
    for _window in range(2):
        sharing.end_share(grant=EvidenceGrant.objects.get(pk=grant.pk), by=ketua_tim)

    friend.forget_grants()
    assert evidence not in Evidence.objects.visible_to(friend)
    assert verbs(evidence) == ["create", "share", "end_share"]
    told = Entry.objects.about(evidence).get(action__endswith="end_share")
    assert told.changes["ends"][:2] == [str(today), str(today - timedelta(days=1))]


@pytest.mark.parametrize("days", [-1, 367])
def test_nothing_is_shared_until_yesterday_or_for_years(
    evidence, ketua_tim, sibling, member_of, days
):
    friend = member_of(sibling, Role.PEGAWAI)
    ends = TODAY() + timedelta(days=days)

    with pytest.raises(sharing.ShareDay):
        actions.share(evidence=evidence, user=friend, ends=ends, reason="Reviu", by=ketua_tim)

    assert evidence not in Evidence.objects.visible_to(friend)


@pytest.mark.parametrize(
    ("first", "last", "in_force"),
    [
        (date(2018, 6, 1), date(2020, 5, 31), True),
        (date(2018, 6, 1), None, True),
        (None, date(2019, 1, 1), True),
        (date(2020, 1, 1), None, False),
        (None, date(2018, 12, 31), False),
        (None, None, False),  # uploaded this year, not in 2019
    ],
)
def test_a_year_finds_what_was_in_force_in_it(unit, pegawai, first, last, in_force):
    [kept] = actions.upload(
        unit=unit, files=[files.pdf()], by=pegawai, effective_from=first, effective_to=last
    )

    assert (kept in Evidence.objects.in_year(2019)) is in_force


def test_what_has_no_period_belongs_to_the_year_of_its_upload(evidence):
    assert evidence in Evidence.objects.in_year(TODAY().year)
