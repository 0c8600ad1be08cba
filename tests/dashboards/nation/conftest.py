"""A tiny nation, loaded once for the tests of this folder beside the tables of the portal."""

import io

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from dashboards import nation
from dashboards.demo.loading import REFERENCE
from dashboards.nation.size import Size

SIZE = Size(0.001)


@pytest.fixture(scope="package")
def made(django_db_setup, django_db_blocker):
    """What ``make`` tells of it; rolled back with the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        for command in REFERENCE:
            call_command(command, verbosity=0, stdout=io.StringIO())
        yield nation.make(SIZE, timezone.localdate())
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def loaded(made, db, settings):
    settings.DEMO = True
