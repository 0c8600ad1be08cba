"""The database that a run on several processes migrates once: each of them takes a copy.

``python -m tests.template STATE`` makes it, says so in the file ``STATE``, and drops it when its
standard input ends. The run goes on meanwhile with tests that need no database.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from tests.stack import ROOT, eventually

#: Where the state is: "" when the database is ready, else what went wrong.
STATE = "TEST_TEMPLATE_STATE"
SECONDS = 600.0


def start() -> subprocess.Popen[bytes]:
    """In the process that starts the others, which inherit ``STATE``."""
    os.environ[STATE] = str(Path(tempfile.mkdtemp()) / "state")
    command = [sys.executable, "-m", "tests.template", os.environ[STATE]]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)


def wait() -> None:
    """Until it can be copied. Raises RuntimeError where it could not be made."""
    if STATE not in os.environ:
        return
    state = Path(os.environ[STATE])
    eventually(state.exists, "the database is migrated", SECONDS)
    if error := state.read_text():
        raise RuntimeError(error)


def main(state: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django
    from django.db import connection

    gc.disable()  # a short life; the states of the models are many and refer to each other
    error = ""
    name = connection.settings_dict["NAME"]
    try:
        django.setup()
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    except Exception:
        error = traceback.format_exc()
    connection.close()  # a database in use cannot be copied
    unfinished = state.with_suffix(".part")
    unfinished.write_text(error)
    unfinished.rename(state)
    sys.stdin.read()  # until the run ends, whichever way
    if not error:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
