"""The database that a run on several processes migrates once: each of them takes a copy.

``python -m tests.template STATE`` makes it, says so in the file ``STATE``, and drops it when its
standard input ends. The run goes on meanwhile with tests that need no database. What it made is
dumped under ``var/``, so that the next run with the same migrations reads it in a tenth of the
time.
"""

from __future__ import annotations

import gc
import hashlib
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
        make(dump_of(migrations()))
    except Exception:
        error = traceback.format_exc()
    connection.close()  # a database in use cannot be copied
    unfinished = state.with_suffix(".part")
    unfinished.write_text(error)
    unfinished.rename(state)
    sys.stdin.read()  # until the run ends, whichever way
    if not error:
        connection.creation.destroy_test_db(name, verbosity=0)


def migrations() -> str:
    """A digest of all that the migrated database comes from."""
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py")]
    files += [*ROOT.glob("tests/**/migrations/*.py"), ROOT / "requirements-dev.lock"]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def dump_of(digest: str) -> Path:
    from django.conf import settings

    return Path(settings.VAR_DIR) / "schema" / f"{digest[:16]}.sql"


def make(dump: Path) -> None:
    """Read ``dump`` where it is, else migrate and write it."""
    from django.db import connection

    creation = connection.creation
    if not dump.exists():
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        write(dump, connection.settings_dict["NAME"])
        return
    creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    connection.settings_dict["NAME"] = creation._get_test_db_name()
    with connection.cursor() as cursor:
        cursor.execute(dump.read_text("utf-8"))


def write(dump: Path, name: str) -> None:
    """As SQL that needs no psql to be read; what other migrations have left goes."""
    from reformasi.local.postgres import SUPERUSER, Postgres

    place = Postgres(dump.parents[1], durable=False).place
    command = [str(place.programs / "pg_dump"), "--inserts", "--no-owner", "--dbname", name]
    command += ["--host", str(place.run), "--username", SUPERUSER]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    sql = [line for line in done.stdout.splitlines() if not line.startswith("\\")]
    for old in dump.parent.glob("*.sql"):
        old.unlink()
    dump.parent.mkdir(parents=True, exist_ok=True)
    unfinished = dump.with_suffix(".part")
    unfinished.write_text("\n".join(sql), "utf-8")
    unfinished.rename(dump)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
