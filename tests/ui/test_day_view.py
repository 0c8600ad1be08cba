"""What the script of a form asks about a typed day."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def ask(client, text, first="1990-01-01", latest="2030-12-31"):
    address = reverse("ui:day")
    return client.get(address, {"q": text, "from": first, "to": latest}).json()


def test_a_typed_day_is_repeated_in_words(login, pegawai):
    assert ask(login(pegawai), "30/4/2019") == {
        "day": "2019-04-30",
        "text": "Selasa, 30 April 2019",
    }


def test_a_day_out_of_range_or_no_day_is_told_in_words(login, pegawai):
    client = login(pegawai)

    assert "tidak wajar" in ask(client, "30/4/2031")["text"]
    assert "bukan tanggal" in ask(client, "besok")["text"]
    assert ask(client, "30/4/2019", first="x")["day"] == ""
    assert ask(client, "") == {"day": "", "text": ""}
