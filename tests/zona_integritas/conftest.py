"""A candidate of the directorate."""

import pytest

from tests.zona_integritas.factories import (
    make_candidate,
)


@pytest.fixture
def candidate(unit, ketua_tim):
    return make_candidate(unit, ketua_tim)
