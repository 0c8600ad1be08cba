"""What cannot be carried out comes back as the form, with status 422 and what was typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.organisation import actions, windows

WRONG = {"valid_from": "kemarin", "valid_to": "kemarin", "ends": "kemarin", "name": "Yang diketik"}


@pytest.fixture
def addresses(unit, pegawai):
    today = timezone.localdate()
    window = actions.set_period(
        by=None,
        kind="stage",
        window=windows.window_of("activity"),
        year=today.year,
        starts=today - timedelta(days=30),
        ends=today - timedelta(days=1),
    )
    membership = pegawai.memberships.get()
    arguments = {
        "unit_create": [unit.code],
        "unit_change": [unit.code],
        "unit_move": [unit.code],
        "unit_close": [unit.code],
        "person_create": [],
        "person_change": [pegawai.pk],
        "membership_create": [pegawai.pk],
        "membership_end": [membership.pk],
        "period_set": [],
        "period_reopen": [window.pk],
    }
    return {name: reverse(f"organisation:{name}", args=args) for name, args in arguments.items()}


@pytest.mark.parametrize(
    "name",
    [
        "unit_create",
        "unit_change",
        "unit_move",
        "unit_close",
        "person_create",
        "person_change",
        "membership_create",
        "membership_end",
        "period_set",
        "period_reopen",
    ],
)
def test_a_form_is_200_when_opened_and_422_when_it_is_wrong(addresses, login, admin, name):
    browser, before = login(admin), Entry.objects.count()

    opened = browser.get(addresses[name])
    wrong = browser.post(addresses[name], WRONG | {"parent": "antah-berantah"})

    assert opened.status_code == 200
    assert wrong.status_code == 422
    assert "field--wrong" in wrong.content.decode()
    assert Entry.objects.count() == before
