"""``script/server``: the whole portal on one machine, until Ctrl-C."""

import contextlib
import errno
import fcntl
import http.client
import ipaddress
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import environ

from reformasi.local.errors import CannotContinueError, show
from reformasi.local.named import check_database, check_redis
from reformasi.local.postgres import SERVICE, Postgres
from reformasi.local.process import Process, last_line, rotate, wait_until
from reformasi.local.redis import Redis
from reformasi.local.supervisor import Interrupted, Supervisor, say

ROOT = Path(__file__).resolve().parents[2]
WEB_SECONDS = 60.0
KEPT = (
    "SECRET_KEY", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "HTTPS", "DEMO",
    "ONE_MACHINE",
)  # fmt: skip
WHY_NOT_HERE = {
    errno.EADDRINUSE: "sudah dipakai program lain",
    errno.EACCES: "hanya boleh dipakai administrator",
}


@dataclass(frozen=True)
class Address:
    """Where the portal listens."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise CannotContinueError(
                f"PORT harus bilangan 1 sampai 65535, bukan “{port}”.",
                "PORT=8000 script/server",
            )
        return cls(host, int(port))

    @property
    def loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.bind}"

    def check_free(self) -> None:
        """Raise if something else listens here, or the machine has no such address."""
        try:
            family = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.host, self.port))
        except socket.gaierror as error:
            raise CannotContinueError(
                f"Alamat HOST “{self.host}” tidak dikenal.", "HOST=127.0.0.1 script/server"
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise CannotContinueError(
                    f"Komputer ini tidak memiliki alamat HOST {self.host}.",
                    "HOST=127.0.0.1 script/server",
                ) from error
            reason = WHY_NOT_HERE.get(error.errno or 0, error.strerror)
            raise CannotContinueError(
                f"Porta {self.port} di {self.host} tidak dapat dipakai: {reason}.",
                f"PORT={self.free_port()} script/server",
            ) from error

    def free_port(self) -> int:
        first = max(self.port + 1, 8000)  # below 1024 only an administrator may listen
        for port in range(first, min(first + 100, 65536)):
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
        return 0


def serve() -> int:
    started = float(os.environ.pop("REFORMASI_STARTED", time.time()))
    environ.Env.read_env(os.environ.get("ENV_FILE", str(ROOT / ".env")))
    var = Path(os.environ.get("VAR_DIR", ROOT / "var"))
    address = Address.from_environment()
    os.environ.setdefault("DEMO", "1")
    if not address.loopback:
        raise CannotContinueError(
            f"script/server hanya melayani komputer ini sendiri, bukan {address.host}: "
            "tanpa nginx di depannya, beberapa pengirim yang lambat menahan semua orang.",
            "HOST=127.0.0.1 script/server    # untuk jaringan: lihat docs/operating.md",
        )
    with one_at_once(var, "Portal"), Supervisor() as supervisor:
        address.check_free()
        set_defaults(var, address)
        try:
            start_engines(supervisor, var)
            keep_environment(var)
            accounts = prepare(var)
            web, *others = processes(var, address)
            supervisor.start(web, *others)
            wait_for(web, address)
            seconds = f"{time.time() - started:.1f}".replace(".", ",")
            print(f"Portal siap dalam {seconds} detik: {address.url}\n{accounts}", flush=True)
            say("Ctrl-C menghentikan semuanya.")
            supervisor.watch()
        except Interrupted:
            say("Menghentikan portal ...")
    return 0


@contextlib.contextmanager
def one_at_once(var: Path, what: str) -> Iterator[None]:
    """Hold a lock on ``var``: two servers would share a database cluster and a schedule."""
    with open_lock(var) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            pid = lock.read().strip()
            raise CannotContinueError(
                f"{what} dari salinan ini sudah berjalan (proses {pid}).", f"kill {pid}"
            ) from error
        write_pid(lock)
        yield


def open_lock(var: Path) -> TextIO:
    try:
        (var / "run").mkdir(parents=True, exist_ok=True)
        return (var / "run/lock").open("a+")
    except OSError as error:
        raise CannotContinueError(
            f"Folder data {var} tidak dapat ditulisi oleh pengguna ini.",
            'VAR_DIR="$HOME/reformasi-var" script/server',
        ) from error


def write_pid(lock: TextIO) -> None:
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()


def set_defaults(var: Path, address: Address) -> None:
    """Set the environment of one machine where nobody has set it."""
    os.environ.setdefault("VAR_DIR", str(var))
    os.environ.setdefault("HTTPS", "false")
    os.environ.setdefault("PUBLIC_URL", address.url)
    os.environ.setdefault("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{address.host}")
    os.environ.setdefault("SECRET_KEY", secret_key(var))
    os.environ.update(BIND=address.bind, ONE_MACHINE="true")


def secret_key(var: Path) -> str:
    """The key in ``var``, made the first time: sessions outlive a restart."""
    file = var / "secret_key"
    if not file.exists():
        write_privately(file, secrets.token_urlsafe(50))
    return file.read_text()


def keep_environment(var: Path) -> None:
    """Write the environment to ``run/env``, where ``manage.py`` in another terminal reads it."""
    write_privately(var / "run/env", "".join(f"{name}='{os.environ[name]}'\n" for name in KEPT))


def write_privately(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
        new.write(text)


def start_engines(supervisor: Supervisor, var: Path) -> None:
    """Start the engines that the environment does not name; ask those that it names."""
    if named := os.environ.get("DATABASE_URL"):
        check_database(named)
    else:
        database = Postgres(var)
        rotate(database.process.log)
        supervisor.start(database)
        os.environ["DATABASE_URL"] = database.url
        os.environ["SERVICE_DATABASE_URL"] = database.url_of(SERVICE)
    if named := os.environ.get("REDIS_URL"):
        check_redis(named)
    else:
        redis = Redis(var)
        rotate(redis.process.log)
        supervisor.start(redis)
        os.environ["REDIS_URL"] = redis.url


def prepare(var: Path) -> str:
    """Run ``reformasi.local.prepare``; return the table of accounts that it prints."""
    log = var / "log/prepare.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "reformasi.local", "prepare"],
            check=False,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    if done.returncode:
        raise CannotContinueError(f"Portal tidak dapat disiapkan: {last_line(log)}", show(log))
    return done.stdout.rstrip()


def processes(var: Path, address: Address) -> list[Process]:
    """Web, worker and scheduler: the same commands as in ``docker-compose.yml``.

    They know the database by the role that owns nothing, where there is one.
    """
    database = os.environ.get("SERVICE_DATABASE_URL") or os.environ["DATABASE_URL"]
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "reformasi"]
    logged = ["--loglevel", "INFO"]
    quick = ["--concurrency", "2", "--without-gossip", "--without-mingle"]
    schedule = ["--pidfile", "", "--schedule", str(var / "run/beat-schedule")]
    commands = {
        "Web": [*python, "gunicorn", "--config", "deploy/gunicorn.conf.py", "reformasi.wsgi"],
        "Worker": [*celery, "worker", *logged, *quick],
        "Penjadwal": [*celery, "beat", *logged, *schedule],
    }
    logs = {"Web": "web.log", "Worker": "worker.log", "Penjadwal": "beat.log"}
    wanted = []
    for name, command in commands.items():
        log = var / "log" / logs[name]
        rotate(log)
        env = {"DATABASE_URL": database, "SERVICE_DATABASE_URL": ""}
        wanted.append(Process(name, command, log, env=env, cwd=ROOT))
    return wanted


def wait_for(web: Process, address: Address) -> None:
    """Return when the health check answers."""
    if not wait_until(lambda: healthy(address), web, WEB_SECONDS):
        raise CannotContinueError(
            f"Server web tidak dapat dijalankan: {web.last_message()}", show(web.log)
        )


def healthy(address: Address) -> bool:
    connection = http.client.HTTPConnection(address.host, address.port, timeout=5)
    try:
        connection.request("GET", "/sehat/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
