"""What nginx does before the portal and for it."""

import gzip
import http.server
import inspect
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.forms import BaseForm, FileField
from django.urls import get_resolver

from tests.house.production import HOST, ROOT, eventually, nginx_before

#: What private files must keep on their way, of all that the portal says about them.
SAFE = (
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
    "Strict-Transport-Security", "Permissions-Policy", "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy", "Content-Language", "Vary",
)  # fmt: skip
OURS = ("reformasi.", "programs.", "evaluations.", "zona_integritas.", "dashboards.")
LONG_PAGE = b"<p>Kegiatan</p>" * 1000


class Upstream(http.server.BaseHTTPRequestHandler):
    """Stands where Django stands: says what it was asked, and hands one private file over."""

    asked: list[tuple[str, str | None]] = []

    def do_GET(self):
        self.asked.append((self.path, self.headers["X-Forwarded-Proto"]))
        self.send_response(200)
        if self.path == "/bukti/1/unduh/":
            self.send_header("X-Accel-Redirect", "/berkas-privat/bukti/surat.pdf")
            for name in SAFE:
                self.send_header(name, f"the portal's {name}")
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


@pytest.fixture(scope="module")
def nginx(tmp_path_factory):
    """nginx before ``Upstream``. Yields a getter."""
    folder = tmp_path_factory.mktemp("nginx")
    media = folder / "media/bukti"
    media.mkdir(parents=True)
    (media / "surat.pdf").write_bytes(b"%PDF rahasia")
    upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    try:
        with nginx_before(folder, upstream.server_port, folder / "media") as ask:
            yield ask
    finally:
        upstream.shutdown()
        upstream.server_close()


def test_plain_http_is_answered_by_the_portal_which_knows_its_own_name(nginx):
    assert nginx("/masuk/?next=/", tls=False).body == b"ok"
    assert ("/masuk/?next=/", "http") in Upstream.asked


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


def test_a_private_file_keeps_what_the_portal_says_about_it(nginx):
    headers = nginx("/bukti/1/unduh/").headers
    assert {name: headers.get_all(name) for name in SAFE} == {
        name: [f"the portal's {name}"] for name in SAFE
    }


def test_a_static_file_is_asked_of_the_portal_once(nginx):
    for _ in range(3):
        assert nginx("/static/css/reformasi.0123456789ab.css").body == b"ok"
    asked = [path for path, _ in Upstream.asked if path.startswith("/static/")]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [
        ("/bukti/unggah/", 30, 200),
        ("/bukti/7/versi-baru/", 30, 200),
        ("/tabel/orang/impor/", 30, 200),
        ("/program/capaian/tambah/7/2/", 12, 200),
        ("/program/capaian/7/ubah/", 12, 200),
        ("/zi/tahap/7/langkah/record/", 12, 200),
        ("/zi/tahap/7/langkah/correct/", 12, 200),
        ("/dokumen/periksa/", 25, 200),
        ("/dokumen/periksa/", 30, 413),
        ("/program/kegiatan/", 30, 413),
        ("/akun/masuk/", 6, 413),
        ("/akun/masuk/", 4, 200),
    ],
)
def test_a_large_body_reaches_the_portal_only_where_files_go_up(nginx, path, megabytes, status):
    response = nginx(path, method="POST", body=b"x" * megabytes * 1024 * 1024)
    assert response.status == status
    if status == 413:
        assert "Kiriman terlalu besar" in response.body.decode()


def every_view(patterns, prefix=""):
    """Address and view, without what is wrapped around it."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from every_view(pattern.url_patterns, path)
        else:
            yield path, inspect.unwrap(pattern.callback)


def forms_within(function, seen):
    """The forms that a view works with, by itself or by functions of ours that it calls."""
    code = getattr(function, "__code__", None)
    if code is None or function in seen:
        return
    seen.add(function)
    for value in names_in(code, function.__globals__):
        if inspect.isclass(value) and issubclass(value, BaseForm):
            yield value
        elif inspect.isfunction(value) and value.__module__.startswith(OURS):
            yield from forms_within(value, seen)


def names_in(code, namespace):
    """What the names of some code stand for; names of a module's contents too."""
    direct = [namespace[name] for name in code.co_names if name in namespace]
    yield from direct
    for module in filter(inspect.ismodule, direct):
        if module.__name__.startswith(OURS):
            yield from (getattr(module, name, None) for name in code.co_names)
    for inner in filter(inspect.iscode, code.co_consts):
        yield from names_in(inner, namespace)


