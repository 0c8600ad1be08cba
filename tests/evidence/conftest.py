"""One file in the library and one activity of the same unit."""

import pytest

from reformasi.evidence import actions
from tests.evidence import files
from tests.programs.factories import make_activity


@pytest.fixture
def evidence(unit, pegawai):
    [kept] = actions.upload(unit=unit, files=[files.pdf()], by=pegawai, title="Notulen rapat")
    return kept


@pytest.fixture
def activity(unit, pegawai):
    return make_activity(unit, pegawai, evidence=False)
