"""Who works on a sheet of 2026, and the sheet itself, blank."""

import pytest

from reformasi.organisation.roles import Role

from .factories import make_assessment


@pytest.fixture
def lead(unit, member_of):
    return member_of(unit, Role.KETUA_TIM)


@pytest.fixture
def colleague(unit, member_of):
    return member_of(unit, Role.PEGAWAI)


@pytest.fixture
def sheet(unit, lead):
    return make_assessment(unit, lead)
