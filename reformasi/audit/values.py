"""Values of columns as people read them: by the type of the column, never by the look of it."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.formats import date_format, number_format, time_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

Column: TypeAlias = "models.Field[object, object] | models.ForeignObjectRel"
#: What the trail keeps as ISO text. A moment is a day too for Django, so it stands first.
MOMENT, DAY, TIME = "moment", "day", "time"
KINDS: list[tuple[type[models.Field[object, object]], type, str]] = [
    (models.DateTimeField, datetime, MOMENT),
    (models.DateField, date, DAY),
    (models.TimeField, time, TIME),
]
NOTHING = "–"


def label(model: models.Model | type[models.Model], name: str) -> str:
    """The Indonesian name of a column, or of the rows that point to the model by that name."""
    column = column_of(model, name)
    if column is None:
        return name.replace("_", " ")
    if isinstance(column, models.ForeignObjectRel):
        return str(column.related_model._meta.verbose_name_plural)
    return str(getattr(column, "verbose_name", name))


def column_of(model: models.Model | type[models.Model], name: str) -> Column | None:
    """The column of that name, if the model has one."""
    try:
        column: Column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return column


def kind_of(column: Column | None) -> str:
    """How the trail keeps values of ``column`` that JSON has no type for; "" for all others."""
    return next((kind for field, _type, kind in KINDS if isinstance(column, field)), "")


def kind_of_value(value: object) -> str:
    """The same, of a value for which there is no column."""
    return next((kind for _field, python, kind in KINDS if isinstance(value, python)), "")


def from_kept(column: Column | None, value: object, kind: str = "") -> object:
    """A value of the trail as Python has it; whatever its column cannot read stays text.

    ``kind``: what the value was, where no column tells.
    """
    if not isinstance(value, str):
        return value
    try:
        if isinstance(column, models.DecimalField):
            return Decimal(value)
        return from_typed(column, value, kind)
    except InvalidOperation:
        return value


def from_typed(column: Column | None, text: str, kind: str = "") -> object:
    """What a form sent, where its column holds days or times; anything else as it was typed."""
    readers = {
        MOMENT: datetime.fromisoformat,
        DAY: date.fromisoformat,
        TIME: time.fromisoformat,
    }
    reader = readers.get(kind or kind_of(column))
    try:
        return reader(text) if reader else text
    except ValueError:
        return text


def as_text(model: models.Model | type[models.Model], name: str, value: object) -> str:
    """A value of a column in words: labels for choices, Indonesian dates and numbers.

    Text stays what it is, whatever it looks like.
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    choices = dict(getattr(column_of(model, name), "flatchoices", None) or [])
    if isinstance(value, str | int) and value in choices:
        return str(choices[value])
    return _plain(value)


def as_kept_text(
    model: models.Model | type[models.Model], name: str, value: object, kind: str = ""
) -> str:
    """A value as the trail kept it, in words."""
    return as_text(model, name, from_kept(column_of(model, name), value, kind))


def _plain(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return _day_or_time(value)
    if isinstance(value, int) and 0 <= value < 10_000:
        return str(value)  # a year is not "2.026"
    if isinstance(value, int | float | Decimal):
        return number_format(value) if Decimal(value).is_finite() else str(value)
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value) or NOTHING
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
    return str(value)


def _day_or_time(value: datetime | date | time) -> str:
    if isinstance(value, time):
        return time_format(value, "H.i")
    if not isinstance(value, datetime):
        return date_format(value, "j F Y")
    try:
        return date_format(localtime(value) if is_aware(value) else value, "j F Y H.i")
    except OverflowError:  # the first or the last day there is, in another time zone
        return value.isoformat()
