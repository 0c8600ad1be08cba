"""``manage.py`` as a person types it: nothing set, with or without a server beside it."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reformasi.local.server import KEPT, keep_environment

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "tests/evaluations/zi-2021-worked.csv"
SCORE = ("manage.py", "score", str(SHEET), "--instrument=zi-2021")


@pytest.fixture
def var(tmp_path, monkeypatch):
    """The folder of a portal whose engines have been stopped again."""
    (tmp_path / "run").mkdir()
    for name in KEPT:
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    keep_environment(tmp_path)
    return tmp_path


def python(var, *arguments, **names):
    """Run it as in a fresh terminal: (exit code, stdout, stderr)."""
    own = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "VAR_DIR": str(var)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=own | names, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def test_a_command_needs_nothing_set_where_the_server_has_run(var):
    code, output, errors = python(var, *SCORE)

    assert (code, errors) == (0, "")
    assert "Nilai total: 78,33" in output


def test_what_the_server_keeps_is_for_its_owner_only(var):
    assert stat.S_IMODE((var / "run/env").stat().st_mode) == 0o600


def test_what_the_server_keeps_never_reaches_a_portal_with_settings_of_its_own(var):
    own = {"SECRET_KEY": "x", "DATABASE_URL": "postgres://x/x", "REDIS_URL": "redis://x/0"}

    show = "from django.conf import settings; print(settings.DEMO, settings.HTTPS)"

    for names, output in (({}, "True True"), (own, "False True")):
        names |= {"DJANGO_SETTINGS_MODULE": "reformasi.settings"}
        assert python(var, "-c", show, **names)[1].strip() == output


@pytest.mark.parametrize(
    ("kept", "arguments", "sentence"),
    [
        (False, SCORE, "Gagal: portal ini belum disiapkan: Set the SECRET_KEY"),
        (True, ("manage.py", "showmigrations"), "Gagal: basis data tidak menjawab: "),
    ],
)
def test_what_is_missing_is_said_in_a_sentence_with_what_mends_it(var, kept, arguments, sentence):
    if not kept:
        (var / "run/env").unlink()

    code, output, errors = python(var, *arguments)

    assert (code, output) == (1, "")
    assert errors.startswith(sentence)
    assert errors.splitlines()[-1].strip().startswith("script/server ")
    assert len(errors.splitlines()) == 2
