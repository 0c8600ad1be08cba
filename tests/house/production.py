"""Free ports, patience and nginx, for tests that start what production runs."""

import datetime
import http.client
import os
import shutil
import socket
import ssl
import time
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from reformasi.local.process import Process

ROOT = Path(__file__).resolve().parents[2]


HOST = "reformasi.example.go.id"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition, seconds=300):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


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


class Asker:
    """Asks the nginx of a test, over TLS or not."""

    def __init__(self, folder: Path) -> None:
        self.plain, self.secure = free_port(), free_port()
        self.certificate = folder / "tls/fullchain.pem"

    def connect(self) -> ssl.SSLSocket:
        trusted = ssl.create_default_context(cafile=self.certificate)
        sock = socket.create_connection(("127.0.0.1", self.secure), timeout=20)
        return trusted.wrap_socket(sock, server_hostname=HOST)

    def __call__(self, path, *, method="GET", tls=True, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=20)
        if tls:
            connection.sock = self.connect()
        connection.request(method, path, body=body, headers={"Host": HOST, **headers})
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    def up(self) -> bool:
        try:
            return self("/nginx", tls=False).status == 204
        except OSError:
            return False


@contextmanager
def nginx_before(folder: Path, port: int, media: Path):
    """nginx with our configuration: only its ports and folders are the test's."""
    self_signed(folder / "tls")
    ask = Asker(folder)
    changes = {
        "/tmp/": f"{folder}/",
        "/var/cache/nginx/": f"{folder}/",
        "listen 8080;": f"listen 127.0.0.1:{ask.plain};",
        "listen 8443 ssl": f"listen 127.0.0.1:{ask.secure} ssl",
        "server web:8000;": f"server 127.0.0.1:{port};",
        "/etc/nginx/tls": f"{folder}/tls",
        "/srv/reformasi/var/media/": f"{media}/",
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
    try:
        assert eventually(ask.up, 10), process.last_message()
        yield ask
    finally:
        process.stop()
