"""A unit that is closed takes nothing new, but what belongs to its own days may still be told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.activities.actions import change_activity, create_activity
from programs.activities.models import Activity
from programs.plans.actions import create_plan
from reformasi.organisation import actions
from reformasi.organisation.actions import UnitClosed
from reformasi.organisation.models import Unit, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def last_day() -> date:
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def closed(unit: Unit, admin: User, last_day: date) -> Unit:
    return actions.close_unit(unit=unit, valid_to=last_day, by=admin, reason="SK 1")


def test_an_activity_of_today_is_refused_and_one_of_its_own_days_is_taken(
    closed: Unit, pegawai: User, last_day: date
) -> None:
    with pytest.raises(UnitClosed, match="hanya berlaku sampai"):
        create_activity(by=pegawai, unit=closed, title="Rapat")
    with pytest.raises(UnitClosed):
        create_activity(by=pegawai, unit=closed, date=last_day, end_date=timezone.localdate())
    assert not Activity.objects.exists()

    activity = create_activity(by=pegawai, unit=closed, date=last_day, title="Rapat penutup")
    with pytest.raises(UnitClosed):
        change_activity(
            activity=activity, version=activity.version, by=pegawai, date=timezone.localdate()
        )


def test_the_form_says_so_beside_the_unit_and_loses_nothing(
    client, closed: Unit, pegawai: User
) -> None:
    client.force_login(pegawai)
    typed = {"unit": closed.code, "kind": "kegiatan", "title": "Rapat koordinasi"}

    response = client.post(reverse("programs:activity_create"), typed)

    assert response.status_code == 422
    assert "hanya berlaku sampai" in str(response.context["form"].errors["unit"])
    assert "Rapat koordinasi" in response.content.decode()


def test_no_plan_is_made_for_a_year_after_its_last(
    closed: Unit, pegawai: User, last_day: date
) -> None:
    with pytest.raises(UnitClosed):
        create_plan(by=pegawai, unit=closed, year=last_day.year + 1)

    assert create_plan(by=pegawai, unit=closed, year=last_day.year).unit == closed


def test_the_library_of_a_closed_unit_is_not_offered(client, closed: Unit, pegawai: User) -> None:
    client.force_login(pegawai)

    form = client.get(reverse("evidence:upload")).context["form"]

    assert closed not in form.fields["unit"].listed
