"""Filters of lists that read years and days as forms do."""

import django_filters
from django.core.exceptions import ValidationError

from . import fields


def chosen_year(text: str) -> int | None:
    """The year that an address asks for; none where it makes no sense."""
    try:
        return fields.YearField(required=False).clean(text)
    except ValidationError:
        return None


class YearFilter(django_filters.Filter):
    field_class = fields.YearField


class DayFilter(django_filters.Filter):
    field_class = fields.DayField
