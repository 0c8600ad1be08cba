"""What must hold before the portal is put to real use."""

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError
from django.urls import reverse

from reformasi.accounts import checks
from reformasi.organisation.models import User
from tests.factories import UserFactory


def ids(**options):
    return {message.id for message in run_checks(tags=["security"], **options)}


@pytest.fixture
def demo_account(db):
    return UserFactory(is_demo=True)


def test_production_refuses_a_demo_account(settings, demo_account):
    settings.DEBUG = settings.DEMO = False
    assert "accounts.E001" in ids(include_deployment_checks=True)
    User.objects.filter(pk=demo_account.pk).update(is_demo=False)
    assert "accounts.E001" not in ids(include_deployment_checks=True)


@pytest.mark.parametrize("mode", ["DEBUG", "DEMO"])
def test_demo_and_development_may_have_one(settings, demo_account, mode):
    settings.DEBUG = settings.DEMO = False
    setattr(settings, mode, True)
    assert checks.no_demo_accounts(None) == []


def test_a_database_that_is_not_there_yet_is_no_reason_to_refuse(settings, monkeypatch):
    settings.DEBUG = settings.DEMO = False

    def broken(*args, **kwargs):
        raise DatabaseError("no such table")

    monkeypatch.setattr(User.objects, "filter", broken)
    assert checks.no_demo_accounts(None) == []


def test_a_role_that_does_not_exist_is_named(settings):
    settings.MFA_REQUIRED_ROLES = ["ketua_tim", "ketua-tim"]
    (error,) = checks.check_roles(None)
    assert "ketua-tim" in error.msg


def test_a_page_is_drawn_for_ones_own_account(login, pegawai):
    page = login(pegawai).get(reverse("accounts:own")).content.decode()
    for name in ("account_change_password", "mfa_index", "usersessions_list"):
        assert reverse(name) in page
