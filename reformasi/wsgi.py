"""The WSGI entry point that gunicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformasi.settings")
django.setup(set_prefix=False)

from reformasi.sending.wsgi import ReadableHandler  # noqa: E402  needs the settings

application = ReadableHandler()
