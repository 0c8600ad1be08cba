"""What must hold before the portal is put to real use.

``check --deploy`` tells it, and web server, worker and scheduler refuse to start without it
(``refuse_unsafe``), except under ``script/server``, which serves one machine (``ONE_MACHINE``).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, Warning
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, ProgrammingError
from django.http.request import validate_host

from reformasi.organisation.models import User
from reformasi.organisation.roles import Role

KEY_LENGTH, KEY_LETTERS = 50, 10
#: Bytes to which a random key of that length cannot be packed; repeated ones can.
KEY_PACKED = 45
#: Ends of names under which anybody may have a portal: a whole one is no name of ours.
PUBLIC_ENDS = ("any.invalid", "any.id", "any.go.id", "any.com", "any.org", "any.net", "any.local")
#: What stands in examples, in front of or as the whole key.
EXAMPLE_KEYS = (
    "change-me",
    "ganti",
    "hanya-untuk-uji",
    "django-insecure-",
    "secret",
    "insecure",
    "example",
    "...",
)
#: Mail that reaches nobody; a link to set a password would stand in a log or a folder.
NO_MAIL = ("console", "dummy", "locmem", "filebased")


def check_roles(app_configs: Sequence[AppConfig] | None, **kwargs: object) -> list[CheckMessage]:
    """A misspelt role in MFA_REQUIRED_ROLES would silently protect nobody."""
    unknown = [role for role in settings.MFA_REQUIRED_ROLES if role not in Role.values]
    return [
        Error(
            f"MFA_REQUIRED_ROLES names a role that does not exist: {role}",
            hint=f"Roles: {', '.join(Role.values)}",
            id="accounts.E002",
        )
        for role in unknown
    ]


def no_demo_accounts(
    app_configs: Sequence[AppConfig] | None,
    databases: Collection[str] | None = None,
    **kwargs: object,
) -> list[CheckMessage]:
    """Demo accounts have published passwords: production refuses to start with one.

    Where there is no table yet, there is no such account either. A database that does not answer
    may well hold one: that is an error for whoever needs it (``check --database default``, and
    all that starts), and none for a look at the settings alone.
    """
    try:
        has_demo_accounts = User.objects.filter(is_demo=True).exists()
    except ProgrammingError:
        return []
    except (OperationalError, InterfaceError) as error:
        if not databases:
            return []
        return [
            Error(
                f"The database cannot be asked whether it holds demo accounts: {error}",
                hint="Start it, or look at DATABASE_URL.",
                id="accounts.E010",
            )
        ]
    if not has_demo_accounts:
        return []
    return [
        Error(
            "The database holds demo accounts, whose passwords are published.",
            hint="Use an empty database for production; never load `manage.py demo` into it.",
            id="accounts.E001",
        )
    ]


def check_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Settings that are fit for one machine, and for no network."""
    return [
        message
        for part in (_mode, _hosts, _key, _mail, _address, _second_factor)
        for message in part()
    ]


def _mode() -> Iterator[CheckMessage]:
    for name in ("DEBUG", "DEMO"):
        if getattr(settings, name):
            yield Error(
                f"{name} is on: pages show what is inside, or accounts have known passwords.",
                hint=f"Take {name} out of the environment.",
                id="accounts.E003",
            )
    if not settings.SECURE_SSL_REDIRECT:
        yield Error(
            "HTTPS is off: passwords and sessions travel in the clear.",
            hint="Take HTTPS out of the environment and serve the portal behind TLS.",
            id="accounts.E004",
        )


def _hosts() -> Iterator[CheckMessage]:
    hosts = [host.strip() for host in settings.ALLOWED_HOSTS]
    if any(validate_host(name, hosts) for name in PUBLIC_ENDS) or any(
        _is_open(host) for host in hosts
    ):
        yield Error(
            "ALLOWED_HOSTS allows every name, or those of strangers.",
            hint="Name the hosts under which the portal is reached.",
            id="accounts.E005",
        )


def _is_open(host: str) -> bool:
    """Whether ``host`` stands for every name, or for all below an end of one part (".id")."""
    return "*" in host or (host.startswith(".") and "." not in host.strip("."))


def _key() -> Iterator[CheckMessage]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        weak = len(key) < KEY_LENGTH or len(set(key)) < KEY_LETTERS
        repeats = len(zlib.compress(key.encode(), 9)) < KEY_PACKED
        if weak or repeats or key.lower().startswith(EXAMPLE_KEYS):
            yield Error(
                "SECRET_KEY is short, monotonous or that of an example.",
                hint='python3 -c "import secrets; print(secrets.token_urlsafe(50))"',
                id="accounts.E006",
            )


def _mail() -> Iterator[CheckMessage]:
    nowhere = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST
    if nowhere or settings.EMAIL_BACKEND.split(".")[-2] in NO_MAIL:
        yield Error(
            "EMAIL_URL is not set to a mail server: letters to set a password reach nobody.",
            hint="EMAIL_URL=smtp+tls://user:password@mail:587",
            id="accounts.E007",
        )
    domain = settings.DEFAULT_FROM_EMAIL.rstrip("> ").rpartition("@")[2]
    if "." not in domain or "@" not in settings.DEFAULT_FROM_EMAIL:
        yield Error(
            "DEFAULT_FROM_EMAIL is not set: mail servers refuse letters from @localhost.",
            hint="DEFAULT_FROM_EMAIL=Reformasi <reformasi@example.go.id>",
            id="accounts.E008",
        )


def _address() -> Iterator[CheckMessage]:
    address = urlsplit(settings.PUBLIC_URL)
    host = address.hostname or ""
    if address.scheme != "https" or not validate_host(host, settings.ALLOWED_HOSTS):
        yield Error(
            "PUBLIC_URL, to which letters and QR codes lead, is not an https address of this "
            "portal (ALLOWED_HOSTS).",
            hint="PUBLIC_URL=https://reformasi.example.go.id",
            id="accounts.E009",
        )


def _second_factor() -> Iterator[CheckMessage]:
    if not settings.MFA_REQUIRED_ROLES:
        yield Warning(
            "No role must use a second factor: a password alone approves and administers.",
            hint="MFA_REQUIRED_ROLES=ketua_tim,biro",
            id="accounts.W001",
        )


def refuse_unsafe() -> None:
    """Stop this process unless all deployment checks hold, or one machine alone is served.

    Raises:
        SystemExit: with the errors, one to a line.
    """
    if settings.ONE_MACHINE:
        return
    messages = checks.run_checks(
        tags=[Tags.security], include_deployment_checks=True, databases=[DEFAULT_DB_ALIAS]
    )
    errors = [message for message in messages if message.is_serious() and not message.is_silenced()]
    if errors:
        reasons = "".join(f"\n{message}" for message in errors)
        raise SystemExit(f"Refused to start (manage.py check --deploy):{reasons}")


def register() -> None:
    checks.register(check_roles, Tags.security)
    checks.register(no_demo_accounts, Tags.security, "demo", deploy=True)
    checks.register(check_production, Tags.security, deploy=True)
