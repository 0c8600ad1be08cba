"""Who uses a table, about what."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Model
from django.http import QueryDict

from reformasi.organisation.models import User


@dataclass(frozen=True)
class Context:
    """Who uses a table, about which object (an event, a letter), narrowed by which filter."""

    by: User
    subject: Model | None = None
    query: QueryDict = field(default_factory=QueryDict)

    @property
    def user(self) -> User:
        """What a filter asks of a request."""
        return self.by
