from contextlib import closing

import pytest
from django.core.cache import cache
from django.urls import reverse

from reformasi.documents import tasks
from reformasi.ui import charts, sweeping

pytestmark = pytest.mark.urls("tests.ui.urls")


def test_the_portal_says_that_it_is_well(client, db):
    sweeping.note_round()
    response = client.get("/sehat/")

    well = {"database": True, "cache": True, "sweeper": True}
    assert (response.status_code, response.json()) == (200, well)


def test_it_says_so_when_the_sweeper_has_not_been_round(client, db):
    """The pages go on: a load balancer need not know."""
    cache.delete(sweeping.KEY)
    response = client.get("/sehat/")

    assert (response.status_code, response.json()["sweeper"]) == (200, False)
    tasks.sweep()
    assert client.get("/sehat/").json()["sweeper"] is True


def test_the_portal_says_that_its_cache_is_away(client, db, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    response = client.get("/sehat/")

    assert (response.status_code, response.json()) == (
        503,
        {"database": True, "cache": False, "sweeper": False},
    )


def test_the_theme_is_remembered_and_written_by_the_server(client, db):
    response = client.post("/tema/", {"theme": "dark", "next": "/akun/masuk/"})

    assert response["Location"] == "/akun/masuk/"
    assert 'data-bs-theme="dark"' in client.get("/akun/masuk/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example/", ""])
def test_choosing_a_theme_never_leads_away_from_the_portal(client, db, elsewhere):
    assert client.post("/tema/", {"theme": "light", "next": elsewhere})["Location"] == "/"


def test_a_theme_that_does_not_exist_is_not_remembered(client, db):
    assert "tema" not in client.post("/tema/", {"theme": "merah"}).cookies


def test_pages_are_indonesian_whatever_the_browser_says_until_someone_chooses(client, db):
    page = client.get("/akun/masuk/", headers={"accept-language": "en-US,en"})
    assert page["Content-Language"] == "id"
    assert '<html lang="id"' in page.content.decode()

    client.post("/bahasa/", {"language": "en", "next": "/akun/masuk/"})
    assert '<html lang="en"' in client.get("/akun/masuk/").content.decode()


def test_a_chart_is_fetched_by_its_key(login, pegawai):
    chart = charts.bar("Nilai", [("A", 1)], value="Nilai", label="Area", alt="-")
    assert chart.svg is None or chart.draw()  # a page has shown it

    response = login(pegawai).get(reverse("ui:chart", args=[chart.key]))

    assert response.status_code == 200
    assert response.content.startswith(b"<svg")


def test_a_chart_that_nobody_has_shown_is_not_found(login, pegawai):
    assert login(pegawai).get(reverse("ui:chart", args=["0" * 64])).status_code == 404


def test_the_gallery_exists_for_developers_and_in_the_demo_only(login, pegawai, settings):
    settings.DEMO = settings.DEBUG = False
    assert login(pegawai).get("/galeri/").status_code == 404

    settings.DEMO = True
    page = login(pegawai).get("/galeri/").content.decode()
    assert "Mode demo: data contoh" in page


def test_a_form_that_was_open_too_long_lists_what_was_typed_but_no_secrets(db, client):
    client.handler.enforce_csrf_checks = True

    page = client.post("/tema/", {"uraian": "Rapat panjang", "password": "rahasia", "kosong": " "})

    assert page.status_code == 403
    assert "Rapat panjang" in page.content.decode()
    assert "rahasia" not in page.content.decode()


def test_nobody_writes_lines_of_their_own_into_the_log(db, client, caplog):
    client.handler.enforce_csrf_checks = True
    client.post("/bagan/x%0AERROR palsu/")
    assert any("ERROR palsu" in record.getMessage() for record in caplog.records)
    assert not any("\n" in record.getMessage() for record in caplog.records)


def test_the_icon_that_browsers_ask_for_by_themselves_is_there(client, db):
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


def test_a_page_that_does_not_exist_says_what_to_do(login, pegawai):
    page = login(pegawai).get("/tidak-ada/")

    assert page.status_code == 404
    assert "atau Anda tidak berwenang melihatnya" in page.content.decode()


def test_every_page_comes_with_a_strict_content_security_policy(client, db):
    policy = client.get("/akun/masuk/")["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("page", ["/akun/masuk/", "/tidak-ada/", "/static/img/reformasi.svg"])
def test_every_answer_gives_browsers_no_more_than_it_needs(client, db, page):
    with closing(client.get(page)) as response:
        headers = response.headers

    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("page", ["/bukti/", "/organisasi/orang/ekspor/", "/tidak-ada/"])
def test_nothing_between_portal_and_browser_keeps_a_page(login, ketua_tim, page):
    assert login(ketua_tim).get(page)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "page", ["/akun/masuk/", "/akun/sandi/lupa/", "/akun/sandi/lupa/terkirim/"]
)
def test_the_way_in_needs_no_account(client, db, page):
    response = client.get(page)

    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize(
    "page",
    ["/akun/2fa/", "/akun/2fa/webauthn/", "/akun/sandi/ganti/", "/akun/sesi/", "/akun/keluar/"],
)
def test_everyone_manages_the_safety_of_their_own_account(login, pegawai, page):
    response = login(pegawai).get(page)

    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("address", ["/akun/masuk/?next=%00", "/sehat%00/", "/galeri/?x=a&x=b%00"])
def test_an_address_with_a_sign_that_no_text_holds_is_refused_with_a_page(client, db, address):
    response = client.get(address)

    assert response.status_code == 400
    assert "Permintaan tidak dapat dibaca" in response.content.decode()
