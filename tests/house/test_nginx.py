"""What nginx does before the portal and for it."""

import datetime
import gzip
import http.client
import http.server
import os
import shutil
import socket
import ssl
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from reformasi.local.process import Process
from tests.house.production import HOST, ROOT, eventually, free_port

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
