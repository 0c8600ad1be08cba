"""Acceptance 5: workers, Redis and PostgreSQL may die; nothing asked for is lost or doubled."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from reformasi.documents import tasks, work
from reformasi.documents.models import DocumentEdition, DocumentRequest
from reformasi.documents.workflow import Status
from reformasi.local.postgres import Postgres
from reformasi.local.process import Process, wait_until
from reformasi.local.redis import Redis
from tests import template
from tests.stack import ROOT, environment, eventually, release, taken, worker

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]
MADE_AT_ONCE = ["tests.documents.kinds"]
HELD = ["tests.documents.kinds", "tests.documents.held"]


@pytest.fixture
def redis(tmp_path):
    """A Redis of this test alone, which it may stop."""
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def world(redis, tmp_path):
    """What web server and worker share."""
    return {"REDIS_URL": redis.url, "HOLD": str(tmp_path)}


def ask(world, *units) -> list[tuple[int, str]]:
    """Ask for a report of each unit, from another process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.documents.ask", *(unit.code for unit in units)],
        env={**os.environ, **environment(**world)},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    lines = [line.split() for line in done.stdout.splitlines()]
    return [(int(pk), queue) for pk, queue in lines]


def status_of(pk: int) -> str:
    return DocumentRequest.objects.values_list("status", flat=True).get(pk=pk)


def is_done(pk: int) -> bool:
    return status_of(pk) == Status.DONE


def wait_until_held(world) -> None:
    """Some worker is in the middle of a report."""
    folder = Path(world["HOLD"])
    eventually(lambda: taken(folder, "held-*"), "a worker begins the report")


def children_of(process: Process) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in listed.stdout.split()]


def test_a_report_whose_worker_is_killed_is_finished_by_another(redis, world, unit, tmp_path):
    with worker(tmp_path / "satu.log", include=HELD, **world) as first:
        [(pk, _)] = ask(world, unit)
        wait_until_held(world)
        assert status_of(pk) == Status.RUNNING
        first.kill()
    assert status_of(pk) == Status.RUNNING  # nobody could tell yet

    work.sweep(timezone.now() + timedelta(hours=1))
    assert status_of(pk) == Status.QUEUED
    with worker(tmp_path / "dua.log", include=MADE_AT_ONCE, **world):
        sweep_there(world)
        eventually(lambda: is_done(pk), "the second worker finishes the report")

    assert DocumentEdition.objects.filter(document=pk).count() == 1
    assert DocumentRequest.objects.count() == 1


def sweep_there(world) -> None:
    """What beat does every half minute, from another process on the same Redis."""
    subprocess.run(
        [sys.executable, "-m", "celery", "--app", "reformasi", "call", tasks.sweep.name],
        env={**os.environ, **environment(**world)},
        cwd=ROOT,
        check=True,
        capture_output=True,
    )


def test_a_report_whose_worker_process_runs_out_of_memory_goes_on_at_once(
    redis, world, unit, tmp_path
):
    """The kernel kills the child; its parent gives the message back, and nobody waits."""
    with worker(tmp_path / "satu.log", include=HELD, **world) as process:
        [(pk, _)] = ask(world, unit)
        wait_until_held(world)
        [child] = children_of(process)
        os.kill(child, signal.SIGKILL)

        wait_until_held(world)  # the new child has begun it again
        release(Path(world["HOLD"]))
        eventually(lambda: is_done(pk), "the new child finishes the report")

    document = DocumentRequest.objects.get(pk=pk)
    assert document.attempts == 2
    assert document.editions.count() == 1


def test_a_report_that_takes_too_long_ends_with_a_reason(redis, world, unit, tmp_path):
    world |= {"DOCUMENT_SOFT_SECONDS": "2", "DOCUMENT_HARD_SECONDS": "30"}
    with worker(tmp_path / "satu.log", include=HELD, **world):
        [(pk, _)] = ask(world, unit)
        eventually(lambda: status_of(pk) == Status.FAILED, "the soft limit ends the report")

    assert "2 detik" in DocumentRequest.objects.get(pk=pk).failure


