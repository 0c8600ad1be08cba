"""What was typed is told under the labels of the form, from its address alone."""

import pytest
from django import forms
from django.forms import PasswordInput
from django.http import QueryDict
from django.urls import reverse

from reformasi.sending.typed import _value, forms_of, is_secret, labelled, typed_by


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
        unit="ormas",
        action_plan="1",
        recommendations_cari="R2.1; pedoman",
    )

    assert lines["Nama kegiatan"] == "Rapat"
    assert lines["Jenis"] == "Sosialisasi/internalisasi"
    assert lines["Tanggal"] == "4 Maret 2026"
    assert lines["Unit kerja"] == "ormas"
    assert lines["Rencana aksi"] == "(sudah dipilih)"
    assert lines["Rekomendasi surat evaluasi yang dijawab"] == "R2.1; pedoman"
    assert len(lines) == 6


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


def test_the_code_of_a_unit_is_no_secret():
    lines = told("organisation:unit_create", "ditjen", code="subdit.baru")

    assert lines == {"Kode": "subdit.baru"}
    assert told("mfa_authenticate", code="123456") == {}


def test_every_password_of_every_form_is_a_secret():
    """Asked of the forms themselves: their inputs say which text nobody is to read."""
    secrets = set()
    for path in ("/akun/masuk/", "/akun/sandi/ganti/", "/akun/sandi/lupa/"):
        for form in forms_of(path):
            for name, field in form.base_fields.items():
                if isinstance(field.widget, PasswordInput):
                    secrets.add(name)
                    assert is_secret(name, path)
    assert secrets


def test_the_reason_beside_a_button_has_its_label():
    assert told("programs:plan_move", 1, "return", note="Lengkapi") == {"Catatan": "Lengkapi"}


def test_a_day_that_is_none_stays_as_it_was_typed():
    text = "0001-01-01T00:00:00+14:00"

    assert told("programs:activity_create", date=text, title=text).keys() == {
        "Tanggal",
        "Nama kegiatan",
    }
    assert set(told("programs:activity_create", date=text, title=text).values()) == {text}


def test_a_key_of_what_only_one_row_offers_is_told_as_chosen():
    class LineForm(forms.Form):
        line = forms.ChoiceField(label="Dokumen")

    assert _value("sk_tim", LineForm.base_fields["line"]) == "(sudah dipilih)"


def test_a_fault_while_it_is_told_hides_no_page(rf, monkeypatch):
    monkeypatch.setattr("reformasi.sending.typed.fields_of", lambda *_given: 1 / 0)

    assert typed_by(rf.post("/", {"title": "Rapat"})) == []


def test_a_name_that_two_forms_have_is_told_as_that_of_the_own_form():
    day = "2026-01-31"

    assert told("organisation:unit_close", "ditjen", valid_to=day) == {
        "Hari terakhir berlaku": "31 Januari 2026"
    }
    assert told("organisation:unit_change", "ditjen", valid_to=day) == {
        "Berlaku sampai": "31 Januari 2026"
    }
