"""What stands in the container files is run here, outside a container."""

import datetime
import gzip
import http.client
import http.server
import os
import re
import runpy
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.urls import reverse

from reformasi.local.process import Process

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
HOST = "reformasi.example.go.id"
pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("deployment")]


# --- the files themselves ----------------------------------------------------------------------
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


# --- the commands ------------------------------------------------------------------------------
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition, seconds=45):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


class Production:
    """A production of its own: database, queue, files and the commands of the compose file."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.running: list[Process] = []
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DJANGO_SETTINGS_MODULE": "reformasi.settings",
            "DATABASE_URL": database,
            "SECRET_KEY": "hanya-untuk-uji-" + "aZ0_9bY8-cX7" * 4,
            "ALLOWED_HOSTS": HOST,
            "PUBLIC_URL": f"https://{HOST}",
            "ACCEL_REDIRECT_PREFIX": SERVICES["web"]["environment"]["ACCEL_REDIRECT_PREFIX"],
            "HTTPS": "true",
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
        command = self.filled_in(SERVICES[name]["command"])
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )

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
    production = Production(tmp_path_factory.mktemp("production"), database)
    yield production
    production.stop()
    server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
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


def test_a_release_can_be_repeated(released):
    assert released.run("migrate").returncode == 0


def test_no_release_goes_on_with_a_demo_account_in_the_table(released):
    change = """
from reformasi.organisation.models import User
if User.objects.filter(is_demo=True).delete()[0] == 0:
    User.objects.create_user("197302021997032901", name="Contoh", email="a@b.test", is_demo=True)
"""
    command = [sys.executable, "manage.py", "shell", "--command", change]
    subprocess.run(command, cwd=ROOT, env=released.environment, check=True, capture_output=True)

    refused = released.run("migrate")

    subprocess.run(command, cwd=ROOT, env=released.environment, check=True, capture_output=True)
    assert refused.returncode != 0
    assert "accounts.E001" in refused.stderr
    assert released.run("migrate").returncode == 0


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


# --- nginx ---------------------------------------------------------------------------------------
LONG_PAGE = b"<p>Kegiatan</p>" * 1000


class Upstream(http.server.BaseHTTPRequestHandler):
    """Stands where Django stands: says what it was asked, and hands one private file over."""

    asked: list[tuple[str, str | None]] = []

    def do_GET(self):
        self.asked.append((self.path, self.headers["X-Forwarded-Proto"]))
        self.send_response(200)
        if self.path == "/bukti/1/unduh/":
            self.send_header("X-Accel-Redirect", "/berkas-privat/bukti/surat.pdf")
        if self.path.startswith("/static/"):
            self.send_header("Cache-Control", "max-age=315360000, public, immutable")
        body = LONG_PAGE if self.path == "/program/kegiatan/" else b"ok"
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        while length > 0:
            length -= len(self.rfile.read(min(length, 65536)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *message):
        pass


def self_signed(folder: Path) -> None:
    """A certificate for the test's own loopback, as ``deploy/tls`` would hold the ministry's."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """nginx with our configuration: only its ports and folders are the test's. Yields a getter."""
    folder = tmp_path_factory.mktemp("nginx")
    media = folder / "media/bukti"
    media.mkdir(parents=True)
    (media / "surat.pdf").write_bytes(b"%PDF rahasia")
    self_signed(folder / "tls")
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    plain, secure = free_port(), free_port()
    changes = {
        "/tmp/": f"{folder}/",
        "listen 8080;": f"listen 127.0.0.1:{plain};",
        "listen 8443 ssl": f"listen 127.0.0.1:{secure} ssl",
        "server web:8000;": f"server 127.0.0.1:{upstream.server_port};",
        "/etc/nginx/tls": f"{folder}/tls",
        "/srv/reformasi/var/media/": f"{folder}/media/",
    }
    text = (ROOT / "deploy/nginx.conf").read_text()
    for ours, tests in changes.items():
        assert ours in text
        text = text.replace(ours, tests)
    (folder / "nginx.conf").write_text(text)
    program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    command = [program, "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]
    if os.geteuid() == 0:  # its workers would not enter pytest's private folder
        command[-1] += " user root;"
    process = Process("nginx", command, folder / "log", cwd=folder)
    process.start()
    trusted = ssl.create_default_context(cafile=folder / "tls/fullchain.pem")

    def ask(path, *, method="GET", tls=True, body=None, **headers):
        if tls:
            sock = socket.create_connection(("127.0.0.1", secure), timeout=20)
            connection = http.client.HTTPSConnection(HOST, context=trusted)
            connection.sock = trusted.wrap_socket(sock, server_hostname=HOST)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", plain, timeout=20)
        connection.request(method, path, body=body, headers={"Host": HOST, **headers})
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def up():
        try:
            return ask("/nginx", tls=False).status == 204
        except OSError:
            return False

    try:
        assert eventually(up, 10), process.last_message()
        yield ask
    finally:
        process.stop()
        upstream.shutdown()
        upstream.server_close()


def test_nginx_sends_plain_http_to_https(nginx):
    response = nginx("/masuk/?next=/", tls=False)
    assert (response.status, response.headers["Location"]) == (301, f"https://{HOST}/masuk/?next=/")


def test_nginx_tells_the_portal_that_the_person_came_by_tls(nginx):
    assert nginx("/beranda/").body == b"ok"
    assert ("/beranda/", "https") in Upstream.asked


def test_a_page_is_compressed_on_its_way(nginx):
    response = nginx("/program/kegiatan/", **{"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert gzip.decompress(response.body) == LONG_PAGE


def test_a_private_file_comes_only_when_the_portal_says_so(nginx):
    assert nginx("/bukti/1/unduh/").body == b"%PDF rahasia"
    assert nginx("/berkas-privat/bukti/surat.pdf").status == 404


def test_a_static_file_is_asked_of_the_portal_once(nginx):
    for _ in range(3):
        assert nginx("/static/css/reformasi.0123456789ab.css").body == b"ok"
    asked = [path for path, _ in Upstream.asked if path.startswith("/static/")]
    assert len(asked) == 1


def test_a_file_of_30_mb_reaches_the_portal_which_says_what_is_wrong(nginx):
    assert nginx("/bukti/baru/", method="POST", body=b"x" * 30 * 1024 * 1024).status == 200
