"""The compose file, and the commands of its services as they are started in production."""

import http.client
import http.server
import os
import re
import runpy
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml
from django.urls import reverse

from reformasi.local.process import Process
from tests.house.production import HOST, ROOT, eventually, free_port, nginx_before

pytestmark = pytest.mark.xdist_group("production")  # released once, not by both processes
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")


def test_the_compose_file_follows_the_schema():
    command = [Path(sys.executable).with_name("check-jsonschema"), "--builtin-schema"]
    command += ["vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"migrate"}))
def test_every_service_that_stays_has_a_health_check_and_comes_back(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"postgres"}))
def test_no_service_writes_to_its_own_image(name):
    """PostgreSQL's image keeps its socket there; everything else is read-only."""
    assert SERVICES[name]["read_only"]


def test_our_containers_run_as_an_ordinary_user_without_capabilities():
    stages = (ROOT / "Dockerfile").read_text().split("\nFROM ")
    assert re.search(r"^USER reformasi$", stages[-1], re.MULTILINE)
    for name in OURS:
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert "user" not in SERVICES[name]


def test_the_image_has_the_libraries_and_fonts_that_the_set_up_installs():
    needs = runpy.run_path(str(ROOT / "script/bootstrap.py"))["NEEDS"]
    packages = {need.apt for need in needs if need.apt.startswith(("lib", "fonts-"))}
    assert len(packages) == 5
    last_stage = (ROOT / "Dockerfile").read_text().split("\nFROM ")[-1]
    assert packages <= set(last_stage.split())


def test_the_web_server_of_the_image_is_the_one_of_the_compose_file():
    (command,) = re.findall(r"^CMD \[(.*)\]$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert yaml.safe_load(f"[{command}]") == SERVICES["web"]["command"]


def test_every_volume_that_is_named_is_used_and_the_other_way_round():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert used == COMPOSE["volumes"].keys()


def test_the_example_of_the_environment_names_all_that_is_read():
    settings = (ROOT / "reformasi/settings.py").read_text()
    read = set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', settings))
    example = (ROOT / ".env.example").read_text()
    assert len(read) > 15
    assert read - set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)) == set()


