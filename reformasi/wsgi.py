"""The WSGI entry point: whoever serves it, with whatever options, is refused where it is unsafe."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformasi.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db import connections  # noqa: E402

from reformasi.accounts.checks import refuse_unsafe  # noqa: E402
from reformasi.sending.wsgi import ReadableHandler  # noqa: E402  needs the settings

try:
    refuse_unsafe()
except SystemExit as refusal:  # gunicorn would start a worker that exits again and again
    raise ImproperlyConfigured(str(refusal)) from None
if not settings.ONE_MACHINE:
    connections.close_all()  # of the checks: processes that are forked from here share none

application = ReadableHandler()
