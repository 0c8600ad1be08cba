"""A session that nobody uses ends, and the login page says why; one in use goes on."""

import time

import pytest
from django.urls import reverse

from programs.activities.models import Activity
from reformasi.accounts.middleware import SEEN
from tests.html import read


@pytest.fixture
def idle(login, pegawai, settings):
    """``idle(minutes)``: a logged-in browser that did nothing for so long."""
    settings.SESSION_IDLE_MINUTES = 30

    def browser(minutes):
        client = login(pegawai)
        session = client.session
        session[SEEN] = int(time.time()) - minutes * 60
        session.save()
        return client

    return browser


def test_a_session_in_use_goes_on_and_its_use_is_written_once_a_minute(idle):
    client = idle(29)
    assert client.get(reverse("privacy:own")).status_code == 200
    seen = client.session[SEEN]
    assert seen >= int(time.time()) - 5
    client.get(reverse("privacy:own"))
    assert client.session[SEEN] == seen


def test_one_that_nobody_used_ends_and_the_login_says_so(idle):
    client = idle(31)
    page = client.get(reverse("privacy:own"), follow=True)
    assert page.redirect_chain[0][0].startswith(reverse("account_login"))
    assert "diakhiri karena 30 menit tidak dipakai" in page.content.decode()


def test_what_was_typed_meanwhile_is_there_after_the_login(idle, login, pegawai, client):
    client = idle(1)
    address = reverse("programs:activity_create")
    page = read(client.get(address).content.decode())
    token = next(
        one.attrs["value"] for one in page.all("input") if one.attrs.get("name") == "token"
    )
    client = idle(31)
    response = client.post(address, {"token": token, "title": "Rapat yang panjang"})
    assert "ended=1" in response.url
    client.post(reverse("account_login"), {"login": pegawai.nip, "password": "Rahasia-sekali-1"})
    assert "Rapat yang panjang" in client.get(address).content.decode()
    assert not Activity.objects.exists()
