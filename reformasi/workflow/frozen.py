"""What an approval vouches for, declared once: codes and keys, never labels."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

Content = dict[str, object]
EMPTY: tuple[object, ...] = (None, "", [])


@dataclass(frozen=True)
class Frozen:
    """The content of a model that is frozen when it is submitted.

    Names may follow foreign keys ("unit__code"); a foreign key itself stands for its primary key,
    a many-to-many for the sorted primary keys. Labels take no part: a unit may be renamed.
    """

    fields: tuple[str, ...] = ()  # written by those who submit it
    given: tuple[str, ...] = ()  # asked of them by others, e.g. a deadline: no hand is a writer
    evidence: bool = False  # its attached files by current version, name and SHA-256
    parts: tuple[str, ...] = ()  # related objects with a ``frozen`` of their own, one or many

    def content(self, obj: models.Model) -> Content:
        """What stands in the database now, as plain data."""
        content: Content = {name: value_of(obj, name) for name in (*self.given, *self.fields)}
        if self.evidence:
            content["evidence"] = cast(WithEvidence, obj).attachments.content()
        for name in self.parts:
            content[name] = _part(getattr(obj, name))
        return content

    def is_written(self, names: Mapping[str, object]) -> bool:
        """Whether who changes the columns ``names`` is a writer of the content."""
        return any(name.split("__")[0] in names for name in self.fields)


class Part(Protocol):
    """A part of something that is frozen: it declares what of it is."""

    frozen: ClassVar[Frozen]


class Attachments(Protocol):
    def content(self) -> list[Content]:
        """The attached files as they are now."""


class WithEvidence(Protocol):
    """Something to which evidence is attached; this floor does not know how."""

    @property
    def attachments(self) -> Attachments: ...


def value_of(obj: models.Model, name: str) -> object:
    """One value of ``obj``, or of what its foreign keys lead to; None where they lead nowhere."""
    first, _, rest = name.partition("__")
    if rest:
        target = getattr(obj, first)
        return None if target is None else value_of(target, rest)
    field = obj._meta.get_field(first)
    if isinstance(field, models.ManyToManyField):
        return sorted(getattr(obj, first).values_list("pk", flat=True))
    return getattr(obj, field.attname) if isinstance(field, models.Field) else getattr(obj, first)


def _part(related: object) -> object:
    """One part or several, in their own order; none where there is none."""
    if related is None:
        return None
    if isinstance(related, models.Model):
        return cast(Part, related).frozen.content(related)
    return [_part(row) for row in cast("models.Manager[models.Model]", related).all()]


def as_before(content: object, before: object) -> object:
    """``content`` without the columns that are empty and that ``before`` does not know.

    What is frozen grows from release to release: what was frozen earlier stays what it was until
    somebody fills in a column that came later. Both are plain data, as JSON gives it back.
    """
    if isinstance(content, dict) and isinstance(before, dict):
        return {
            name: as_before(value, before.get(name))
            for name, value in content.items()
            if name in before or value not in EMPTY
        }
    if isinstance(content, list) and isinstance(before, list) and len(content) == len(before):
        return [as_before(*rows) for rows in zip(content, before, strict=True)]
    return content


def plain(content: object) -> object:
    """``content`` as a stored snapshot gives it back."""
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def digest(content: object) -> str:
    """The SHA-256 of ``content`` in its one canonical JSON form."""
    text = json.dumps(
        content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()
