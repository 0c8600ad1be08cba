"""What Django does before the portal can serve: in one process, so that it loads only once."""

import django
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command

from reformasi.local.assets import collect_static, compile_messages
from reformasi.local.supervisor import say


def prepare() -> None:
    """Prints the demo accounts, and nothing else, on standard output."""
    compile_messages()
    django.setup()
    cache.get("reformasi")  # a broker that does not answer is said now, not at the first report
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    call_command("load_instruments", verbosity=0)
    if settings.DEMO:
        call_command("demo", verbosity=0)
        call_command("demo", accounts=True)
    else:
        say("Mode demo mati: tidak ada data contoh dan akun demo.")


def collect() -> None:
    """What a container image is built with: translations and static files, no database."""
    compile_messages()
    django.setup()
    collect_static()


def release() -> None:
    """What a new version brings to a production's database, before the new web servers start."""
    django.setup()
    call_command("migrate", interactive=False)
    call_command("load_instruments")
