"""The portal's own settings, and one address more: the empty page."""

from reformasi.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
ONE_MACHINE = True  # what it starts is heard here alone
