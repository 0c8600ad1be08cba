"""An uploaded sheet between preview and confirmation: for its sender alone, for an hour."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.crypto import get_random_string
from import_export.results import Result

from .models import User
from .resources import PeopleResource
from .spreadsheets import read_table

KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Upload:
    name: str
    content: bytes


def keep(user: User, upload: Upload) -> str:
    """Remember ``upload`` and return the token under which ``user`` finds it again."""
    token = get_random_string(32)
    cache.set(_key(user, token), (upload.name, upload.content), KEPT_SECONDS)
    return token


def find(user: User, token: str) -> Upload | None:
    """The upload of this user, unless its hour is over."""
    found = cache.get(_key(user, token))
    return Upload(*found) if found else None


def discard(user: User, token: str) -> None:
    cache.delete(_key(user, token))


def bring_in(upload: Upload, *, by: User, dry_run: bool) -> Result:
    """Import all rows, or none: one wrong row takes everything back, as a dry run does."""
    return PeopleResource(by=by).import_data(
        read_table(io.BytesIO(upload.content)),
        dry_run=dry_run,
        raise_errors=False,
        use_transactions=True,
        rollback_on_validation_errors=True,
    )


def _key(user: User, token: str) -> str:
    return f"impor-orang:{user.pk}:{token}"
