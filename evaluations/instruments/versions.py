"""Versions that are loaded from files: replaced while nothing stands on them, never edited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.db import models, transaction
from django.db.models import CheckConstraint, Q
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext_lazy as _

from evaluations.scoring.tree import LATER
from reformasi.audit import trail
from reformasi.organisation.models import User

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Outcome(StrEnum):
    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class VersionInUse(Exception):
    """A version that something stands on does not change; a correction is a new version."""


class LoadedVersion(models.Model):
    """One version of rules or of a sheet, with parts that point to it with CASCADE.

    A row of another app that points to it or to a part with PROTECT keeps it from being replaced.
    """

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    regulation = models.CharField(_("peraturan"), max_length=100)
    sha256 = models.CharField(
        _("sidik isi"), max_length=64, help_text=_("SHA-256 dari seluruh isi versi ini.")
    )

    class Meta:
        abstract = True
        constraints = [
            CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="%(app_label)s_%(class)s_hashed"
            )
        ]

    def in_use(self) -> bool:
        """Whether a row outside this version (PROTECT) stands on it or on one of its parts."""
        try:
            Collector(using=self._state.db or "default").collect([self])
        except (ProtectedError, RestrictedError):
            return True
        return False


V = TypeVar("V", bound=LoadedVersion)


@transaction.atomic
def load_version(
    model: type[V],
    code: str,
    content: DataclassInstance,
    *,
    store: Callable[[V], None],
    by: User | None,
    phrase: str,
) -> Outcome:
    """Store ``content`` as version ``code``, or replace that while nothing stands on it.

    ``store`` writes columns and parts of the row that it gets, which may have older parts.
    ``by=None`` is the operator at the command line; ``phrase`` tells the act on the trail.

    Raises:
        VersionInUse: it differs from the stored version and something stands on that.
    """
    sha256 = fingerprint(content)
    # The whole row, its key too: nothing may come to stand on it between question and answer.
    rows = model._base_manager.select_for_update()
    stored = rows.filter(code=code).first()
    if stored and stored.sha256 == sha256:
        return Outcome.UNCHANGED
    if stored and stored.in_use():
        raise VersionInUse(code)
    before = stored.sha256 if stored else None
    row = stored or model(code=code)
    row.sha256 = sha256
    store(row)
    trail.record("load", row, by=by, phrase=phrase, changes={"sha256": [before, sha256]})
    return Outcome.REPLACED if stored else Outcome.CREATED


def fingerprint(content: DataclassInstance) -> str:
    """SHA-256 of all that a version says: spaces and line ends in its files do not count.

    A field that came LATER is left out at its default: what was stored before it stays the same.
    """
    text = json.dumps(_as_data(content), default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _as_data(value: object) -> object:
    """``value`` with its dataclasses as dictionaries."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _as_data(getattr(value, field.name))
            for field in fields(value)
            if not (field.metadata == LATER and getattr(value, field.name) == field.default)
        }
    if isinstance(value, tuple | list):
        return [_as_data(part) for part in value]
    return dict(value) if isinstance(value, Mapping) else value
