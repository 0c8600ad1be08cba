"""``{% history object %}``: the history tab of any object."""

from collections.abc import Iterable

from django import template
from django.db import models

from reformasi.audit.history import history_of

register = template.Library()
SHOWN = 100


@register.inclusion_tag("audit/history.html")
def history(
    obj: models.Model, related: Iterable[models.Model] = (), without: Iterable[str] = ()
) -> dict[str, object]:
    """The latest acts on ``obj``; with ``related``, those on what belongs to it as well."""
    lines = history_of(obj, SHOWN + 1, related, without)
    return {"lines": lines[:SHOWN], "more": len(lines) > SHOWN}
