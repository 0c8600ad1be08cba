"""Evidence asked for against evidence given: each required document is a line with its file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from programs.activities.models import Activity
from reformasi.audit.models import Entry
from reformasi.audit.refusals import MoveNotAllowed, SameHand
from reformasi.evidence import actions, waiving
from reformasi.evidence.attachments import Attachment
from reformasi.evidence.lines import LinesEmpty
from reformasi.evidence.models import Evidence
from reformasi.evidence.waiving import NoReason, ReasonChanged
from reformasi.workflow import decisions
from reformasi.workflow.decisions import Incomplete
from tests.evidence.files import pdf
from tests.programs.factories import make_activity
from tests.zona_integritas.factories import make_candidate, step_of

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["milestone", "activity"])
def owner(request, unit, pegawai, ketua_tim):
    """Something with several lines, all empty, whose only gaps these are."""
    if request.param == "milestone":
        return step_of(make_candidate(unit, ketua_tim), "ZI-02")
    return make_activity(unit, pegawai, kind="sosialisasi", evidence=False)


def fill(owner, by, *, without=()):
    for requirement in owner.requirements:
        if requirement.key not in without:
            actions.upload_to(owner=owner, files=[pdf()], by=by, requirement=requirement.key)


def propose(owner, requirement, by, reason="Tidak ada acara"):
    waiving.propose_waiver(owner=owner, requirement=requirement, reason=reason, by=by)


def test_each_required_document_is_a_line_with_its_own_file(owner, pegawai):
    first, *others = owner.requirements
    actions.upload_to(owner=owner, files=[pdf()], by=pegawai, requirement=first.key)

    line, *empty = owner.lines
    assert [one.line for one in line.attachments] == [first.key]
    assert [each.requirement for each in empty if each.is_empty] == others


def test_submitting_with_a_line_empty_is_refused_and_names_it(owner, pegawai):
    last = owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])

    with pytest.raises(Incomplete, match=f"Belum ada: {last.label}"):
        decisions.submit(owner, by=pegawai)

    actions.upload_to(owner=owner, files=[pdf()], by=pegawai, requirement=last.key)
    assert decisions.submit(owner, by=pegawai).is_submitted


def test_a_file_beside_the_lines_fills_none_of_them(owner, pegawai):
    actions.upload_to(owner=owner, files=[pdf(), pdf()], by=pegawai)

    with pytest.raises(Incomplete, match="Belum ada"):
        decisions.submit(owner, by=pegawai)


def test_a_line_stays_empty_only_by_a_named_waiver_of_who_decides(owner, pegawai, ketua_tim):
    last = owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])
    propose(owner, last, pegawai)
    decisions.submit(owner, by=pegawai)
    with pytest.raises(LinesEmpty, match=str(last.label)):
        decisions.approve(owner, by=ketua_tim)

    waiving.waive(owner=owner, requirement=last, reason="", by=ketua_tim)
    decisions.approve(owner, by=ketua_tim)

    waiver = owner.waivers.get()
    assert (waiver.reason, waiver.proposed_by, waiver.waived_by) == (
        "Tidak ada acara",
        pegawai,
        ketua_tim,
    )
    frozen = owner.approved_snapshot.content["proposed_waivers"]
    assert frozen == [{"requirement": last.key, "reason": "Tidak ada acara"}]
    phrases = list(Entry.objects.about(owner).values_list("phrase", "note"))
    assert ("mengecualikan dokumen pada", f"{last.label}: Tidak ada acara") in phrases
    assert ("mengusulkan pengecualian dokumen pada", f"{last.label}: Tidak ada acara") in phrases


def test_the_unit_does_not_waive_for_itself(owner, pegawai, ketua_tim):
    last = owner.requirements[-1]
    fill(owner, ketua_tim, without=[last.key])
    propose(owner, last, pegawai)
    with pytest.raises(MoveNotAllowed):
        waiving.waive(owner=owner, requirement=last, reason="", by=ketua_tim)
    decisions.submit(owner, by=pegawai)

    for hand in (pegawai, ketua_tim):
        with pytest.raises(SameHand):
            waiving.waive(owner=owner, requirement=last, reason="", by=hand)


def test_what_was_submitted_before_there_were_lines_is_waived_with_a_reason_or_returned(
    owner, pegawai, ketua_tim
):
    fill(owner, pegawai)
    decisions.submit(owner, by=pegawai)
    last = owner.requirements[-1]
    owner.attachments.filter(requirement=last.key).update(requirement="")
    with pytest.raises(NoReason, match="Tulis mengapa"):
        waiving.waive(owner=owner, requirement=last, reason="", by=ketua_tim)

    waiving.waive(owner=owner, requirement=last, reason="Ada di laporan", by=ketua_tim)
    assert owner.waivers.get().proposed_by is None
    assert not owner.proposed_waivers.exists()


def test_a_new_reason_has_to_be_waived_anew_and_an_empty_one_takes_it_back(
    owner, pegawai, ketua_tim
):
    last = owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])
    propose(owner, last, pegawai)
    decisions.submit(owner, by=pegawai)
    waiving.waive(owner=owner, requirement=last, reason="", by=ketua_tim)
    decisions.send_back(owner, note="Perjelas alasannya", by=ketua_tim)

    propose(owner, last, pegawai, "Acara ditunda")
    assert owner.waivers.get().waived_by is None
    propose(owner, last, pegawai, "")
    assert not owner.waivers.exists()
    with pytest.raises(Incomplete):
        decisions.submit(owner, by=pegawai)


def test_which_line_a_file_is_for_is_part_of_what_is_approved(owner, pegawai, ketua_tim):
    fill(owner, pegawai)
    decisions.submit(owner, by=pegawai)

    lines = [file["requirement"] for file in owner.submitted_snapshot.content["evidence"]]
    assert lines == [requirement.key for requirement in owner.requirements]


def test_the_attendance_list_of_the_portal_is_the_line_daftar_hadir(unit, pegawai):
    from programs.events.actions import add_attendee

    event = make_activity(unit, pegawai, kind="sosialisasi", evidence=False)
    fill(event, pegawai, without=["daftar_hadir"])
    with pytest.raises(Incomplete, match="Daftar hadir"):
        decisions.submit(event, by=pegawai)

    add_attendee(event=event.socialization, by=pegawai, name="Peserta 1")
    event = Activity.objects.get(pk=event.pk)
    assert "1 orang" in next(line for line in event.lines if line.elsewhere).elsewhere
    assert decisions.submit(event, by=pegawai).is_submitted


def test_a_kind_that_asks_for_no_documents_still_needs_one_proof(unit, pegawai):
    activity = make_activity(unit, pegawai, evidence=False)
    assert not activity.lines
    with pytest.raises(Incomplete, match="paling sedikit satu bukti"):
        decisions.submit(activity, by=pegawai)


def kind_of(owner):
    return Attachment.kinds_for(owner)[0]._meta.label_lower


def test_the_page_shows_each_line_its_waiver_and_its_form(owner, pegawai, ketua_tim, login):
    first, last = owner.requirements[0], owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])
    text = login(pegawai).get(owner.get_absolute_url()).content.decode()
    assert text.count("Belum ada\n") + text.count(">Belum ada<") >= 1
    assert "Tidak ada dokumennya?" in text
    url = reverse("evidence:propose_waiver", args=[kind_of(owner), owner.pk])
    data = {"requirement": last.key, "note": "Tidak ada acara"}
    assert "Alasan dari" in login(pegawai).post(url, data, follow=True).content.decode()
    owner.refresh_from_db()
    decisions.submit(owner, by=pegawai)

    url = reverse("evidence:waive", args=[kind_of(owner), owner.pk])
    assert login(pegawai).post(url, data).status_code == 403
    assert login(ketua_tim).post(url, {"requirement": "lain"}).status_code == 404
    text = login(ketua_tim).post(url, data, follow=True).content.decode()
    assert "Dikecualikan" in text
    assert f"oleh {ketua_tim}" in text
    assert str(first.label) in text


def test_a_file_is_uploaded_at_its_line(owner, pegawai, login):
    last = owner.requirements[-1]
    url = reverse("evidence:attach", args=[kind_of(owner), owner.pk])
    form = login(pegawai).get(url, {"requirement": last.key}).context["form"]
    assert form["requirement"].value() == last.key

    login(pegawai).post(url, {"files": pdf(), "requirement": last.key})

    assert owner.attachments.get().line == last.key


def waive_url(owner):
    return reverse("evidence:waive", args=[kind_of(owner), owner.pk])


def test_a_reason_that_changed_since_it_was_read_waives_nothing(owner, pegawai, ketua_tim, login):
    last = owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])
    propose(owner, last, pegawai)
    decisions.submit(owner, by=pegawai)
    decisions.withdraw(owner, by=pegawai)
    propose(owner, last, pegawai, "Acara ditunda")
    decisions.submit(owner, by=pegawai)

    with pytest.raises(ReasonChanged, match="Acara ditunda"):
        waiving.waive(owner=owner, requirement=last, reason="Tidak ada acara", by=ketua_tim)
    data = {"requirement": last.key, "note": "Tidak ada acara"}
    page = login(ketua_tim).post(waive_url(owner), data)
    assert (page.status_code, owner.waivers.get().waived_by) == (409, None)
    login(ketua_tim).post(waive_url(owner), data | {"note": "Acara ditunda"})
    assert owner.waivers.get().waived_by == ketua_tim


def test_a_page_of_an_earlier_submission_decides_on_nothing(owner, pegawai, ketua_tim):
    fill(owner, pegawai)
    seen = decisions.submit(owner, by=pegawai).version
    decisions.withdraw(owner, by=pegawai)
    actions.upload_to(owner=owner, files=[pdf()], by=pegawai)
    decisions.submit(owner, by=pegawai)

    with pytest.raises(MoveNotAllowed):
        decisions.approve(owner, by=ketua_tim, version=seen)
    assert decisions.approve(owner, by=ketua_tim, version=owner.version).is_approved


def test_a_waiver_without_a_reason_is_asked_for_in_words(owner, pegawai, ketua_tim, login):
    last = owner.requirements[-1]
    fill(owner, pegawai)
    decisions.submit(owner, by=pegawai)
    owner.attachments.filter(requirement=last.key).update(requirement="")

    data = {"requirement": last.key, "note": " "}
    page = login(ketua_tim).post(waive_url(owner), data, follow=True)

    assert f"Tulis dahulu mengapa “{last.label}” tidak ada" in page.content.decode()
    assert not owner.waivers.exists()


def test_the_page_offers_no_approval_that_could_only_refuse(owner, pegawai, ketua_tim, login):
    last = owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])
    propose(owner, last, pegawai)
    decisions.submit(owner, by=pegawai)

    def verbs():
        page = login(ketua_tim).get(owner.get_absolute_url())
        return {each.move.verb for each in page.context["moves"]}, page.content.decode()

    offered, text = verbs()
    assert "approve" not in offered
    assert "Belum dapat disetujui" in text
    waiving.waive(owner=owner, requirement=last, reason="", by=ketua_tim)
    assert "approve" in verbs()[0]


def test_one_file_proves_two_lines_and_neither_empties_the_other(owner, pegawai, login):
    first, second = owner.requirements[:2]
    both = pdf().read()
    for requirement in (first, second):
        sent = SimpleUploadedFile("sk-dan-rencana.pdf", both)
        actions.upload_to(owner=owner, files=[sent], by=pegawai, requirement=requirement.key)

    assert [line.is_empty for line in owner.lines[:2]] == [False, False]
    assert Evidence.objects.count() == 1
    evidence = Evidence.objects.get()
    url = reverse("evidence:choose", args=[kind_of(owner), owner.pk])
    client, third = login(pegawai), owner.requirements[-1]
    assert evidence not in client.get(url, {"requirement": first.key}).context["page"].rows
    if third not in (first, second):
        assert evidence in client.get(url, {"requirement": third.key}).context["page"].rows


def test_a_file_beside_the_lines_is_moved_to_the_line_that_it_is_attached_to(owner, pegawai):
    [evidence] = actions.upload_to(owner=owner, files=[pdf()], by=pegawai)
    key = owner.requirements[0].key

    for _again in range(2):
        actions.attach(owner=owner, evidence=evidence, by=pegawai, requirement=key)

    assert [each.line for each in owner.attachments.all()] == [key]


def test_whoever_decides_gives_a_reason_of_their_own_beside_that_of_the_unit(
    owner, pegawai, ketua_tim, login
):
    last = owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])
    propose(owner, last, pegawai)
    decisions.submit(owner, by=pegawai)
    url = reverse("evidence:waive", args=[kind_of(owner), owner.pk])
    data = {"requirement": last.key, "note": "Tidak ada acara", "own": "Diumumkan lewat surat"}

    text = login(ketua_tim).post(url, data, follow=True).content.decode()

    assert owner.waivers.get().waive_reason == "Diumumkan lewat surat"
    assert "Diumumkan lewat surat" in text
    assert f"Alasan dari {pegawai}: Tidak ada acara" in text


def test_a_new_submission_is_waived_anew(owner, pegawai, ketua_tim):
    last = owner.requirements[-1]
    fill(owner, pegawai, without=[last.key])
    propose(owner, last, pegawai)
    decisions.submit(owner, by=pegawai)
    waiving.waive(owner=owner, requirement=last, reason="", by=ketua_tim)
    decisions.send_back(owner, note="Perbaiki notulennya", by=ketua_tim)

    decisions.submit(owner, by=pegawai)

    assert owner.waivers.get().waived_by is None
    with pytest.raises(LinesEmpty):
        decisions.approve(owner, by=ketua_tim)
