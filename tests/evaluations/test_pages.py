"""The pages of letters and follow-ups, as people read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reformasi.organisation.roles import Role

from .factories import make_follow_up, make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(ditjen):
    return make_letter(ditjen)


@pytest.fixture
def bureau(ditjen, member_of):
    return member_of(ditjen, Role.BIRO)


@pytest.mark.parametrize("name", ["evaluations:letters", "evaluations:follow_ups"])
def test_a_filter_that_finds_nothing_is_not_called_an_empty_list(name, bureau, login):
    client = login(bureau)

    assert "yang cocok" not in client.get(reverse(name)).content.decode()
    page = client.get(reverse(name), {"status": "verified", "q": "tidak ada"}).content.decode()
    assert "yang cocok" in page
    assert f'href="{reverse(name)}"' in page


def test_the_list_marks_what_is_late_and_nothing_else(letter, unit, pegawai, login):
    today = timezone.localdate()
    make_follow_up(letter, unit, action="Terlambat", due=today - timedelta(days=1))
    make_follow_up(letter, unit, action="Masih ada waktu", due=today)

    page = login(pegawai).get(reverse("evaluations:follow_ups"))

    late = [row for row in page.content.decode().split("<tr>") if "badge--danger" in row]
    assert len(late) == 1
    assert "Terlambat" in late[0]
