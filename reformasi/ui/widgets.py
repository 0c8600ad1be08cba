"""Inputs of the portal: what is typed is read by the portal, not by the browser's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, Self, cast

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from . import days
from .text import one_line

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Attrs = dict[str, object]
#: Ends the name of the input into which one types what one looks for.
TYPED = "_cari"


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


@dataclass(frozen=True)
class Sent:
    """What a chooser sent: keys of what was chosen, and text that was typed."""

    keys: tuple[str, ...] = ()
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.keys or self.text)

    @classmethod
    def of(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        return cls((value.strip(),)) if isinstance(value, str) and value.strip() else cls()


class Choosing(Protocol):
    """What a chooser asks of its field; each choice is its key and its label."""

    takes_several: bool
    empty_label: _StrOrPromise

    @property
    def is_few(self) -> bool: ...

    @property
    def opens(self) -> bool: ...

    @property
    def address(self) -> str: ...

    @property
    def placeholder(self) -> _StrOrPromise: ...

    @property
    def choices(self) -> list[tuple[str, str]]: ...

    @property
    def proposals(self) -> list[tuple[str, str, str]]: ...

    def chosen(self, sent: Sent) -> list[tuple[str, str]]:
        """What of it was found."""

    def unsettled(self, sent: Sent) -> str:
        """The text that is still to be told apart."""


class Chooser(forms.Widget):
    """A select or boxes where there is little to choose from, else a search (``choosing``)."""

    field: Choosing  # set by the field itself
    template_name = "ui/widgets/chooser.html"

    @property
    def kind(self) -> str:
        """As what it is drawn: see ``kind_of``."""
        if not self.field.is_few:
            return "chooser"
        return "choices" if self.field.takes_several else "select"

    @property
    def use_fieldset(self) -> bool:  # type: ignore[override]  # of Django an attribute
        return self.kind == "choices"

    def use_required_attribute(self, initial: object) -> bool:
        return False

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return "" if self.kind == "choices" else id_

    def value_omitted_from_data(self, data: object, files: object, name: str) -> bool:
        source = cast("dict[str, object]", data)
        return name not in source and name + TYPED not in source

    def value_from_datadict(self, data: object, files: object, name: str) -> Sent:
        if isinstance(data, MultiValueDict):
            values, texts = data.getlist(name), data.getlist(name + TYPED)
        else:
            source = cast("dict[str, object]", data)
            value, texts = source.get(name), [source.get(name + TYPED)]
            values = list(value) if isinstance(value, list | tuple) else [value]
        keys = [one_line(str(value)) for value in values if value is not None]
        typed = [one_line(str(text)) for text in texts if text]
        return Sent(tuple(key for key in keys if key), " ".join(typed))

    def render(
        self,
        name: str,
        value: object,
        attrs: Attrs | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        sent = Sent.of(value)
        if self.field.is_few:
            plain = self._plain()
            keys = list(sent.keys) if self.field.takes_several else (sent.keys or ("",))[-1]
            return plain.render(name, keys, attrs, renderer)
        return super().render(name, sent, attrs, renderer)

    def _plain(self) -> forms.Select | forms.CheckboxSelectMultiple:
        field = self.field
        if field.takes_several:
            return forms.CheckboxSelectMultiple(self.attrs, field.choices)
        return forms.Select(self.attrs, [("", field.empty_label), *field.choices])

    def get_context(self, name: str, value: object, attrs: Attrs | None) -> dict[str, object]:
        field, sent = self.field, Sent.of(value)
        own: Attrs = {"autocomplete": "off", "placeholder": field.placeholder}
        text = field.unsettled(sent)
        context = super().get_context(name + TYPED, text, {**own, **(attrs or {})})
        context["widget"]["type"] = "text"
        return context | {
            "name": name,
            "several": field.takes_several,
            "address": field.address,
            "opens": field.opens,
            "chosen": field.chosen(sent),
            "proposals": field.proposals,
        }
