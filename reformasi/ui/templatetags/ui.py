"""Tags and filters of every template (a builtin: no ``{% load %}``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import forms, template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_htmx.jinja import htmx_script

from reformasi.ui import icons, search
from reformasi.ui.error_lines import ErrorLine, lines_of
from reformasi.ui.numbers import rounded
from reformasi.ui.widgets import Chooser

register = template.Library()
NOTHING = "–"


@dataclass(frozen=True)
class Look:
    tone: str
    icon: str


# Words that workflows anywhere use. A status that is not here looks neutral; its label is
# always shown.
LOOKS: dict[str, Look] = {
    status: Look(tone, icon_name)
    for tone, icon_name, statuses in [
        ("neutral", "edit", "draft planned open created"),
        (
            "neutral",
            "minus",
            "cancelled closed archived expired withdrawn inactive revoked skipped",
        ),
        ("info", "clock", "submitted waiting queued pending reported requested scheduled assigned"),
        ("info", "history", "running in_progress active"),
        ("warning", "undo", "returned rejected_once stale"),
        ("warning", "alert", "overdue late at_risk incomplete"),
        ("success", "check", "approved done verified met passed signed completed final published"),
        ("danger", "x", "failed rejected refused not_met missing error"),
        ("danger", "lock", "blocked locked"),
        ("primary", "arrow-right", "next current"),
    ]
    for status in statuses.split()
}


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    return icons.icon(name, int(size))


@register.simple_tag
def look_of(status: object, tone: str = "") -> Look:
    """How a status looks. ``tone`` overrules the colour."""
    look = LOOKS.get(str(status), Look("neutral", "info"))
    return Look(tone, look.icon) if tone else look


@register.simple_tag
def error_lines(*sent: object) -> list[ErrorLine]:
    """What is wrong with all forms and rows that a page sends together."""
    return list(lines_of([*sent]))


@register.simple_tag
def htmx() -> SafeString:
    """The script tag of the htmx that django-htmx brings along."""
    return htmx_script(version=2)


@register.filter
def decimal_id(value: object, places: int = 2) -> str:
    """12.3 -> "12,30": a decimal comma whatever the language, as official figures are written."""
    try:
        number = Decimal(str(value))
        number = number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    except (InvalidOperation, ValueError):
        return NOTHING
    grouped = f"{number:,.{int(places)}f}"
    return grouped.translate(str.maketrans(",.", ".,"))


@register.filter
def change_id(value: object) -> str:
    """0.5 -> "+0,50": a rise is marked as clearly as a fall."""
    text = decimal_id(value)
    return text if text in (NOTHING, "0,00") or text.startswith("-") else f"+{text}"


@register.filter
def is_short(text: object) -> bool:
    """Whether a search for ``text`` looks at the beginnings of words alone."""
    return search.is_short(str(text or ""))


@register.filter
def percent(value: object, places: int = 0) -> str:
    """85 -> "85%". The value is already in percent."""
    try:
        text = decimal_id(rounded(Decimal(str(value)), places), places)
    except (InvalidOperation, ValueError):
        return NOTHING
    return f"{text}%"


@register.filter
def share(part: object, whole: object) -> str:
    """``3|share:4`` -> "75%"; nothing to divide by gives a dash, not 0%."""
    try:
        return percent(Decimal(str(part)) * 100 / Decimal(str(whole)))
    except (InvalidOperation, ValueError, ZeroDivisionError):
        return NOTHING


@register.filter
def mask_nip(nip: object) -> str:
    """Only the last three digits: the rest tells birth date and sex."""
    digits = str(nip or "")
    return f"•••{digits[-3:]}" if digits else NOTHING


@register.filter
def whole(value: Decimal | float | str | None) -> str:
    """A number with the thousands separator of the language, or a dash."""
    return NOTHING if value is None else number_format(value, 0, use_l10n=True, force_grouping=True)


@register.filter
def at(figures: Mapping[object, object], key: object) -> object:
    """``figures|at:row.pk``: what a view worked out for a row, by its key."""
    return figures.get(key)


@register.filter
def is_widget(field: forms.BoundField, kinds: str) -> bool:
    """``field|is_widget:"checkbox file"``: is the input one of these kinds?"""
    return kind_of(field) in kinds.split()


def kind_of(field: forms.BoundField) -> str:
    """The first kind that fits; everything else is a plain "input"."""
    widget = field.field.widget
    if isinstance(widget, Chooser):
        return widget.kind
    return next((kind for kind, classes in KINDS if isinstance(widget, classes)), "input")


KINDS: list[tuple[str, tuple[type[forms.Widget], ...]]] = [
    ("hidden", (forms.HiddenInput, forms.MultipleHiddenInput)),
    ("checkbox", (forms.CheckboxInput,)),
    ("choices", (forms.CheckboxSelectMultiple, forms.RadioSelect)),
    ("select", (forms.Select,)),
    ("file", (forms.FileInput,)),
    ("textarea", (forms.Textarea,)),
]
CLASSES = {
    "checkbox": "form-check-input",
    "choices": "",  # Django would put the class on the group as well
    "select": "form-select",
    "hidden": "",
}


@register.simple_tag
def widget(field: forms.BoundField, placeholder: str | None = None) -> SafeString:
    """The input itself, with the classes of its kind added to those of the form.

    A browser cuts what is pasted at ``maxlength`` without a word: the form refuses it in words
    instead, and a script counts (static/js/counts.js).
    """
    own = str(field.field.widget.attrs.get("class", ""))
    classes = " ".join(filter(None, [own, CLASSES.get(kind_of(field), "form-control")]))
    attrs: dict[str, str | bool] = {"class": classes} if classes else {}
    if kind_of(field) == "textarea" and field.field.widget.attrs.get("rows") == "10":
        attrs["rows"] = "5"  # Django's default fills a phone
    if placeholder is not None:
        attrs["placeholder"] = placeholder
    if limit := field.field.widget.attrs.get("maxlength"):
        attrs["maxlength"] = False  # not drawn; the widget keeps it for the next time
        attrs["data-limit"] = str(limit)
        attrs["data-count"] = _("{count} dari paling banyak {limit} huruf")
    return field.as_widget(attrs=attrs)
