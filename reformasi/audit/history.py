"""The history of one object, as a person without training reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format, number_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from .models import Entry

HIDDEN = {"version", "approved_snapshot"}
NOTHING = "–"
#: How the act looks beside its sentence: icon and tone.
LOOKS = {
    "create": ("plus", "neutral"),
    "change": ("edit", "neutral"),
    "submit": ("send", "info"),
    "report": ("send", "info"),
    "approve": ("check", "success"),
    "sign": ("check", "success"),
    "return": ("undo", "warning"),
    "withdraw": ("undo", "neutral"),
    "cancel": ("x", "warning"),
    "delete": ("trash", "warning"),
    "move": ("arrow-right", "info"),
    "close": ("lock", "warning"),
    "appoint": ("user", "neutral"),
    "end": ("lock", "neutral"),
    "reopen": ("undo", "info"),
    "share": ("link", "info"),
    "attach": ("file", "neutral"),
    "detach": ("file", "neutral"),
    "download": ("download", "neutral"),
    "export": ("download", "info"),
    "import": ("upload", "info"),
    "view": ("eye", "neutral"),
    "login": ("user", "neutral"),
    "password": ("lock", "info"),
    "second_factor": ("lock", "info"),
}


@dataclass(frozen=True)
class Line:
    """One line of a history: who did what to what, and the changes as (column, old, new) labels."""

    at: datetime
    actor: str
    role: str
    phrase: str
    target: str
    note: str
    refused: bool
    origin: str
    icon: str
    tone: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def history_of(
    obj: models.Model,
    limit: int = 100,
    related: Iterable[models.Model] = (),
    without: Iterable[str] = (),
) -> list[Line]:
    """The latest ``limit`` acts on ``obj`` (and on ``related`` objects), newest first.

    ``without``: the verbs that are not for the reader.
    """
    about = Q(pk__in=[])
    for target in (obj, *related):
        about |= Q(target=target._meta.label_lower, target_id=str(target.pk))
    hidden = [f"{obj._meta.label_lower}.{verb}" for verb in without]
    entries = Entry.objects.filter(about).exclude(action__in=hidden)
    return [line_of(entry) for entry in entries[:limit]]


def line_of(entry: Entry) -> Line:
    model = apps.get_model(entry.target)
    icon, tone = LOOKS.get(entry.action.rsplit(".", 1)[-1], ("history", "neutral"))
    return Line(
        at=entry.at,
        actor=entry.actor_label,
        role=entry.role_label,
        phrase=_(entry.phrase),
        target=entry.target_label,
        note=entry.note,
        refused=entry.refused,
        origin=entry.origin,
        icon="x" if entry.refused else icon,
        tone="danger" if entry.refused else tone,
        changes=[
            (label(model, name), as_text(model, name, old), as_text(model, name, new))
            for name, (old, new) in entry.changes.items()
            if name not in HIDDEN
        ],
    )


def label(model: models.Model | type[models.Model], name: str) -> str:
    """The Indonesian name of a column, or of the rows that point to the model by that name."""
    if name == "snapshot":
        return _("salinan beku")
    try:
        column = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name.replace("_", " ")
    if isinstance(column, models.ForeignObjectRel):
        return str(column.related_model._meta.verbose_name_plural)
    return str(getattr(column, "verbose_name", name))


def as_text(model: models.Model | type[models.Model], name: str, value: object) -> str:
    """A value of a column as people read it: labels for choices, Indonesian dates and numbers."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    try:
        choices = dict(getattr(model._meta.get_field(name), "flatchoices", []))
    except FieldDoesNotExist:
        choices = {}
    if isinstance(value, str | int) and value in choices:
        return str(choices[value])
    if isinstance(value, int) and 0 <= value < 10_000:
        return str(value)  # a year is not "2.026"
    if isinstance(value, int | float):
        return number_format(value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or NOTHING
    return _as_date(str(value))


def _as_date(text: str) -> str:
    """An ISO date or moment as people write it; any other text as it is."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date_format(date.fromisoformat(text), "j F Y")
        if re.match(r"\d{4}-\d\d-\d\dT\d\d:", text):
            moment = datetime.fromisoformat(text)
            return date_format(localtime(moment) if is_aware(moment) else moment, "j F Y H.i")
    except ValueError:
        pass
    return text
