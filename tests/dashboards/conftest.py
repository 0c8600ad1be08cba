"""Today, a neighbour, and a letter."""

import pytest
from django.utils import timezone

from reformasi.organisation.roles import Role
from tests.evaluations.factories import make_letter


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def neighbour(sibling, member_of):
    return member_of(sibling, Role.PEGAWAI)


@pytest.fixture
def letter(ditjen):
    return make_letter(ditjen)
