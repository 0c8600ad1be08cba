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
    """Refuse what `manage.py check --deploy` refuses; one machine's portal, to be heard outside."""
    import sys

    import django
    from django.conf import settings

    django.setup()
    from reformasi.accounts.checks import refuse_unsafe

    if settings.ONE_MACHINE and not bind.startswith(("127.", "localhost:", "[::1]:", "unix:")):
        sys.exit(f"Refused to start: ONE_MACHINE is set, and BIND={bind} is not this machine.")
    refuse_unsafe()


def when_ready(server: object) -> None:
    """Load every page's code before the workers are forked, not at their first request."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
