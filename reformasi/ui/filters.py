"""Filters of lists that read years and days as forms do."""

import django_filters

from . import fields


class YearFilter(django_filters.Filter):
    field_class = fields.YearField


class DayFilter(django_filters.Filter):
    field_class = fields.DayField
