"""What was typed is told under the labels of the form, from its address alone."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from reformasi.sending.typed import labelled


def told(name: str, *args: object, **data: str) -> dict[str, str]:
    query = QueryDict(mutable=True)
    query.update(data)
    return {line.label: line.value for line in labelled(reverse(name, args=args), query)}


def test_fields_have_their_labels_and_choices_theirs():
    lines = told(
        "programs:activity_create",
        title="Rapat",
        kind="sosialisasi",
        date="2026-03-04",
        csrfmiddlewaretoken="x",
        version="3",
        unit="1",
    )

    assert lines["Nama kegiatan"] == "Rapat"
    assert lines["Jenis"] == "Sosialisasi/internalisasi"
    assert lines["Tanggal"] == "4 Maret 2026"
    assert lines["Unit kerja"] == "(sudah dipilih)"
    assert len(lines) == 4


def test_rows_are_numbered_and_their_keys_left_out():
    lines = told(
        "programs:programme",
        1,
        **{"agenda-1-title": "Pembukaan", "agenda-1-id": "4", "agenda-TOTAL_FORMS": "3"},
    )

    assert list(lines.values()) == ["Pembukaan"]
    assert next(iter(lines)).endswith(", baris 2")


@pytest.mark.parametrize("name", ["password", "password1", "oldpassword", "code", "credential"])
def test_secrets_are_never_told(name):
    assert told("account_login", **{name: "rahasia"}) == {}


def test_the_reason_beside_a_button_has_its_label():
    assert told("programs:plan_move", 1, "return", note="Lengkapi") == {"Catatan": "Lengkapi"}


def test_a_day_that_is_none_stays_as_it_was_typed():
    text = "0001-01-01T00:00:00+14:00"

    assert told("programs:activity_create", date=text, title=text).keys() == {
        "Tanggal",
        "Nama kegiatan",
    }
    assert set(told("programs:activity_create", date=text, title=text).values()) == {text}