def takes_files(view):
    """A form with a file, and what was sent with it: an autosave leaves the files at home."""
    functions = set()
    forms = [getattr(form, "base_fields", {}) for form in forms_within(view, functions)]
    reads = any("FILES" in function.__code__.co_names for function in functions)
    fields = [field for form in forms for field in form.values()]
    return reads and any(isinstance(field, FileField) for field in fields)


#: What parts of an address may be, where any number is not one of them.
VERBS = {"<slug:verb>": "record", "<slug:kind>": "kegiatan"}


def paths_with_files():
    for path, view in every_view(get_resolver().url_patterns):
        if not path.startswith("galeri/") and takes_files(view):
            for part, verb in VERBS.items():
                path = path.replace(part, verb)
            path = re.sub(r"<int:\w+>", "7", path)
            yield "/" + re.sub(r"<\w+:\w+>", "nama", path)


def test_every_address_that_takes_files_is_among_them():
    """Whatever view has a form with a file: a list that is kept by hand falls behind."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    (large,) = re.findall(r"location ~ (\S+) \{", text)
    paths = sorted(paths_with_files())
    for path in (
        "/program/capaian/tambah/7/7/",
        "/program/capaian/7/ubah/",
        "/zi/tahap/7/langkah/record/",
        "/zi/tahap/7/langkah/correct/",
    ):
        assert path in paths
    small = [path for path in paths if not re.search(large, path)]
    assert small == ["/dokumen/periksa/"]


def test_slow_bodies_hold_up_nobody(nginx):
    """Forty half-sent bodies: nginx keeps them to itself, and the portal hears of none."""
    begun = len(Upstream.asked)
    slow = [nginx.connect() for _ in range(40)]
    head = f"POST /bukti/unggah/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100000\r\n\r\nx"
    for each in slow:
        each.sendall(head.encode())
    started = time.monotonic()
    assert nginx("/beranda/").body == b"ok"
    assert time.monotonic() - started < 2
    assert len(Upstream.asked) == begun + 1
    one_more = nginx("/program/capaian/7/ubah/", method="POST", body=b"x")
    assert one_more.status == 429
    assert "Terlalu banyak permintaan" in one_more.body.decode()
    assert nginx("/program/kegiatan/", method="POST", body=b"x").status == 200
    for each in slow:
        each.close()


def test_files_that_a_machine_sends_are_slowed_and_a_ministrys_are_not(nginx):
    def send(_number):
        return nginx("/program/kegiatan/7/ubah/", method="POST", body=b"x").status

    assert eventually(lambda: send(0) == 200, 10)  # the slow bodies above are let go
    assert {send(number) for number in range(12)} == {200}
    with ThreadPoolExecutor(16) as pool:
        assert 429 in set(pool.map(send, range(200)))
    assert nginx("/program/kegiatan/7/ubah/").status == 200


def test_who_sends_nothing_more_is_let_go():
    text = (ROOT / "deploy/nginx.conf").read_text()
    for name in ("client_header_timeout", "client_body_timeout", "send_timeout"):
        seconds = re.search(rf"{name} (\d+)s;", text).group(1)
        assert int(seconds) <= 30


def test_one_address_may_be_a_whole_ministry_but_no_flood(nginx):
    """Hundreds in a moment pass; what a machine sends does not, and is told so in words."""
    statuses = [nginx("/dokumen/periksa/", tls=True).status for _ in range(40)]
    assert set(statuses) == {200}
    flood = [nginx("/dokumen/periksa/") for _ in range(60)]
    refused = [response for response in flood if response.status == 429]
    assert refused
    assert "Terlalu banyak permintaan" in refused[0].body.decode()
    assert {nginx("/beranda/").status for _ in range(50)} == {200}


def test_a_portal_that_is_away_is_told_in_words(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with nginx_before(tmp_path, nobody.getsockname()[1], tmp_path) as ask:
            response = ask("/beranda/")
    assert (response.status, response.headers["Retry-After"]) == (503, "10")
    assert "Portal belum dapat menjawab" in response.body.decode()
