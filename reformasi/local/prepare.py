"""What Django does before the portal can serve: in one process, so that it loads only once."""

import sys

import django
import environ
from django.conf import settings
from django.core.management import call_command

from reformasi.local.assets import collect_static, compile_messages
from reformasi.local.supervisor import say

# Tables that come with the portal: each command may run again and changes nothing that is in use.
REFERENCE = ("load_units", "load_reform_areas", "load_instruments", "load_milestones")


def prepare() -> None:
    """Prints the demo accounts, and nothing else, on standard output."""
    compile_messages()
    django.setup()
    collect_static()
    release()
    if settings.DEMO:
        call_command("demo", stdout=sys.stderr)
        call_command("demo", accounts=True)
    else:
        say("Mode demo mati: tidak ada data contoh dan akun demo.")


def release() -> None:
    """What a new version brings to the database, before the new web servers start.

    Raises SystemCheckError where that must not happen, e.g. with a demo account in the table.
    """
    django.setup()
    call_command("migrate", interactive=False, stdout=sys.stderr)
    grant_to_service()
    if not (settings.ONE_MACHINE and settings.DEMO):
        tags = ["demo"] if settings.ONE_MACHINE else None
        call_command("check", deploy=True, tags=tags, fail_level="ERROR", stdout=sys.stderr)
    for command in REFERENCE:
        call_command(command, stdout=sys.stderr)


def grant_to_service() -> None:
    """What the role of web and worker may do, as ``SERVICE_DATABASE_URL`` names it."""
    if not settings.SERVICE_DATABASE_URL:
        return
    from reformasi.audit import service_role  # knows models

    service = environ.Env.db_url_config(settings.SERVICE_DATABASE_URL)
    service_role.grant(service["USER"], service["PASSWORD"])


def collect() -> None:
    """What a container image is built with: translations and static files, no database."""
    compile_messages()
    django.setup()
    collect_static()
