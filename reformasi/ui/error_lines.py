"""All that is wrong with what one page sends, as lines that lead to the fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ErrorLine:
    """One error; ``label`` names its field and ``anchor`` is where that stands, where it can be
    seen. An error of a whole row leads to the first field of the row."""

    message: str
    label: str = ""
    anchor: str = ""


def lines_of(sent: object) -> Iterator[ErrorLine]:
    """The lines of a form, of a set of rows, or of a list of them; of anything else none."""
    if isinstance(sent, BaseForm):
        yield from _of_form(sent)
    elif isinstance(sent, BaseFormSet):
        yield from map(ErrorLine, map(str, sent.non_form_errors()))
        for number, row in enumerate(sent.forms, 1):
            yield from _of_form(row, _("Baris %(number)d") % {"number": number})
    elif isinstance(sent, list):
        for each in sent:
            yield from lines_of(each)


def _of_form(form: BaseForm, row: str = "") -> Iterator[ErrorLine]:
    first = next((_anchor(field) for field in form.visible_fields()), "") if row else ""
    for error in form.non_field_errors():
        yield ErrorLine(str(error), row, first)
    for field in form:
        for error in field.errors:
            if field.is_hidden:
                yield ErrorLine(str(error), row, first)
            else:
                label = ", ".join(filter(None, (row, str(field.label))))
                yield ErrorLine(str(error), label, _anchor(field))


def _anchor(field: BoundField) -> str:
    return f"{field.auto_id}_group" if field.use_fieldset else str(field.auto_id)
