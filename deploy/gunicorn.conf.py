"""How gunicorn serves the portal, on one machine and in production alike."""

import os

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


def when_ready(server: object) -> None:
    """Load every page's code before the workers are forked, not at their first request."""
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