def test_what_is_asked_for_while_redis_is_down_is_made_when_it_is_back(
    redis, world, unit, sibling, child, tmp_path
):
    before = ask(world, unit)
    redis.stop()
    during = ask(world, sibling, child)
    assert [queue for _, queue in before + during] == ["tahu", "diam", "diam"]

    redis.start()
    with worker(tmp_path / "satu.log", include=MADE_AT_ONCE, **world):
        sweep_there(world)
        for pk, _ in before + during:
            eventually(lambda pk=pk: is_done(pk), "every report is made")

    assert DocumentRequest.objects.count() == 3
    assert DocumentEdition.objects.count() == 3


def test_a_worker_goes_on_after_redis_is_stopped_and_started_under_it(
    redis, world, unit, sibling, tmp_path
):
    with worker(tmp_path / "satu.log", include=HELD, **world):
        [(running, _)] = ask(world, unit)
        wait_until_held(world)
        redis.stop()  # in the middle of a report
        [(asked_meanwhile, _)] = ask(world, sibling)
        redis.start()
        release(Path(world["HOLD"]))
        release(Path(world["HOLD"]))

        sweep_there(world)
        for pk in (running, asked_meanwhile):
            eventually(lambda pk=pk: is_done(pk), "every report is made", seconds=60)

    assert DocumentEdition.objects.count() == 2


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A PostgreSQL of these tests alone."""
    database = Postgres(tmp_path_factory.mktemp("basis-data"), durable=False)
    try:
        database.start()
        fill(database)
        yield database
    finally:
        database.remove()


def fill(database: Postgres) -> None:
    """With the tables: from the dump that the run has made of them, else by migrating."""
    dump = template.dump_of(template.migrations())
    if dump.exists():
        with psycopg2.connect(database.url) as made, made.cursor() as cursor:
            cursor.execute(dump.read_text("utf-8"))
        made.close()
        return
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        env={**os.environ, **own_world(database)},
        cwd=ROOT,
        check=True,
    )


def own_world(database: Postgres) -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database.url}


@pytest.fixture
def web(database, tmp_path):
    """Gunicorn as in production, on the database that may be restarted."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = web_server(database, port, tmp_path / "web.log")
    process.start()
    try:
        if not wait_until(lambda: get(port, "/sehat/") == 200, process, 60):
            raise AssertionError(process.log.read_text()[-4000:])
        yield port
    finally:
        process.stop()


def web_server(database: Postgres, port: int, log: Path) -> Process:
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    env = {**own_world(database), "BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "2"}
    return Process("Web", [*command, "reformasi.wsgi"], log, env=env, cwd=ROOT)


def get(port: int, path: str) -> int:
    """The status of the answer; 0 where there is none."""
    return reply(port, path)[0]


def reply(port: int, path: str) -> tuple[int, str, str]:
    """Status, ``Retry-After`` and text of a page."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        asked.request("GET", path)
        response = asked.getresponse()
        return response.status, response.getheader("Retry-After", ""), response.read().decode()
    except OSError:
        return 0, "", ""
    finally:
        asked.close()


def test_pages_answer_again_after_postgresql_is_restarted_under_the_web_server(database, web):
    """The public check page asks the database: an unknown code is 404, and no database is 503."""
    page = "/dokumen/periksa/kode-yang-tidak-ada/"
    assert [get(web, page) for _ in range(16)] == [404] * 16  # every thread has its connection

    database.stop()
    status, retry_after, text = reply(web, page)
    assert (status, retry_after) == (503, "30")
    assert "Coba lagi sebentar lagi" in text

    database.start()
    assert [get(web, page) for _ in range(16)] == [404] * 16


def test_a_worker_goes_on_after_its_database_connection_is_cut(redis, world, unit, tmp_path):
    """The document whose result could not be written is swept up, and made."""
    log = tmp_path / "satu.log"
    with worker(log, include=HELD, **world):
        [(pk, _)] = ask(world, unit)
        wait_until_held(world)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        release(Path(world["HOLD"]))
        noticed = re.compile("OperationalError|InterfaceError")
        eventually(lambda: bool(noticed.search(log.read_text())), "the worker notices")
        assert status_of(pk) == Status.RUNNING

        work.sweep(timezone.now() + timedelta(hours=1))
        sweep_there(world)
        release(Path(world["HOLD"]))
        eventually(lambda: is_done(pk), "the sweeper has it made again")

    assert DocumentEdition.objects.filter(document=pk).count() == 1
