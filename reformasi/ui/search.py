"""What somebody types into a search field, as a condition that an index of trigrams answers.

Such an index knows parts of three letters. What has none of those is looked for where words begin,
which it knows as well (ADR 139); what has neither letter nor digit is in nothing.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Upper

#: Letters and digits side by side, as many as a trigram has.
THREE = re.compile(r"[^\W_]{3}")
ANY = re.compile(r"[^\W_]")


def is_short(text: str) -> bool:
    """Whether ``text`` is looked for at the beginnings of words alone."""
    return ANY.search(text) is not None and THREE.search(text) is None


def containing(text: str, *columns: str) -> Q:
    """The condition that one of ``columns`` contains ``text``, whatever the capitals."""
    text = text.strip()
    if not ANY.search(text):
        return Q(pk__in=[])
    return reduce(or_, (_in_column(text, column) for column in columns))


def _in_column(text: str, column: str) -> Q:
    if is_short(text):
        return Q(**{f"{column}__istartswith": text}) | Q(**{f"{column}__icontains": f" {text}"})
    return Q(**{f"{column}__icontains": text})


def trigrams(name: str, *columns: str | Combinable) -> GinIndex:
    """The index for ``containing`` over ``columns`` of one table."""
    parts = (
        OpClass(Upper(F(column) if isinstance(column, str) else column), name="gin_trgm_ops")
        for column in columns
    )
    return GinIndex(*parts, name=name)
