"""An administrator at the browser; a file with others there has a fixture of its own."""

import pytest


@pytest.fixture
def browser(login, admin, unit):
    return login(admin)
