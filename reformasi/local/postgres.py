"""A private PostgreSQL 18: the wheel's programs, a Unix socket, no network."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg2

from reformasi.local.errors import CannotContinueError, show
from reformasi.local.places import ROOTS_HOME, postgres_place, wheel_version
from reformasi.local.process import Process, account_arguments, wait_until

SUPERUSER = DATABASE = "reformasi"
SERVICE = "layanan"  # the role of web, worker and scheduler (ADR 110)
START_SECONDS = 60.0
# What a test's database may do without: surviving a power cut.
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """The database of the checkout whose ``var`` is given; ``url`` is for Django and for psql."""

    name = "PostgreSQL"

    def __init__(
        self, var: Path, *, log: Path | None = None, durable: bool = True, home: Path = ROOTS_HOME
    ) -> None:
        self.place = postgres_place(var, home)
        self.durable = durable
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.place.run}",
            "unix_socket_permissions=0700",
            *(() if durable else NOT_DURABLE),
        ]
        options = [word for setting in settings for word in ("-c", setting)]
        self.process = Process(
            name=self.name,
            command=[self.program("postgres"), "-D", str(self.place.data), *options],
            log=log or var / "log/postgres.log",
            env={"LC_ALL": "C", "TZ": "UTC"},
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast": roll back, disconnect, write, end
            grace=20,
            account=self.place.account,
            cwd=Path("/"),
        )

    @property
    def url(self) -> str:
        return self.url_of(SUPERUSER)

    def url_of(self, role: str) -> str:
        return f"postgres://{role}@/{DATABASE}?host={quote(str(self.place.run), safe='')}"

    @property
    def alive(self) -> bool:
        return self.process.alive

    def start(self) -> None:
        """Make the cluster and its database if need be; return when it answers."""
        self.check_version()
        if not self.place.data.exists():
            self.make_cluster()
        self.process.start()
        if not wait_until(self.is_ready, self.process, START_SECONDS):
            reason = self.process.last_message()
            self.process.kill()
            raise CannotContinueError(
                f"PostgreSQL tidak dapat dijalankan: {reason}", show(self.process.log)
            )
        self.make_database()

    def ask_to_stop(self) -> None:
        self.process.ask_to_stop()

    def stop(self) -> None:
        self.process.stop()

    def remove(self) -> None:
        """Delete the cluster and all its data; under root, the whole folder of this checkout."""
        self.stop()
        place = self.place.data if self.place.account is None else self.place.data.parent
        shutil.rmtree(place, ignore_errors=True)

    def program(self, name: str) -> str:
        return str(self.place.programs / name)

    def check_version(self) -> None:
        made_by, ours = self.place.data / "PG_VERSION", wheel_version().split(".")[0]
        if made_by.exists() and (theirs := made_by.read_text().strip()) != ours:
            aside = shlex.join(["mv", str(self.place.data), f"{self.place.data}-{theirs}"])
            raise CannotContinueError(
                f"Basis data di {self.place.data} dibuat oleh PostgreSQL {theirs}, "
                f"sedangkan yang terpasang PostgreSQL {ours}.",
                f"{aside}    # mulai dari basis data baru",
            )

    def make_cluster(self) -> None:
        """``initdb`` in another folder, then rename: an interrupted run leaves no cluster."""
        new = self.place.data.with_name(self.place.data.name + "-new")
        if new.exists():
            shutil.rmtree(new)
        self.place.data.parent.mkdir(parents=True, exist_ok=True)
        command = [self.program("initdb"), "-D", str(new), "-U", SUPERUSER, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--no-instructions"]
        self.run([*command, *(() if self.durable else ("--no-sync",))])
        new.rename(self.place.data)

    def run(self, command: Sequence[str]) -> None:
        """Run one of PostgreSQL's programs to its end, as its account."""
        done = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            **account_arguments(self.place.account),
        )
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["tanpa keterangan"]
            raise CannotContinueError(
                f"Basis data PostgreSQL tidak dapat dibuat: {lines[-1].strip()}",
                shlex.join(command),
            )

    def connect(self, database: str = "postgres") -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self.place.run), user=SUPERUSER, dbname=database)

    def is_ready(self) -> bool:
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def make_database(self) -> None:
        connection = self.connect()
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE DATABASE "{DATABASE}"')
        finally:
            connection.close()
