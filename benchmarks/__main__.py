"""Starts engines and a server as in production, measures them, and stops what it started."""

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import django

from reformasi.local.errors import CannotContinueError
from reformasi.local.postgres import SERVICE, Postgres
from reformasi.local.process import Process
from reformasi.local.redis import Redis
from reformasi.local.server import Address, one_at_once, prepare, processes, wait_for
from reformasi.local.supervisor import Interrupted, Supervisor, say

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    options = arguments()
    var = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "bench"
    with one_at_once(var, "Pengukuran"):
        Postgres(var).remove()  # what a killed run has left
        try:
            return run(var, options)
        except Interrupted as interrupted:
            say("Pengukuran dihentikan.")
            return 128 + interrupted.number
        finally:
            Postgres(var).remove()
            for folder in ("media", "redis"):
                shutil.rmtree(var / folder, ignore_errors=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--requests", type=int, default=200, help="to each page")
    parser.add_argument("--reports", type=int, default=5, help="of each kind")
    parser.add_argument(
        "--data", type=Path, help="VAR_DIR of a stopped portal: a copy of its data, not new ones"
    )
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument(
        "--load", type=float, metavar="SECONDS", help="then crowds, each so long on each page"
    )
    parser.add_argument(
        "--people", type=int, nargs="+", default=[20, 50, 100], help="of each crowd"
    )
    parser.add_argument(
        "--web",
        action="append",
        metavar="PROCESSESxTHREADS",
        help="of the web server under crowds, once for each configuration; else as configured",
    )
    parser.add_argument(
        "--nation",
        type=float,
        metavar="SCALE",
        help="at last every page by role, before and beside a made-up nation of that size",
    )
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="of a nation, pages with that in their names"
    )
    parser.add_argument(
        "--faults",
        type=int,
        default=0,
        metavar="KILLS",
        help="then kill each process so often under writers, and count what is left",
    )
    return parser.parse_args()


def run(var: Path, options: argparse.Namespace) -> int:
    """Print the tables; 1 where killing has lost, doubled or left anything behind."""
    with Supervisor() as supervisor:
        database, redis = Postgres(var), Redis(var)
        address = Address("127.0.0.1", any_free_port())
        if options.data:
            copy_data(options.data, var)
        say("Menyiapkan basis data dan data contoh ...")
        supervisor.start(database, redis)
        set_environment(var, address, database, redis)
        if options.data:
            os.environ["SECRET_KEY"] = (options.data / "secret_key").read_text()
        prepare(var)
        services = {process.name: process for process in processes(var, address)}
        supervisor.start(services["Web"])
        wait_for(services["Web"], address)
        result, failed = measure(address, options), 0
        if options.load:
            crowds, failed = crowd(services["Web"], address, options)
            result = f"{result}\n{crowds}"
        print(result, flush=True)
        if options.write:
            from benchmarks import tables  # knows models

            tables.write(result)
        if options.faults:
            engines = {"PostgreSQL": database.process, "Redis": redis.process}
            failed |= kill_all(supervisor, services, engines, address, options.faults)
        if options.nation:  # last: what else is measured is measured without it
            measure_nation(address, options)
        return failed


def kill_all(
    supervisor: Supervisor,
    services: dict[str, Process],
    engines: dict[str, Process],
    address: Address,
    times: int,
) -> int:
    """1 where killing each process under writers has lost, doubled or left anything behind."""
    from benchmarks.faults.run import run as kill  # knows models

    supervisor.start(services["Worker"], services["Penjadwal"])
    say(f"Setiap proses dibunuh {times} kali, di bawah penulis ...")
    table, good = kill(supervisor, {**services, **engines}, address, times)
    print(table)
    return 0 if good else 1


def crowd(web: Process, address: Address, options: argparse.Namespace) -> tuple[str, int]:
    """The table of crowds, and 1 where anybody was answered with an error."""
    from benchmarks import load, tables  # know models

    loads = []
    for configuration in options.web or [""]:
        if configuration:
            processes, _, threads = configuration.partition("x")
            os.environ.update(WEB_WORKERS=processes, WEB_THREADS=threads)
            web.stop()
            web.start()
            wait_for(web, address)
        say(f"Banyak orang sekaligus {configuration} ...")
        crowds = load.crowds(address, options.people, options.load)
        name = configuration or "as configured"
        loads.append(load.Load(name, list(crowds), load.memory_of(web)))
    failures = list(load.failures(loads))
    return "\n".join([tables.of_loads(loads), *failures]), 1 if failures else 0


def copy_data(source: Path, var: Path) -> None:
    """Database and files of a portal that does not run; the original stays as it is."""
    database = Postgres(var).place.data
    database.parent.mkdir(parents=True, exist_ok=True)
    copies = {Postgres(source).place.data: database, source / "media": var / "media"}
    for original, copy in copies.items():
        subprocess.run(["cp", "-a", original, copy], check=True)


def any_free_port() -> int:
    """Chosen by the system, which gives two runs side by side different ones."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def set_environment(var: Path, address: Address, database: Postgres, redis: Redis) -> None:
    """Set the environment of production, without TLS and with demo data, and nothing else."""
    for name in ("MFA_REQUIRED_ROLES", "ACCEL_REDIRECT_PREFIX", "WEB_WORKERS", "WEB_THREADS"):
        os.environ.pop(name, None)
    os.environ.update(
        ENV_FILE=os.devnull,
        DJANGO_SETTINGS_MODULE="benchmarks.settings",
        DATABASE_URL=database.url,
        SERVICE_DATABASE_URL=database.url_of(SERVICE),
        REDIS_URL=redis.url,
        SECRET_KEY=secrets.token_urlsafe(50),
        VAR_DIR=str(var),
        DEBUG="false",
        DEMO="true",
        HTTPS="false",
        PUBLIC_URL=address.url,
        ALLOWED_HOSTS=address.host,
        EMAIL_URL="consolemail://",
        BIND=address.bind,
        LOG_LEVEL="WARNING",
        QUEUE_PREFIX="bench:",
    )


def measure(address: Address, options: argparse.Namespace) -> str:
    django.setup()
    from benchmarks import (
        report,
        sheets,
        tables,
        web,
    )  # they need the environment that is set only now

    say("Mengukur dasbor ...")
    dashboards = list(web.dashboards(address, options.requests))
    say("Mengukur LKE ...")
    sheet = list(sheets.sheets(address, options.requests))
    say("Mengukur bobot halaman ...")
    weights = list(web.weights(address))
    say("Mengukur laporan ...")
    return tables.all_tables(dashboards, sheet, report.report(options.reports), weights)


def measure_nation(address: Address, options: argparse.Namespace) -> None:
    """Print every page and person, and what is to be written of it."""
    from benchmarks import nation, tables  # know models

    result = nation.run(address, options.nation, options.only)
    text = nation.written(result)
    print(nation.every_pair(result.pairs), text, sep="\n", flush=True)
    if options.write:
        tables.write(text, "--nation")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotContinueError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except Interrupted as interrupted:
        sys.exit(128 + interrupted.number)