class Production:
    """A production of its own: database, queue, files and the commands of the compose file."""

    def __init__(self, folder: Path, database: str, role: str) -> None:
        """``database`` is the owner's address; web, worker and beat come as ``role``."""
        self.folder, self.owner = folder, database
        address = urlsplit(database)
        service = address._replace(netloc=f"{role}@{address.netloc.rpartition('@')[2]}")
        self.port = free_port()
        self.running: list[Process] = []
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "reformasi.settings",
            "DATABASE_URL": service.geturl(),
            "SECRET_KEY": "uji-aZ0_9bY8-cX7dW6eV5fU4gT3hS2iR1jQkPlOmNnMoLpKqJrIsHtG_uF",
            "ALLOWED_HOSTS": HOST,
            "PUBLIC_URL": f"https://{HOST}",
            "ACCEL_REDIRECT_PREFIX": SERVICES["web"]["environment"]["ACCEL_REDIRECT_PREFIX"],
            "EMAIL_URL": "smtp+tls://reformasi:kunci@127.0.0.1:1",
            "DEFAULT_FROM_EMAIL": f"Reformasi <reformasi@{HOST}>",
            "HTTPS": "true",
            "ONE_MACHINE": "false",
            "DEBUG": "false",
            "DEMO": "false",
            "QUEUE_PREFIX": "deploy:",
            "SWEEP_SECONDS": "1",
            "BIND": f"127.0.0.1:{self.port}",
            "HOSTNAME": socket.gethostname(),
        }
        # Browser tests of the same process set it for their own thread; production never does.
        self.environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)

    def filled_in(self, text: list[str]) -> list[str]:
        """As the container's shell would read them, with our folder for its ``/tmp``."""
        return [word.replace("$$", "$").replace("/tmp/", f"{self.folder}/") for word in text]

    def start(self, name: str) -> Process:
        command = self.filled_in(SERVICES[name]["command"])
        log = self.folder / f"{name}.log"
        process = Process(name, command, log, env=self.environment, cwd=ROOT)
        process.start()
        self.running.append(process)
        return process

    def run(self, name: str) -> subprocess.CompletedProcess:
        command, environment = self.filled_in(SERVICES[name]["command"]), self.environment
        if name == "migrate":  # the owner
            service = {"SERVICE_DATABASE_URL": environment["DATABASE_URL"]}
            environment = environment | service | {"DATABASE_URL": self.owner}
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    def healthy(self, name: str) -> bool:
        kind, *rest = self.filled_in(SERVICES[name]["healthcheck"]["test"])
        command = ["sh", "-c", *rest] if kind == "CMD-SHELL" else rest
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True)
        return done.returncode == 0

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path, headers={"Host": HOST, **headers})
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def stop(self) -> None:
        for process in reversed(self.running):
            process.stop()


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Released once from an empty database; no web server yet."""
    address, name = urlsplit(os.environ["DATABASE_URL"]), f"deploy_{os.getpid()}"
    server = psycopg2.connect(address._replace(path="/postgres").geturl())
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    database = address._replace(path=f"/{name}").geturl()
    role = f"layanan_{os.getpid()}"
    production = Production(tmp_path_factory.mktemp("production"), database, role)
    yield production
    production.stop()
    server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.cursor().execute(f"DROP ROLE IF EXISTS {role}")
    server.close()


@pytest.fixture(scope="module")
def released(production):
    done = production.run("migrate")
    assert done.returncode == 0, done.stdout + done.stderr
    return production


@pytest.fixture(scope="module")
def web(released):
    released.start("web")
    assert eventually(lambda: released.healthy("web")), (released.folder / "web.log").read_text()
    return released


def test_web_and_worker_own_nothing_and_only_add_to_the_trail(released):
    service = psycopg2.connect(released.environment["DATABASE_URL"])
    service.autocommit = True
    cursor = service.cursor()
    cursor.execute("SELECT count(*) FROM audit_entry")
    cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
    assert cursor.fetchone() == (0,)
    for forbidden in (
        "UPDATE audit_entry SET note = ''",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(forbidden)
    service.close()


def test_a_release_can_be_repeated_but_not_with_a_demo_account_in_the_table(released):
    change = """
from reformasi.organisation.models import User
if User.objects.filter(is_demo=True).delete()[0] == 0:
    User.objects.create_user("197302021997032901", name="Contoh", email="a@b.test", is_demo=True)
