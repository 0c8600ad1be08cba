"""The portal's settings for one test process: a Redis database, queue and files of its own."""

import os
import re
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")  # gw0, gw1 ... or nothing
if WORKER and os.environ.get("REFORMASI_TEST_WORKER") != WORKER:
    number = int(WORKER.removeprefix("gw"))
    os.environ["REFORMASI_TEST_WORKER"] = WORKER  # a server that a test starts inherits all this
    os.environ["REDIS_URL"] = re.sub(r"\d+$", str(number + 1), os.environ["REDIS_URL"])
os.environ["QUEUE_PREFIX"] = f"test{WORKER}:"

from reformasi.settings import *  # noqa: E402, F403
from reformasi.settings import (  # noqa: E402
    BASE_DIR,
    DATABASES,
    INSTALLED_APPS,
    TEMPLATES,
    VAR_DIR,
)

DEBUG = False
ONE_MACHINE = True  # what tests start is heard here alone
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and only here
if WORKER and "TEST_TEMPLATE_STATE" in os.environ:  # see tests/template.py
    DATABASES["default"]["TEST"] = {"TEMPLATE": f"test_{DATABASES['default']['NAME']}"}
OPEN_YEARS_BEFORE = 30  # the stories play in 2019
WHITENOISE_AUTOREFRESH = True  # each client would list them all
MEDIA_ROOT = Path(VAR_DIR) / f"media-test{WORKER}"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "tests/templates"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.workflow.layered"]  # a sheet with layers
