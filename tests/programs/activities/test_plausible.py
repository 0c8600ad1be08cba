"""Days and counts of an activity that nobody means are asked back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from programs.activities.models import Activity, ActivityKind
from reformasi.audit.models import Entry
from tests.programs.factories import make_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(unit, pegawai, login):
    client = login(pegawai)

    def send_it(**fields):
        form = {"unit": unit.code, "kind": "kegiatan", "title": "Rapat", "date": "30/4/2019"}
        return client.post(reverse("programs:activity_create"), form | fields)

    return send_it


@pytest.mark.parametrize("text", ["0026-04-03", "9999-12-31", "1/1/42019", "3/4/26", "1/1/1999"])
def test_a_day_that_nobody_means_is_an_error_of_its_field(send, text):
    page = send(date=text)

    assert (page.status_code, Activity.objects.count()) == (422, 0)
    assert "date" in page.context["form"].errors
    assert f'value="{text}"' in page.content.decode()


def test_an_activity_of_next_year_is_asked_back(send):
    page = send(date=f"1/1/{timezone.localdate().year + 1}")

    assert "tidak wajar" in page.context["form"].errors["date"][0]


@pytest.mark.parametrize("kind", ActivityKind)
def test_an_activity_that_is_not_over_is_not_submitted(kind, unit, pegawai, login):
    tomorrow = timezone.localdate() + timedelta(days=1)
    activity = make_activity(unit, pegawai, kind=kind, end_date=tomorrow)

    [gap] = activity.missing()
    assert gap.field == "end_date"
    move = reverse("programs:activity_move", args=[activity.pk, "submit"])
    page = login(pegawai).post(move, {"version": activity.version}, follow=True)
    activity.refresh_from_db()
    assert activity.is_editable
    assert "belum selesai" in page.content.decode()
    assert not Entry.objects.refused().exists()


def test_a_great_count_is_asked_about_once_and_taken_when_it_is_confirmed(send):
    page = send(participant_count="1.500")
    assert (page.status_code, Activity.objects.count()) == (422, 0)
    assert "Benar 1.500 orang?" in page.context["form"].errors["participant_count"][0]
    assert 'name="is_many"' in page.content.decode()

    send(participant_count="1.500", is_many="on")
    activity = Activity.objects.get()
    assert activity.participant_count == 1500


def test_a_group_in_a_count_is_a_thousand(send):
    send(participant_count="1.000")

    assert Activity.objects.get().participant_count == 1000


@pytest.mark.parametrize("text", ["1000000", "1.000.000", "9" * 5000, "2,5", "-1"])
def test_a_million_participants_are_refused_in_words(send, text):
    page = send(participant_count=text, is_many="on")

    assert (page.status_code, Activity.objects.count()) == (422, 0)
    assert page.context["form"].errors["participant_count"]


@pytest.mark.parametrize("day", [date(26, 4, 3), date(9999, 12, 31)])
def test_no_other_way_in_takes_an_impossible_year(unit, pegawai, day):
    activity = make_activity(unit, pegawai)
    activity.date, activity.end_date = day, None

    with pytest.raises(ValidationError, match="tidak wajar"):
        activity.full_clean()
    with pytest.raises(IntegrityError, match="date_plausible"), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(date=day, end_date=None)
