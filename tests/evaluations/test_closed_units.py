"""Letters and tasks go to units that stand on the day in question (F14)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.follow_ups import actions
from evaluations.follow_ups.models import FollowUp
from evaluations.letters.models import MinisterialLetter
from reformasi.organisation.actions import UnitClosed, close_unit
from reformasi.organisation.models import Unit
from reformasi.organisation.roles import Role
from tests.evaluations.factories import assignees, make_letter

LAST = date(2019, 12, 31)


@pytest.fixture
def closed(unit, ditjen, member_of) -> Unit:
    return close_unit(unit=unit, valid_to=LAST, by=member_of(ditjen, Role.ADMIN), reason="SK 1")


@pytest.fixture
def typed(ditjen, closed) -> dict[str, object]:
    return {
        "unit": ditjen.code, "number": "1/2", "date": "2020-01-01", "subject": "Hasil",
        "evaluated_year": "2018", "addressees": [closed.code],
    }  # fmt: skip


def offered(response) -> list[int]:
    return [row.pk for row in response.context["form"].fields["addressees"].listed]


def test_a_letter_of_today_is_not_offered_a_closed_unit(closed, ditjen, bureau, login):
    page = login(bureau).get(reverse("evaluations:letter_create"))

    assert closed.pk not in offered(page)
    assert ditjen.pk in offered(page)
    assert closed not in page.context["form"].fields["unit"].listed


def test_a_letter_to_a_unit_that_was_closed_then_is_told_beside_the_field(
    closed, typed, bureau, login
):
    page = login(bureau).post(reverse("evaluations:letter_create"), typed)

    assert page.status_code == 422
    assert "hanya berlaku sampai 31 Desember 2019" in str(page.context["form"].errors["addressees"])
    with pytest.raises(UnitClosed):
        make_letter(bureau.memberships.get().unit, addressees=[closed], date=date(2020, 1, 1))
    assert not MinisterialLetter.objects.exists()


def test_a_letter_of_its_own_days_names_it_and_offers_it(closed, typed, bureau, login):
    client, url = login(bureau), reverse("evaluations:letter_create")
    refused = client.post(url, typed | {"date": "31/12/2019", "subject": ""})
    assert closed.pk in offered(refused)

    assert client.post(url, typed | {"date": "31/12/2019"}).status_code == 302

    letter = MinisterialLetter.objects.get()
    assert list(letter.addressees.all()) == [closed]
    change = reverse("evaluations:letter_change", args=[letter.pk])
    assert closed.pk in offered(client.get(change))


def test_what_a_letter_names_already_stays_when_its_day_is_corrected(
    closed, typed, ditjen, bureau, login
):
    letter = make_letter(ditjen, addressees=[closed], date=LAST)
    change = reverse("evaluations:letter_change", args=[letter.pk])

    page = login(bureau).post(change, typed | {"version": letter.version})

    assert page.status_code == 302
    letter.refresh_from_db()
    assert (letter.date, list(letter.addressees.all())) == (date(2020, 1, 1), [closed])


def test_addressees_beyond_ones_reach_stay_when_somebody_with_less_reach_saves(
    unit, sibling, typed, member_of, login
):
    letter = make_letter(unit, addressees=[unit, sibling], date=LAST)
    url = reverse("evaluations:letter_change", args=[letter.pk])
    form = typed | {"unit": unit.code, "addressees": [unit.code], "version": letter.version}
    client = login(member_of(unit, Role.BIRO))

    assert f"Tetap dituju, di luar jangkauan Anda: {sibling}" in client.get(url).content.decode()
    assert client.post(url, form).status_code == 302
    assert set(letter.addressees.all()) == {unit, sibling}


def test_a_letter_whose_units_are_all_closed_opens_no_form_of_tasks(
    follow_up, ditjen, unit, bureau, member_of, login
):
    follow_up.recommendation.finding.letter.addressees.set([unit])
    close_unit(unit=unit, valid_to=LAST, by=member_of(ditjen, Role.ADMIN), reason="SK 1")
    url = reverse("evaluations:follow_up_create", args=[follow_up.recommendation_id])

    page = login(bureau).get(url)

    assert page.url == follow_up.recommendation.finding.get_absolute_url()


def test_a_closed_unit_is_given_no_task(follow_up, closed, bureau, login):
    url = reverse("evaluations:follow_up_create", args=[follow_up.recommendation_id])
    client = login(bureau)

    assert f'value="{closed.code}"' not in client.get(url).content.decode()
    form = {"action": "A", "due": "2030-12-31", **assignees({"unit": closed.code})}
    page = client.post(url, form)
    assert "hanya berlaku sampai" in str(page.context["rows"].forms[0].errors["unit"])
    with pytest.raises(UnitClosed):
        actions.create_follow_up(
            recommendation=follow_up.recommendation, unit=closed, by=bureau, action="A", due=LAST
        )
    assert FollowUp.objects.get() == follow_up


def test_a_unit_is_given_no_task_and_no_time_beyond_its_end(
    follow_up, unit, ditjen, pegawai, bureau, member_of, login
):
    today = timezone.localdate()
    end, beyond = today + timedelta(days=30), today + timedelta(days=31)
    close_unit(unit=unit, valid_to=end, by=member_of(ditjen, Role.ADMIN), reason="SK 1")
    client, message = login(bureau), "hanya berlaku sampai"
    create = reverse("evaluations:follow_up_create", args=[follow_up.recommendation_id])
    change = reverse("evaluations:task_change", args=[follow_up.pk])
    ask = reverse("evaluations:time_request_create", args=[follow_up.pk])
    task = {"version": 1, "action": "A", "reason": "B"}
    task |= assignees({"unit": unit.code, "is_again": "on"})

    page = client.post(create, task | {"due": beyond.isoformat()})
    assert message in str(page.context["rows"].forms[0].errors["unit"])
    page = client.post(change, task | {"due": beyond.isoformat()})
    assert message in str(page.context["form"].errors["due"])
    page = login(pegawai).post(ask, {"due": beyond.isoformat(), "reason": "B"})
    assert message in str(page.context["form"].errors["due"])
    with pytest.raises(UnitClosed):
        actions.change_task(follow_up=follow_up, by=bureau, version=1, due=beyond)

    client = login(bureau)
    assert client.post(create, task | {"due": end.isoformat()}).status_code == 302
    assert client.post(change, task | {"due": end.isoformat()}).status_code == 302
