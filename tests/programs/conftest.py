"""The browser of the interface tests, for the pages of the programs."""

import pytest

from reformasi.organisation.roles import Role
from tests.programs.factories import (
    make_activity,
    reform_area,
    submitted_activity,
)
from tests.ui.conftest import chromium, open_browser

__all__ = ["chromium", "open_browser"]


@pytest.fixture
def several(unit, child, sibling, pegawai, member_of):
    """Four activities of one directorate and one of its neighbour."""
    neighbour = member_of(sibling, Role.PEGAWAI)
    make_activity(unit, pegawai, title="Rapat SOP", evidence=False)
    submitted_activity(unit, pegawai, title="Rapat zona", area=reform_area(2))
    make_activity(child, pegawai, title="Internalisasi", kind="sosialisasi", place="Bandung")
    make_activity(unit, pegawai, title="Tahun lalu", date="2018-05-02")
    make_activity(sibling, neighbour, title="Milik tetangga")
