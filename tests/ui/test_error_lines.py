"""Every error of a page stands at its top and leads to its field, those of rows too (F11)."""

from __future__ import annotations

import pytest
from django import forms

from reformasi.ui.error_lines import ErrorLine, lines_of

pytestmark = pytest.mark.urls("tests.ui.urls")


class Line(forms.Form):
    id = forms.CharField(widget=forms.HiddenInput, max_length=2)
    name = forms.CharField(label="Nama", max_length=5)
    kind = forms.ChoiceField(label="Jenis", choices=[("a", "A")], widget=forms.RadioSelect)

    def clean(self) -> None:
        if self.data.get(f"{self.prefix}-name") == "ganda":
            self.add_error(None, "Sudah ada.")


class Lines(forms.BaseFormSet):
    def clean(self) -> None:
        raise forms.ValidationError("Jumlahnya tidak cocok.")


LineSet = forms.formset_factory(Line, formset=Lines, extra=0)


def sent(*rows: dict[str, str]) -> forms.BaseFormSet:
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        data |= {f"form-{number}-{name}": value for name, value in row.items()}
    return LineSet(data)


def test_rows_are_named_and_each_line_leads_to_its_field():
    rows = sent(
        {"id": "1", "name": "Budi", "kind": "a"},
        {"id": "123", "name": "terlalu panjang", "kind": "b"},
        {"id": "3", "name": "ganda", "kind": "a"},
    )
    lines = list(lines_of([Line(), None, [rows]]))

    assert [(line.label, line.anchor) for line in lines] == [
        ("", ""),
        ("Baris 2", "id_form-1-name"),
        ("Baris 2, Nama", "id_form-1-name"),
        ("Baris 2, Jenis", "id_form-1-kind_group"),
        ("Baris 3", "id_form-2-name"),
    ]
    assert lines[0] == ErrorLine("Jumlahnya tidak cocok.")
    assert lines[-1].message == "Sudah ada."


def test_a_set_without_its_count_says_so():
    assert [line.label for line in lines_of(LineSet({}))] == [""]


def test_what_was_not_sent_has_no_errors():
    assert list(lines_of([Line(), LineSet(), "", None])) == []


def test_a_row_shows_the_errors_of_its_hidden_fields_too(draw):
    row = sent({"id": "123", "name": "Budi", "kind": "a"}).forms[0]

    [message] = row.errors["id"]
    assert message in draw('<c-form-row :row="row" legend="Satu" />', row=row)
