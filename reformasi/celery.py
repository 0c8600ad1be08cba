"""The Celery application; tasks are found in each app's ``tasks.py``."""

import os
import sys

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformasi.settings")

app = Celery("reformasi")
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
