"""A letter, a follow-up of the directorate, and the bureau that verifies it."""

from __future__ import annotations

import pytest

from reformasi.organisation.roles import Role
from tests.evaluations.factories import make_follow_up, make_letter
from tests.ui.conftest import chromium, open_browser

__all__ = ["chromium", "open_browser"]


@pytest.fixture
def letter(ditjen):
    return make_letter(ditjen)


@pytest.fixture
def follow_up(letter, unit):
    return make_follow_up(letter, unit)


@pytest.fixture
def bureau(ditjen, member_of):
    """Bagian Perencanaan: biro for the whole directorate-general."""
    return member_of(ditjen, Role.BIRO)
