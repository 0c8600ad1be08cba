"""The history of one object, as a person without training reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from .models import Entry

HIDDEN = {"version", "approved_snapshot"}


@dataclass(frozen=True)
class Line:
    """One act: its sentence, and what it changed in words."""

    at: datetime
    actor: str
    role: str
    said: str
    target: str
    note: str
    refused: bool
    origin: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def history_of(obj: models.Model, limit: int = 100) -> list[Line]:
    """The latest ``limit`` acts on ``obj``, newest first."""
    entries = Entry.objects.about(obj)[:limit]
    return [
        Line(
            at=entry.at,
            actor=entry.actor_label,
            role=entry.role_label,
            said=_(entry.said),
            target=entry.target_label,
            note=entry.note,
            refused=entry.refused,
            origin=entry.origin,
            changes=[
                (label(obj, name), words(obj, name, old), words(obj, name, new))
                for name, (old, new) in entry.changes.items()
                if name not in HIDDEN
            ],
        )
        for entry in entries
    ]


def label(obj: models.Model, name: str) -> str:
    """The Indonesian name of a column."""
    if name == "snapshot":
        return _("salinan beku")
    try:
        return str(getattr(obj._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name.replace("_", " ")


def words(obj: models.Model, name: str, value: Any) -> str:
    """A value of a column in words: labels for choices, Indonesian dates and numbers."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    try:
        choices = dict(getattr(obj._meta.get_field(name), "flatchoices", []))
    except FieldDoesNotExist:
        choices = {}
    if value in choices:
        return str(choices[value])
    if isinstance(value, int | float):
        return number_format(value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "–"
    return _as_date(str(value))


def _as_date(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return date_format(moment, "j F Y" if len(text) == 10 else "j F Y H.i")
