"""The private Redis carries Celery over a socket and keeps what is queued."""

import re

import kombu
import pytest
import redis as client

from reformasi.local import redis as module
from reformasi.local.errors import CannotContinueError
from reformasi.local.redis import Redis

pytestmark = pytest.mark.stack


@pytest.fixture
def redis(tmp_path):
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


def test_what_is_queued_survives_a_stop_and_a_start(redis):
    with client.Redis.from_url(redis.url) as connection:
        connection.rpush("laporan", "061/2470/SJ")
    redis.stop()

    redis.start()

    with client.Redis.from_url(redis.url) as connection:
        assert connection.lrange("laporan", 0, -1) == [b"061/2470/SJ"]


def test_counted_tries_survive_a_restart_and_still_end(redis):
    """Or a restart would give everybody who guesses five more."""
    with client.Redis.from_url(redis.url) as connection:
        connection.set("login_failed", "5", ex=300)
    redis.stop()

    redis.start()

    with client.Redis.from_url(redis.url) as connection:
        assert connection.get("login_failed") == b"5"
        assert 0 < connection.ttl("login_failed") <= 300


def test_celery_uses_the_same_socket_database_and_prefix(redis, settings):
    """``settings.CELERY_BROKER_URL`` is made from ``REDIS_URL``, spelled for Kombu."""
    url = redis.database_url(3)
    broker = url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    with kombu.Connection(broker, transport_options={"global_keyprefix": "uji:"}) as connection:
        queue = connection.SimpleQueue("celery")
        queue.put("sapu")
        queue.close()

    with client.Redis.from_url(url) as connection:
        assert connection.llen("uji:celery") == 1


def test_settings_spell_the_broker_as_kombu_does(settings):
    expected = re.sub(r"^unix://", "redis+socket://", settings.REDIS_URL)
    assert expected.replace("?db=", "?virtual_host=") == settings.CELERY_BROKER_URL


def test_it_listens_to_no_network_and_only_its_owner_may_speak(redis):
    with client.Redis.from_url(redis.url) as connection:
        assert connection.config_get("port") == {"port": "0"}
    assert redis.socket.stat().st_mode & 0o077 == 0


def test_a_machine_without_redis_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CannotContinueError, match="Redis belum terpasang") as refusal:
        Redis(tmp_path)

    assert "apt-get install redis-server" in refusal.value.command


def test_valkey_will_do(tmp_path, monkeypatch):
    valkey = tmp_path / "valkey-server"
    valkey.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert module.find_program() == str(valkey)


def test_a_redis_that_does_not_start_says_why(tmp_path):
    redis = Redis(tmp_path)
    redis.data.mkdir()
    redis.process.command = [*redis.process.command, "--appendonly", "mungkin"]

    with pytest.raises(CannotContinueError, match="Redis tidak dapat dijalankan") as refusal:
        redis.start()

    assert str(redis.process.log) in refusal.value.command
    assert not redis.alive
