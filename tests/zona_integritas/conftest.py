"""A candidate of the directorate."""

import pytest

from tests.ui.conftest import chromium, open_browser
from tests.zona_integritas.factories import make_candidate

__all__ = ["chromium", "open_browser"]


@pytest.fixture
def candidate(unit, ketua_tim):
    return make_candidate(unit, ketua_tim)
