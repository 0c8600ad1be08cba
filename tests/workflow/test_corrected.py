"""A correction that the law asks for: what vouched for the content still does, and says so."""

import pytest

from programs.events import actions as events
from reformasi.audit.refusals import SameHand
from reformasi.workflow import decisions
from reformasi.workflow.frozen import digest
from reformasi.workflow.versions import freeze_correction
from tests.programs.factories import approved_activity, make_activity

REQUEST = "Surat 12/2026 tanggal 20 November 2026"


def correct(activity, by):
    """The name in a list that was frozen, as the correction writes it."""
    activity.socialization.attendance.update(name="Sari Dewi")
    freeze_correction(activity, by=by, request=REQUEST)
    activity.refresh_from_db()


@pytest.fixture
def event(unit, pegawai):
    activity = make_activity(unit, pegawai, kind="sosialisasi", title="Sosialisasi")
    events.add_attendee(event=activity.socialization, by=pegawai, name="Sari Dewo")
    activity.refresh_from_db()
    return activity


def test_an_approval_stands_and_its_frozen_version_says_by_which_request(
    event, pegawai, ketua_tim, biro
):
    decisions.submit(event, by=pegawai)
    decisions.approve(event, by=ketua_tim)
    old = event.approved_snapshot

    correct(event, biro)

    new = event.approved_snapshot
    assert event.is_approved
    assert not event.approval_is_stale
    assert (new.number, new.correction) == (old.number + 1, REQUEST)
    assert new == event.submitted_snapshot
    assert digest(new.content) == new.sha256 == event.content_sha256
    assert "Sari Dewo" in str(old.content)
    assert event.writers == []


def test_what_waits_can_still_be_approved_but_not_by_who_corrected_it(
    event, pegawai, ketua_tim, unit, member_of
):
    decisions.submit(event, by=pegawai)
    version = event.version

    correct(event, ketua_tim)

    assert event.version == version + 1
    assert event.submitted_snapshot.correction == REQUEST
    with pytest.raises(SameHand):
        decisions.approve(event, by=ketua_tim)
    decisions.approve(event, by=member_of(unit, "ketua_tim"))
    assert event.is_approved


def test_what_was_stale_stays_stale(event, pegawai, ketua_tim, biro):
    decisions.submit(event, by=pegawai)
    decisions.approve(event, by=ketua_tim)
    type(event).objects.filter(pk=event.pk).update(content_sha256="0" * 64)

    correct(event, biro)

    assert event.approval_is_stale
    assert event.approved_snapshot.correction == ""


def test_a_draft_has_nothing_to_freeze_and_who_corrected_is_a_writer(event, biro):
    correct(event, biro)
    assert event.submitted_snapshot is None
    assert biro.pk in event.writers


def test_what_does_not_stand_in_the_frozen_content_freezes_nothing(unit, pegawai, ketua_tim, biro):
    activity = approved_activity(unit, pegawai, ketua_tim)
    old = activity.approved_snapshot
    freeze_correction(activity, by=biro, request=REQUEST)
    activity.refresh_from_db()
    assert activity.approved_snapshot == old
