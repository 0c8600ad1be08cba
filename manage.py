#!/usr/bin/env python
"""Django's command line for Reformasi."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

MEND = "    script/server    # di terminal lain; atau lihat docs/operating.md"

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformasi.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Gagal: portal ini belum disiapkan: {error}.\n{MEND}")
    except OperationalError as error:
        sys.exit(f"Gagal: basis data tidak menjawab: {str(error).strip().splitlines()[0]}\n{MEND}")
