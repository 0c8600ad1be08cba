"""What must hold before the portal is put to real use."""

import environ
import pytest
from django.core.checks import ERROR, WARNING, run_checks
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.urls import reverse

from reformasi.accounts import checks
from reformasi.organisation.models import User
from tests.factories import UserFactory

KEY = "aZ0_9bY8-cX7dW6eV5fU4gT3hS2iR1jQkPlOmNnMoLpKqJrIsHtG_uF"
HOST = "reformasi.example.go.id"
EVERYBODYS = ["*", " *", "* ", "*.id", "*.example.go.id", ".", ".id", ".com", ".go.id", " .go.id"]


@pytest.fixture
def demo_account(db):
    return UserFactory(is_demo=True)


@pytest.fixture
def production(settings, db):
    """What a ministry would set: nothing is said of it."""
    settings.DEBUG = settings.DEMO = settings.ONE_MACHINE = False
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = [".example.go.id"]
    settings.SECRET_KEY = KEY
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "mail"
    settings.DEFAULT_FROM_EMAIL = "Reformasi <reformasi@example.go.id>"
    settings.PUBLIC_URL = "https://reformasi.example.go.id"
    settings.MFA_REQUIRED_ROLES = ["ketua_tim"]
    return settings


def ours(level):
    messages = run_checks(tags=["security"], include_deployment_checks=True)
    return {message.id for message in messages if message.level >= level and "acc" in message.id}


def test_nothing_is_said_of_what_a_ministry_would_set(production):
    assert ours(WARNING) == set()
    checks.refuse_unsafe()


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("DEMO", True, "E003"),
        ("DEBUG", True, "E003"),
        ("SECURE_SSL_REDIRECT", False, "E004"),
        ("ALLOWED_HOSTS", ["*"], "E005"),
        ("ALLOWED_HOSTS", ["reformasi.example.go.id", "*"], "E005"),
        *(("ALLOWED_HOSTS", [HOST, host], "E005") for host in EVERYBODYS),
        ("SECRET_KEY", "change-me", "E006"),
        ("SECRET_KEY", "x" * 80, "E006"),
        ("SECRET_KEY", "abc123" * 20, "E006"),
        ("SECRET_KEY", f"django-insecure-{KEY}", "E006"),
        ("SECRET_KEY", f"Change-Me-{KEY}", "E006"),
        ("SECRET_KEY", f"ganti-saya-{KEY}", "E006"),
        ("SECRET_KEY", "1234567890" * 6, "E006"),
        ("SECRET_KEY", "abcdefghijkl" * 5, "E006"),
        ("SECRET_KEY", "a" * 50 + "bcdefghij", "E006"),
        ("SECRET_KEY", KEY[:49], "E006"),
        ("SECRET_KEY_FALLBACKS", [KEY, "abcdefghijkl" * 5], "E006"),
        ("SECRET_KEY_FALLBACKS", ["old"], "E006"),
        ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "E007"),
        ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend", "E007"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "E007"),
        ("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend", "E007"),
        ("EMAIL_HOST", None, "E007"),
        ("DEFAULT_FROM_EMAIL", "Reformasi <reformasi@localhost>", "E008"),
        ("DEFAULT_FROM_EMAIL", "reformasi", "E008"),
        ("DEFAULT_FROM_EMAIL", "", "E008"),
        ("PUBLIC_URL", "http://reformasi.example.go.id", "E009"),
        ("PUBLIC_URL", "https://elsewhere.example.com", "E009"),
        ("MFA_REQUIRED_ROLES", ["ketua-tim"], "E002"),
    ],
)
def test_what_is_unfit_for_a_network_is_an_error_and_starts_nothing(production, name, value, error):
    setattr(production, name, value)
    assert f"accounts.{error}" in ours(ERROR)
    with pytest.raises(SystemExit, match=f"accounts.{error}"):
        checks.refuse_unsafe()
    production.ONE_MACHINE = True  # script/server
    checks.refuse_unsafe()


def test_no_required_second_factor_is_a_warning(production):
    production.MFA_REQUIRED_ROLES = []
    assert ours(ERROR) == set()
    assert ours(WARNING) == {"accounts.W001"}


@pytest.mark.parametrize("mode", ["DEBUG", "DEMO"])
def test_production_refuses_a_demo_account_and_no_mode_hides_it(production, demo_account, mode):
    assert ours(ERROR) == {"accounts.E001"}
    setattr(production, mode, True)
    assert "accounts.E001" in ours(ERROR)
    User.objects.filter(pk=demo_account.pk).update(is_demo=False)
    assert "accounts.E001" not in ours(ERROR)


def answering(monkeypatch, error, databases=("default",)):
    def broken(*args, **kwargs):
        raise error("as PostgreSQL says it")

    monkeypatch.setattr(User.objects, "filter", broken)
    return [message.id for message in checks.no_demo_accounts(None, databases=databases)]


def test_a_table_that_is_not_there_yet_is_no_reason_to_refuse(monkeypatch):
    assert answering(monkeypatch, ProgrammingError) == []


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_does_not_answer_vouches_for_nothing(monkeypatch, error):
    assert answering(monkeypatch, error) == ["accounts.E010"]
    assert answering(monkeypatch, error, databases=None) == []  # the settings alone are looked at


def test_a_role_that_does_not_exist_is_named(settings):
    settings.MFA_REQUIRED_ROLES = ["ketua_tim", "ketua-tim"]
    (error,) = checks.check_roles(None)
    assert "ketua-tim" in error.msg


def test_a_page_is_drawn_for_ones_own_account(login, pegawai):
    page = login(pegawai).get(reverse("accounts:own")).content.decode()
    for name in ("account_change_password", "mfa_index", "usersessions_list"):
        assert reverse(name) in page


@pytest.mark.parametrize("name", ["DEMO", "DEBUG"])
@pytest.mark.parametrize("spelling", ["1", "yes", "on", "True", "TRUE", "y", "ok"])
def test_however_it_is_spelt_a_mode_is_on(name, spelling):
    read = environ.Env()
    read.ENVIRON = {name: spelling}  # as settings.py reads it
    assert read.bool(name, default=False) is True


@pytest.mark.parametrize(
    "address", ["consolemail://", "dummymail://", "filemail:///tmp/x", "memorymail://", "smtp://"]
)
def test_mail_that_reaches_nobody_is_an_error_however_it_is_set(production, address):
    for name, value in environ.Env.email_url_config(address).items():
        setattr(production, name, value)
    assert "accounts.E007" in ours(ERROR)
