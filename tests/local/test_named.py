"""Engines that a person names: one sentence says what is wrong with their address."""

import os

import pytest

from reformasi.local import named
from reformasi.local.errors import CannotContinueError
from reformasi.local.named import check_database, check_redis


def refusal(check, url) -> CannotContinueError:
    with pytest.raises(CannotContinueError) as refused:
        check(url)
    assert "\n" not in refused.value.sentence
    return refused.value


def test_engines_that_answer_pass():
    check_database(os.environ["DATABASE_URL"])
    check_redis(os.environ["REDIS_URL"])


@pytest.mark.parametrize(
    "url",
    ["bukan-alamat", "sqlite:///portal.db", "mysql://a:b@127.0.0.1/x", "postgres://a:b@x:99999/x"],
)
def test_what_is_no_address_of_postgresql_is_told_what_one_looks_like(url):
    assert (
        "DATABASE_URL bukan alamat PostgreSQL: postgres://" in refusal(check_database, url).sentence
    )


@pytest.mark.parametrize("url", ["bukan-alamat", "http://127.0.0.1:1/0", "redis://x:99999/0"])
def test_what_is_no_address_of_redis_is_told_what_one_looks_like(url):
    assert "REDIS_URL bukan alamat Redis: redis://" in refusal(check_redis, url).sentence


def test_the_password_in_an_address_is_not_shown():
    messages = str(refusal(check_database, "postgres://tata:r4hasia@127.0.0.1:1/reformasi"))
    messages += str(refusal(check_redis, "redis://:r4hasia@127.0.0.1:1/0"))
    assert "r4hasia" not in messages
    assert "127.0.0.1" in messages


def test_an_older_postgresql_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(named, "OLDEST", 99)
    message = refusal(check_database, os.environ["DATABASE_URL"])
    assert "diperlukan 99 atau lebih baru" in message.sentence
    assert message.command.startswith("DATABASE_URL= script/server")
