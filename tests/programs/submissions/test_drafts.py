import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from programs.activities import actions
from programs.activities.models import Activity
from programs.submissions.workflow import Status
from programs.windows import ACTIVITY
from reformasi.audit.models import Entry
from reformasi.audit.refusals import StaleForm
from reformasi.organisation.models import PeriodKind
from tests.factories import PeriodFactory
from tests.html import token_of
from tests.programs.factories import make_activity, photo, reform_area, submitted_activity

JSON = {"Accept": "application/json"}


@pytest.fixture
def typed(unit):
    """A form as the browser sends it."""

    def values(**fields):
        return {"unit": unit.code, "kind": "kegiatan", "token": str(uuid4()), "version": 0} | fields

    return values


def test_a_form_sent_twice_makes_one_draft(unit, pegawai):
    token = uuid4()
    first = actions.create_activity(token=token, version=0, by=pegawai, unit=unit, title="Rapat")
    again = actions.create_activity(token=token, version=0, by=pegawai, unit=unit, title="Rapat")
    assert (again.pk, again.version) == (first.pk, 1)
    longer = actions.create_activity(
        token=token, version=0, by=pegawai, unit=unit, title="Rapat kerja"
    )
    assert (longer.pk, longer.version, longer.title) == (first.pk, 2, "Rapat kerja")
    assert Activity.objects.count() == 1


def test_a_form_that_never_heard_of_the_edit_does_not_overwrite_it(unit, pegawai):
    token = uuid4()
    draft = actions.create_activity(token=token, version=0, by=pegawai, unit=unit, title="Rapat")
    actions.change_activity(activity=draft, version=1, by=pegawai, title="Diubah di tab lain")
    with pytest.raises(StaleForm):
        actions.create_activity(token=token, version=0, by=pegawai, unit=unit, title="Ketikan lama")
    draft.refresh_from_db()
    assert draft.title == "Diubah di tab lain"


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_four_times_at_once_makes_one_draft(unit, pegawai):
    token, start, made = uuid4(), threading.Barrier(4), []

    def save():
        start.wait(10)
        try:
            draft = actions.create_activity(
                token=token, version=0, by=pegawai, unit=unit, title="Rapat"
            )
            made.append(draft.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=save) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(made) == 4
    assert len(set(made)) == 1


def test_typing_saves_a_draft_and_then_keeps_saving_it(typed, pegawai, login):
    client, form = login(pegawai), typed(title="Ra")
    response = client.post(reverse("programs:activity_autosave_new"), form, headers=JSON)
    kept = response.json()
    draft = Activity.objects.get()
    assert (response.status_code, kept["version"], draft.title) == (200, 1, "Ra")
    form |= {"title": "Rapat kerja", "version": kept["version"]}
    kept = client.post(kept["url"], form, headers=JSON).json()
    draft.refresh_from_db()
    assert (draft.title, draft.version, kept["version"]) == ("Rapat kerja", 2, 2)
    assert "saved_at" in kept


def test_autosaving_is_not_an_act_on_the_trail_but_in_the_row_history(typed, pegawai, login):
    client, form = login(pegawai), typed(title="R")
    url = client.post(reverse("programs:activity_autosave_new"), form, headers=JSON).json()["url"]
    for version, title in enumerate(["Ra", "Rap", "Rapat"], start=1):
        client.post(url, form | {"title": title, "version": version}, headers=JSON)
    draft = Activity.objects.get()
    assert [entry.action for entry in Entry.objects.about(draft)] == ["programs.activity.create"]
    assert draft.events.count() == 4


def test_autosave_of_a_stale_form_is_a_conflict_in_words(typed, unit, pegawai, login):
    draft = make_activity(unit, pegawai)
    actions.change_activity(activity=draft, version=1, by=pegawai, title="Di tab lain")
    url = reverse("programs:activity_autosave", args=[draft.pk])
    response = login(pegawai).post(url, typed(title="Lama", version=1), headers=JSON)
    assert response.status_code == 409
    assert "sudah diubah" in response.json()["message"]


def test_whoever_types_into_the_draft_of_another_is_on_the_trail_once(
    typed, unit, pegawai, ketua_tim, login
):
    draft = make_activity(unit, pegawai)
    url, client = reverse("programs:activity_autosave", args=[draft.pk]), login(ketua_tim)
    for version, title in enumerate(["Jud", "Judul saya"], start=1):
        client.post(url, typed(title=title, version=version), headers=JSON)
    form = typed(title="Judul saya", version=3)
    client.post(reverse("programs:activity_change", args=[draft.pk]), form)
    draft.refresh_from_db()
    assert draft.title == "Judul saya"
    changed = Entry.objects.about(draft).filter(action="programs.activity.change")
    assert [entry.actor_id for entry in changed] == [str(ketua_tim.pk)]


def test_autosave_of_nonsense_is_refused_with_the_field(typed, pegawai, login):
    form = typed(title="Rapat", date="2019-05-02", end_date="2019-05-01")
    response = login(pegawai).post(reverse("programs:activity_autosave_new"), form, headers=JSON)
    assert response.status_code == 422
    assert "end_date" in response.json()["errors"]


