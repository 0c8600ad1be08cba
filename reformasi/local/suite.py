"""``script/test``: pytest beside engines of its own, which end with it."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from reformasi.local.assets import compile_messages
from reformasi.local.postgres import Postgres
from reformasi.local.process import without_interruption
from reformasi.local.redis import Redis
from reformasi.local.server import one_at_once
from reformasi.local.supervisor import Interrupted, Supervisor, say

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ("--cov", "--cov-report=term", "--cov-report=json")  # see pyproject.toml
# In the order of tests/conftest.py: what takes long never begins when all else is done.
ON_TWO = ("-n", "2", "--dist", "loadgroup", "--no-loadscope-reorder")


def run_tests(arguments: Sequence[str]) -> int:
    """Pytest's exit code. The whole suite, or all tests of a marker, run on two processes."""
    var = ROOT / "var/test"
    with one_at_once(var, "Pengujian"):
        compile_messages()
        Postgres(var, durable=False).remove()  # what a killed run has left
        database, redis = Postgres(var, durable=False), Redis(var, durable=False)
        try:
            return run_beside(database, redis, var, spread(arguments))
        except Interrupted as interrupted:
            say("Pengujian dihentikan.")
            return 128 + interrupted.number
        finally:
            database.remove()


def spread(arguments: Sequence[str]) -> Sequence[str]:
    """On two processes, unless the arguments name certain tests or say how many processes.

    The coverage of the whole suite is measured and must be whole, so no test may be left out.
    """
    if not arguments:
        return (*ON_TWO, *MEASURED)
    options = list(arguments)
    if "-m" in options:
        at = options.index("-m")
        del options[at : at + 2]
    named = any(not option.startswith("-") or option[:2] in ("-k", "-n") for option in options)
    return arguments if named else (*ON_TWO, *arguments)


def run_beside(database: Postgres, redis: Redis, var: Path, arguments: Sequence[str]) -> int:
    with Supervisor() as supervisor:
        supervisor.start(database, redis)
        set_environment(var, database, redis)
        return pytest(arguments)


def set_environment(var: Path, database: Postgres, redis: Redis) -> None:
    """Set the environment of the tests: nothing of the person's own settings reaches them."""
    shutil.rmtree(var / "media", ignore_errors=True)
    os.environ.update(
        ENV_FILE=os.devnull,
        DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL=database.url,
        REDIS_URL=redis.url,
        SECRET_KEY="only-for-tests-" + "0123456789" * 4,
        VAR_DIR=str(var),
        DEBUG="false",
        DEMO="false",
        HTTPS="false",
        PUBLIC_URL="http://127.0.0.1:8000",
        ALLOWED_HOSTS="localhost,127.0.0.1,[::1],testserver",
        EMAIL_URL="consolemail://",
        LOG_LEVEL="INFO",
        PYTHONPYCACHEPREFIX=str(var / "pycache"),  # compiled once, and not among the sources
        PYTHONHASHSEED="0",  # sets in the names of tests are the same in both processes
    )
    own = ("MFA_REQUIRED_ROLES", "ACCEL_REDIRECT_PREFIX", "PORT", "HOST", "PYTHONDONTWRITEBYTECODE")
    for name in own:
        os.environ.pop(name, None)


def pytest(arguments: Sequence[str]) -> int:
    running = None
    try:
        with without_interruption():
            running = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], cwd=ROOT)
        return running.wait()
    except Interrupted:
        if running:
            running.send_signal(signal.SIGINT)  # pytest ends what its fixtures started
            running.wait(30)
        raise
