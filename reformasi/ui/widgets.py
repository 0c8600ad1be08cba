"""Inputs of the portal: what is typed is read by the portal, not by the browser's language."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from . import days

Attrs = dict[str, object]


class DayInput(forms.TextInput):
    """A day as text, with its words beside it and, with scripts, a calendar.

    Nobody's ``<input type="date">``: that one follows the language of the browser, where 03/04 may
    be 4 March. ``within`` is set by the field.
    """

    template_name = "ui/widgets/day.html"
    within: days.Within = days.PLANNED

    def __init__(self, attrs: Attrs | None = None) -> None:
        own: Attrs = {"autocomplete": "off", "placeholder": _("mis. 30/4/2019")}
        super().__init__({**own, **(attrs or {})})

    def get_context(self, name: str, value: object, attrs: Attrs | None) -> dict[str, object]:
        context = super().get_context(name, value, attrs)
        day = _day(context["widget"]["value"])
        context["day"] = day
        context["phrase"] = days.in_words(day) if day else ""
        context["first"], context["latest"] = self.within.earliest, self.within.latest
        return context


def _day(value: object) -> date | None:
    try:
        return days.day(str(value or ""))
    except days.NotADay:
        return None


class ClockInput(forms.TextInput):
    """A time of 24 hours as text: a browser in English would ask for AM and PM."""

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__({"autocomplete": "off", "placeholder": _("mis. 13.30"), **(attrs or {})})


class WholeInput(forms.TextInput):
    """A whole number as text: browsers drop what they do not take for a number."""

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__({"autocomplete": "off", "inputmode": "numeric", **(attrs or {})})


class DecimalInput(forms.TextInput):
    """A number with a decimal comma, or a point, as text."""

    def __init__(self, attrs: Attrs | None = None) -> None:
        super().__init__({"autocomplete": "off", "inputmode": "decimal", **(attrs or {})})


class FilesInput(forms.ClearableFileInput):
    """Several files at once; its field must expect a list."""

    allow_multiple_selected = True
