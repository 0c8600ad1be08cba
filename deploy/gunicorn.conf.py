"""How gunicorn serves the portal, on one machine and in production alike."""

import os

import environ

environ.Env.read_env(os.environ.get("ENV_FILE", ".env"))  # what the environment has wins

wsgi_app = "reformasi.wsgi"
bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True  # load once, fork; the second worker costs little memory and no start-up time
timeout = 60
graceful_timeout = 5
keepalive = 5
accesslog = "-"
control_socket_disable = True


def on_starting(server: object) -> None:
    """Refuse to let one machine's portal be heard outside, wherever it was told to listen.

    What `manage.py check --deploy` refuses, ``reformasi.wsgi`` itself refuses.
    """
    import sys

    import django
    from django.conf import settings

    django.setup()
    addresses = server.cfg.address  # type: ignore[attr-defined]  # of gunicorn: no stubs
    outside = [address for address in addresses if not is_this_machine(address)]
    if settings.ONE_MACHINE and outside:
        sys.exit(f"Refused to start: ONE_MACHINE is set, and {outside} is not this machine.")


def is_this_machine(address: object) -> bool:
    """Whether only this machine reaches ``address``: a socket in a folder, or a loopback."""
    if not isinstance(address, tuple):
        return isinstance(address, str)
    host = str(address[0])
    return host.startswith("127.") or host in {"localhost", "::1"}


def when_ready(server: object) -> None:
    """Load every page's code before the workers are forked, not at their first request."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
