"""Checks the engines that the environment names, before anything else connects to them.

A failure becomes one sentence, without the password in the address.
"""

import environ
import psycopg2

from reformasi.local.errors import CannotContinueError

SECONDS = 5  # to wait for an answer
OLDEST = 15  # of PostgreSQL


def check_database(url: str) -> None:
    """Raise unless a PostgreSQL that is new enough answers at ``DATABASE_URL``."""
    mend = "DATABASE_URL= script/server    # dengan PostgreSQL bawaan; atau perbaiki alamatnya"
    try:
        connection = psycopg2.connect(**arguments(url))
    except ValueError as error:
        raise CannotContinueError(
            "DATABASE_URL bukan alamat PostgreSQL: postgres://pengguna:sandi@komputer:5432/nama.",
            mend,
        ) from error
    except psycopg2.Error as error:
        raise CannotContinueError(
            f"Basis data pada DATABASE_URL tidak dapat dipakai: {reason(error)}", mend
        ) from error
    version = connection.server_version // 10_000
    connection.close()
    if version < OLDEST:
        raise CannotContinueError(
            f"DATABASE_URL menunjuk PostgreSQL {version}; diperlukan {OLDEST} atau lebih baru.",
            mend,
        )


def arguments(url: str) -> dict[str, str | int]:
    """What the driver needs to reach ``url``, read as Django's settings read it."""
    if environ.Env.DB_SCHEMES.get(url.partition("://")[0]) != "django.db.backends.postgresql":
        raise ValueError(url)
    config = environ.Env.db_url_config(url)
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    place = {name: config[theirs] for name, theirs in names.items() if config[theirs]}
    return {
        **place, "dbname": config["NAME"], "connect_timeout": SECONDS, **config.get("OPTIONS", {})
    }  # fmt: skip


def check_redis(url: str) -> None:
    """Raise unless a Redis or Valkey answers at ``REDIS_URL``."""
    import redis  # slow to load, and most starts need no other Redis than ours

    mend = "REDIS_URL= script/server    # dengan Redis bawaan; atau perbaiki alamatnya"
    try:
        with redis.Redis.from_url(
            url, socket_connect_timeout=SECONDS, socket_timeout=SECONDS
        ) as one:
            one.ping()
    except ValueError as error:
        raise CannotContinueError(
            "REDIS_URL bukan alamat Redis: redis://komputer:6379/0 atau unix:///tempat/redis.sock.",
            mend,
        ) from error
    except (redis.RedisError, OSError) as error:
        raise CannotContinueError(
            f"Redis pada REDIS_URL tidak dapat dipakai: {reason(error)}", mend
        ) from error


def reason(error: Exception) -> str:
    """The first line of what the engine or its driver says."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[0]