"""
    command = [sys.executable, "manage.py", "shell", "--command", change]
    subprocess.run(command, cwd=ROOT, env=released.environment, check=True, capture_output=True)

    refused = released.run("migrate")
    others = [released.run(name) for name in ("web", "worker", "beat")]

    subprocess.run(command, cwd=ROOT, env=released.environment, check=True, capture_output=True)
    assert refused.returncode != 0
    assert "accounts.E001" in refused.stderr
    assert [alone.returncode for alone in others] == [1, 1, 1]
    assert all("accounts.E001" in alone.stderr for alone in others)
    assert released.run("migrate").returncode == 0


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_alone_with_settings_that_the_checks_refuse(production, name):
    unsafe = {
        "DEMO": "true",
        "ALLOWED_HOSTS": f"{HOST},*",
        "SECRET_KEY": "change-me",
        "EMAIL_URL": "consolemail://",
    }
    command, environment = SERVICES[name]["command"], {**production.environment, **unsafe}
    done = subprocess.run(
        production.filled_in(command), cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    for number in ("E003", "E005", "E006", "E007"):
        assert f"accounts.{number}" in done.stderr


def test_gunicorn_without_our_options_refuses_the_same(production):
    """Nothing but the application is named: neither the file of the options nor the port."""
    environment = {**production.environment, "DEMO": "true"}
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "reformasi.wsgi"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 3
    assert "accounts.E003" in done.stderr


@pytest.mark.parametrize("told", ["environment", "command line"])
def test_one_machines_web_server_is_not_heard_outside(production, told):
    bind = {"BIND": "0.0.0.0:0"} if told == "environment" else {"BIND": "127.0.0.1:0"}
    environment = {**production.environment, "ONE_MACHINE": "true", **bind}
    command = production.filled_in(SERVICES["web"]["command"])
    if told == "command line":
        command = [*command, "--bind", "0.0.0.0:0"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "('0.0.0.0', 0)] is not this machine" in done.stderr


def test_the_web_server_reads_the_file_of_the_environment(monkeypatch, tmp_path):
    (tmp_path / "env").write_text("BIND=127.0.0.1:9999\nWEB_WORKERS=7\nWEB_THREADS=3\n")
    for name in ("BIND", "WEB_WORKERS", "WEB_THREADS"):
        monkeypatch.setenv(name, "")  # put back afterwards
        monkeypatch.delenv(name)
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "env"))
    read = runpy.run_path(str(ROOT / "deploy/gunicorn.conf.py"))
    assert (read["bind"], read["workers"], read["threads"]) == ("127.0.0.1:9999", 7, 3)


def test_the_web_server_is_healthy_and_sends_everyone_else_to_https(web):
    assert web.get("/sehat/").status == 200
    page = web.get("/")
    assert page.status == 301
    assert page.headers["Location"] == f"https://{HOST}/"


def test_behind_tls_the_login_page_is_served_with_its_safety_headers(web):
    page = web.get(reverse("account_login"), **{"X-Forwarded-Proto": "https"})
    assert page.status == 200
    assert "max-age=" in page.headers["Strict-Transport-Security"]
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


PRIVATE_FILE = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from reformasi.evidence import actions
from tests.evidence import files
from tests.factories import MembershipFactory
person = MembershipFactory().user
unit = person.memberships.get().unit
photo = files.upload("foto.png", files.picture("png"))
pdf, photo = [actions.upload(unit=unit, files=[file], by=person, title="Rapat")[0]
             for file in (files.pdf(), photo)]
session = SessionStore()
session[SESSION_KEY] = person.pk
session[BACKEND_SESSION_KEY] = "reformasi.accounts.backends.LoginBackend"
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.create()
print(session.session_key, pdf.pk, photo.pk)
"""
#: What nginx says for itself of a file that it hands over.
OF_NGINX = {
    "Server", "Date", "Connection", "Content-Length", "X-Accel-Redirect", "ETag", "Last-Modified",
    "Accept-Ranges",
}  # fmt: skip


def test_private_files_keep_every_protection_behind_nginx(web, tmp_path):
    command = [sys.executable, "manage.py", "shell", "--command", PRIVATE_FILE]
    done = subprocess.run(
        command, cwd=ROOT, env=web.environment, check=True, capture_output=True, text=True
    )

    session, *keys = done.stdout.split()[-3:]
    cookie = {"Cookie": f"sessionid={session}"}
    with nginx_before(tmp_path, web.port, Path(os.environ["VAR_DIR"]) / "media") as ask:
        ask("/bukti/", **cookie)  # the session is in use: the next answers do not renew its cookie
        for key in keys:
            for act in ("lihat", "unduh"):
                path = f"/bukti/{key}/v1/{act}/"
                portal = web.get(path, **cookie, **{"X-Forwarded-Proto": "https"})
                arrived = ask(path, **cookie)
                assert (portal.status, portal.body) == (200, b"")
                assert arrived.body
                assert "Content-Security-Policy" in portal.headers
                for name in set(portal.headers) - OF_NGINX:
                    assert arrived.headers.get_all(name) == portal.headers.get_all(name), name


def test_plain_http_goes_on_to_https_of_this_portal_and_of_no_other(web, tmp_path):
    with nginx_before(tmp_path, web.port, tmp_path) as ask:
        page = ask("/akun/masuk/?next=/", tls=False)
        assert page.status == 301
        assert page.headers["Location"] == f"https://{HOST}/akun/masuk/?next=/"
        stranger = ask("/", tls=False, Host="evil.example")
        assert stranger.status == 400
        assert stranger.headers["Location"] is None


def test_the_worker_answers_its_health_check_and_ends_when_asked(released):
    assert not released.healthy("worker")
    worker = released.start("worker")
    assert eventually(lambda: released.healthy("worker")), worker.last_message()

    worker.ask_to_stop()

    assert eventually(lambda: not worker.alive, 15)


def test_the_scheduler_keeps_its_schedule(released):
    beat = released.start("beat")

    assert eventually(lambda: released.healthy("beat")), beat.last_message()
    assert eventually(lambda: "sweep" in beat.log.read_text()), beat.last_message()
