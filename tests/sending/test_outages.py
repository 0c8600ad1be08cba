"""Engines that are away and stores that are full are told in words, and nothing typed is lost."""

from __future__ import annotations

import errno
import os
import signal
import time

import pytest
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError as QueueAway
from psycopg2.errors import DiskFull
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import OutOfMemoryError
from redis.exceptions import TimeoutError as RedisHangs

from evaluations.letters import actions as letters
from reformasi.local.redis import Redis
from reformasi.sending.outages import outage
from tests.evaluations.factories import make_letter
from tests.programs.factories import make_activity

pytestmark = pytest.mark.django_db
AWAY = [OperationalError, InterfaceError, RedisAway, RedisHangs, OutOfMemoryError, QueueAway]
ADD = "programs.events.forms.AttendeeForm.is_valid"


@pytest.fixture
def client(pegawai) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(pegawai, backend="reformasi.accounts.backends.LoginBackend")
    return client


@pytest.fixture
def add(unit, pegawai) -> str:
    return reverse(
        "programs:attendee_add", args=[make_activity(unit, pegawai, kind="sosialisasi").pk]
    )


def failing(error: Exception):
    def fail(*_args: object) -> bool:
        raise error

    return fail


@pytest.mark.parametrize("error", AWAY, ids=lambda error: f"{error.__module__}.{error.__name__}")
def test_an_engine_that_is_away_is_503_with_the_text(client, add, monkeypatch, error):
    monkeypatch.setattr(ADD, failing(error("away")))
    page = client.post(add, {"name": "Budi yang diketik"})

    assert page.status_code == 503
    assert int(page["Retry-After"]) > 0
    assert "Budi yang diketik" in page.content.decode()
    assert "Nama" in page.content.decode()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_store_that_is_full_or_read_only_is_507_with_the_text(client, add, monkeypatch, number):
    monkeypatch.setattr(ADD, failing(OSError(number, "full")))
    page = client.post(add, {"name": "Budi yang diketik"})

    assert page.status_code == 507
    assert "Budi yang diketik" in page.content.decode()


def test_the_database_on_a_full_disk_is_a_full_store(client, add, monkeypatch):
    error = OperationalError("could not extend file")
    error.__cause__ = DiskFull()
    monkeypatch.setattr(ADD, failing(error))

    assert client.post(add, {"name": "Budi"}).status_code == 507


@pytest.mark.parametrize("header", [{"accept": "application/json"}, {"hx-request": "true"}])
def test_scripts_are_told_the_same(client, add, monkeypatch, header):
    monkeypatch.setattr(ADD, failing(OperationalError("away")))
    response = client.post(add, {"name": "Budi"}, headers=header)

    assert (response.status_code, response.json()["cause"]) == (503, "outage")
    assert "Retry-After" in response


def test_a_fault_of_the_portal_is_still_one(client, add, monkeypatch):
    monkeypatch.setattr(ADD, failing(ValueError("wrong")))

    assert client.post(add, {"name": "Budi"}).status_code == 500
    assert outage(OSError(errno.ENOENT, "no file")) is None


def test_a_middleware_that_meets_an_engine_away_answers_alike(client, monkeypatch):
    monkeypatch.setattr(
        "django.contrib.sessions.backends.db.SessionStore.load", failing(OperationalError("away"))
    )

    assert client.get("/program/kegiatan/").status_code == 503


def test_a_login_without_redis_says_so_soon(pegawai, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    }
    login = {"login": pegawai.email, "password": "Rahasia-sekali-1"}
    response = Client(raise_request_exception=False).post("/akun/masuk/", login)

    assert response.status_code in {302, 503}


@pytest.fixture
def hanging(tmp_path, settings):
    """A Redis of this test alone that takes a call and never answers."""
    redis = Redis(tmp_path)
    redis.start()
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": redis.url}}
    cache.set("answers", 1)
    os.kill(redis.process.pid, signal.SIGSTOP)
    yield settings.CACHES["default"]["OPTIONS"]["socket_timeout"]
    os.kill(redis.process.pid, signal.SIGCONT)
    redis.stop()


@pytest.mark.stack
def test_while_redis_hangs_pages_and_logins_are_answered_and_not_with_500(
    hanging, client, unit, pegawai
):
    """Each answer takes a few times what one call to Redis may take, whatever else is slow."""
    letter = make_letter(unit)
    row = {"name": "Pengungkit", "maximum": 60, "last_year": 40, "this_year": 45}
    letters.set_components(letter=letter, rows=[row], version=letter.version, by=pegawai)
    login = {"login": pegawai.email, "password": "Rahasia-sekali-1"}
    stranger = Client(raise_request_exception=False)

    begin = time.monotonic()
    page = client.get(letter.get_absolute_url())
    then = time.monotonic()
    signed_in = stranger.post("/akun/masuk/", login)
    end = time.monotonic()

    assert page.status_code == 200
    assert "chart" in page.content.decode()
    assert signed_in.status_code in {302, 503}
    assert then - begin < 4 * hanging
    assert end - then < 6 * hanging
