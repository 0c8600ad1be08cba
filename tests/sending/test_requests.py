"""Requests that nobody can read are answered in words, with and without a login."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from reformasi.sending.logs import RefusalsInOneLine
from reformasi.wsgi import application

pytestmark = pytest.mark.django_db
#: A page for everybody, one that wants a login, and none at all.
PAGES = ["/akun/masuk/?q=a%FF", "/program/kegiatan/?q=b", "/tidak/ada/?q=1"]
CODECS = ["hex", "zlib", "idna", "punycode", "rot13", "base64", "undefined", "unicode_escape"]
UNREADABLE = "Permintaan tidak dapat dibaca"


@pytest.fixture(autouse=True)
def the_connection_of_the_test_stays_open(monkeypatch):
    """A request that begins or ends would close it."""
    monkeypatch.setattr("django.db.connections.all", lambda **_options: [])


@pytest.fixture(params=["a stranger", "somebody logged in"])
def cookie(request, login, pegawai) -> str:
    if request.param == "a stranger":
        return ""
    return f"sessionid={login(pegawai).cookies['sessionid'].value}"


def ask(path: str, *, method: str = "GET", body: bytes = b"", kind: str = "", cookie: str = ""):
    """Through the very entry that gunicorn serves."""
    environ = RequestFactory().generic(method, path, body).environ
    environ |= {
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": cookie,
        "wsgi.input": io.BytesIO(body),
    }
    status: list[int] = []
    response = application(environ, lambda line, _headers: status.append(int(line[:3])))
    return status[0], b"".join(response).decode()


@pytest.mark.parametrize("codec", [*CODECS, "utf-16", "no-such-thing", "\xff"])
@pytest.mark.parametrize("path", PAGES)
def test_an_encoding_that_is_none_of_a_text_is_refused_in_words(cookie, codec, path):
    for kind in (
        f"text/plain; charset={codec}",
        f"multipart/form-data; boundary=x; charset={codec}",
    ):
        for method in ("GET", "POST"):
            named = f"{kind}; charset={codec}"
            status, page = ask(path, method=method, kind=named, body=b"a=b", cookie=cookie)
            assert status == 400, named
            assert UNREADABLE in page


@pytest.mark.parametrize("codec", ["hex''%41", "zlib''%41", "nix''%41"])
def test_an_encoding_hidden_in_the_name_of_a_parameter_is_refused_too(cookie, codec):
    assert ask(PAGES[0], kind=f"text/plain; charset*={codec}", cookie=cookie)[0] == 400


@pytest.mark.parametrize("kind", ["text/plain; charset=UTF-8", "text/plain; charset=us-ascii", ""])
def test_what_browsers_send_is_read(cookie, kind):
    assert ask("/tidak/ada/", kind=kind, cookie=cookie)[0] == 404


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data", "multipart/form-data; boundary=" + "a" * 300],
    ids=["none", "too long"],
)
def test_a_body_without_its_boundary_never_breaks_a_page(cookie, kind):
    statuses = [
        ask(path, method="POST", kind=kind, body=b"abc", cookie=cookie)[0] for path in PAGES
    ]

    assert statuses[0] in {400, 403}
    assert statuses[1] in {302, 400, 403}
    assert statuses[2] == 404


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "tema", "django_language", "messages"])
@pytest.mark.parametrize("value", ['"abcdefgh\\000ijkl"', '"a\\033[0m"', "abcdefgh\x01ij"])
def test_a_cookie_with_a_control_character_is_refused_and_taken_back(client, name, value):
    for path in PAGES:
        response = client.get(path, headers={"cookie": f"{name}={value}"})

        assert response.status_code == 400
        assert UNREADABLE in response.content.decode()
        assert response.cookies[name]["max-age"] == 0


def test_a_refusal_is_one_line_of_the_log_and_a_fault_the_whole_way(login, pegawai, unit, settings):
    lines = io.StringIO()
    told = logging.getLogger("django.request")
    handler = logging.StreamHandler(lines)
    handler.addFilter(RefusalsInOneLine())
    told.addHandler(handler)
    try:
        page = login(pegawai).get(reverse("organisation:unit_change", args=[unit.code]))
        told.error("Fault", exc_info=ValueError("salah"), extra={"status_code": 500})
    finally:
        told.removeHandler(handler)

    assert page.status_code == 403
    refused, _, fault = lines.getvalue().partition("\n")
    assert refused.startswith("Forbidden")
    assert fault.startswith("Fault\n")
    assert "ValueError: salah" in fault
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["one_line"]


def test_a_script_is_told_why_in_words(login, pegawai):
    response = login(pegawai).get("/tidak/ada/", headers={"accept": "application/json"})

    assert response.status_code == 404
    assert "tidak ditemukan" in response.json()["message"]


def test_nothing_is_asked_of_a_body_that_nobody_takes():
    response = Client().post(
        "/tidak/ada/", b"\xff\x00", content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 404
