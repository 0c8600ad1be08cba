"""The Celery application; tasks are found in each app's ``tasks.py``."""

import os
import sys
from functools import cached_property

from celery import Celery
from celery.signals import beat_init, worker_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformasi.settings")

# Not Celery's broker_transport: an address of a socket or of TLS overrules that, or loses its TLS.
TRANSPORT_ALIASES.update(dict.fromkeys(["redis", "rediss"], "reformasi.broker:Transport"))


class Portal(Celery):
    """Celery's own application, with a worker of ours."""

    @cached_property
    def Worker(self) -> type:
        from reformasi.broker import Worker  # web servers need none

        return self.subclass_with_self(Worker, name="Worker")


app = Portal("reformasi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_unsafe(**signal: object) -> None:
    """Neither works for a portal that its web server would refuse to serve."""
    import django
    from django.apps import apps

    if not apps.ready:  # a second set-up would silence Celery's log
        django.setup()
    from reformasi.accounts import checks

    try:
        checks.refuse_unsafe()
    except SystemExit as refusal:  # Celery would put it into its log, or swallow it
        print(refusal, file=sys.__stderr__, flush=True)
        raise SystemExit(1) from None
