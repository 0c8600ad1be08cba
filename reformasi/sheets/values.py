"""Values of models as the preview tells them, and as they are compared with cells."""

from __future__ import annotations

from datetime import date

from django.db.models import Model
from django.utils.text import capfirst

from .grids import clean


def field_label(model: type[Model], field: str) -> str:
    return capfirst(str(getattr(model._meta.get_field(field), "verbose_name", field)))


def field_text(obj: Model, field: str) -> str:
    """A field as people read it: the label of a choice, a day in figures."""
    display = getattr(obj, f"get_{field}_display", None)
    return str(display()) if display else as_text(getattr(obj, field))


def as_text(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else clean(str(value))