def test_a_form_without_javascript_saves_a_draft_with_evidence_and_submits(
    typed, unit, pegawai, login
):
    client = login(pegawai)
    page = client.get(reverse("programs:activity_create"))
    token = token_of(page)
    form = typed(
        token=token,
        title="Rapat",
        date="2019-04-30",
        area=reform_area().pk,
        description="Membahas SOP",
        then="submit",
    )
    files = [photo("undangan.png"), photo("foto.png")]
    response = client.post(reverse("programs:activity_create"), form | {"files": files})
    activity = Activity.objects.get()
    assert response.status_code == 302
    assert response.url == activity.get_absolute_url()
    assert (activity.status, activity.attachments.count()) == (Status.SUBMITTED, 2)


def test_saving_and_submitting_while_the_window_is_shut_keeps_the_draft_with_its_files(
    typed, pegawai, login
):
    PeriodFactory(
        kind=PeriodKind.STAGE,
        stage=ACTIVITY.code,
        year=2019,
        starts=date(2019, 1, 2),
        ends=date(2019, 3, 31),
    )
    form = typed(title="Rapat", date="2019-04-30", area=reform_area().pk, description="SOP")
    form |= {"files": [photo()], "then": "submit"}

    page = login(pegawai).post(reverse("programs:activity_create"), form, follow=True)

    activity = Activity.objects.get()
    assert (page.status_code, activity.status) == (200, Status.DRAFT)
    assert activity.attachments.count() == 1
    assert "sampai 31 Maret 2019" in page.content.decode()
    assert not Entry.objects.refused().exists()


def test_submitting_too_early_keeps_the_draft_and_leads_to_what_is_missing(typed, pegawai, login):
    client = login(pegawai)
    form = typed(title="Rapat", then="submit")
    page = client.post(reverse("programs:activity_create"), form, follow=True)
    activity = Activity.objects.get()
    assert activity.status == Status.DRAFT
    text = page.content.decode()
    assert page.redirect_chain[-1][0].endswith("?missing=1")
    for field in ("date", "area", "description", "files"):
        assert f'href="#id_{field}"' in text
        assert f'id="id_{field}"' in text
    assert 'href="#id_title"' not in text
    assert '<a href="#id_date">Isi tanggal.</a>' in text


def test_a_draft_may_be_blank_and_is_listed_without_a_title(typed, pegawai, login):
    client = login(pegawai)
    client.post(reverse("programs:activity_create"), typed())
    assert "Kegiatan tanpa judul" in client.get(reverse("programs:activities")).content.decode()


def test_a_bad_file_is_refused_in_words_while_text_and_good_files_stay(typed, pegawai, login):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client = login(pegawai)
    bad = SimpleUploadedFile("laporan.pdf", b"MZ\x90\x00" + b"\x00" * 600)
    form = typed(title="Rapat", files=[photo(), bad])
    page = client.post(reverse("programs:activity_create"), form, follow=True)
    activity = Activity.objects.get()
    assert (activity.title, activity.attachments.count()) == ("Rapat", 1)
    assert "laporan.pdf" in page.content.decode()


def test_a_stale_form_comes_back_with_both_versions_and_writes_nothing(
    typed, unit, pegawai, ketua_tim, login
):
    draft = make_activity(unit, pegawai, title="Semula", place="Jakarta")
    actions.change_activity(activity=draft, version=1, by=ketua_tim, title="Judul dari tab lain")
    url = reverse("programs:activity_change", args=[draft.pk])
    form = typed(title="Ketikan saya", place="Jakarta", description="Uraian saya", version=1)
    page = login(pegawai).post(url, form)
    text = page.content.decode()
    draft.refresh_from_db()
    assert (page.status_code, draft.title) == (409, "Judul dari tab lain")
    texts = {one.label: (one.current, one.typed) for one in page.context["differences"]}
    assert texts["Nama kegiatan"] == ("Judul dari tab lain", "Ketikan saya")
    assert "Tempat" not in texts
    assert "Uraian saya" in text
    assert Entry.objects.about(draft).refused().count() == 1

    again = form | {"version": page.context["version"]}
    assert login(pegawai).post(url, again).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Ketikan saya"


def test_a_form_that_arrives_after_the_submission_is_refused_and_shows_what_was_typed(
    typed, unit, pegawai, login
):
    activity = submitted_activity(unit, pegawai)
    url = reverse("programs:activity_change", args=[activity.pk])
    page = login(pegawai).post(url, typed(title="Terlambat", version=1))
    assert page.status_code == 409
    assert "Terlambat" in page.content.decode()
    assert login(pegawai).get(url).status_code == 302


def test_the_same_edit_twice_raises_the_version_once(unit, pegawai):
    draft = make_activity(unit, pegawai)
    for _ in range(2):
        saved = actions.change_activity(activity=draft, version=1, by=pegawai, title="Baru")
    assert saved.version == 2


def test_a_browser_that_sends_other_line_ends_changes_nothing(typed, unit, pegawai, login):
    draft = make_activity(unit, pegawai, description="Pagi\nSiang")
    form = typed(
        title=draft.title,
        date="2019-04-30",
        area=draft.area_id,
        description="Pagi\r\nSiang",
        version=1,
    )
    login(pegawai).post(reverse("programs:activity_change", args=[draft.pk]), form)
    draft.refresh_from_db()
    assert (draft.version, draft.description) == (1, "Pagi\nSiang")


def test_nobody_drafts_for_a_unit_that_is_not_theirs(typed, sibling, pegawai, login):
    form = typed(unit=sibling.pk, title="Rapat")
    response = login(pegawai).post(reverse("programs:activity_create"), form)
    assert response.status_code == 422
    assert not Activity.objects.exists()
