"""Columns for days, times and numbers, which bring the fields of forms and their bounds along.

To migrations each is Django's own: bounds belong to forms and validation, not to the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.db import models

from . import days, fields, numbers

if TYPE_CHECKING:  # what a row holds is known of Django's own classes only
    DayField = PastDayField = ThisYearDayField = LastingDayField = models.DateField
    ClockField = models.TimeField
    CountField = models.PositiveIntegerField
    YearField = PastYearField = models.PositiveSmallIntegerField
    DecimalNumberField = models.DecimalField
else:

    class Plain(models.Field):
        """A column that migrations take for the Django field of the name ``plain``."""

        plain: str
        #: What its field of a form is made with, besides Django's own options.
        form_options: dict[str, object]

        def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
            name, _path, args, options = super().deconstruct()
            return name, f"django.db.models.{self.plain}", args, options

        def formfield(self, **options: object) -> forms.Field | None:
            return super().formfield(**{**self.form_options, **options})

    class DayField(Plain, models.DateField):
        """A day that is planned, such as a deadline."""

        plain = "DateField"
        form_options = {"form_class": fields.DayField, "within": days.PLANNED}
        default_validators = [days.PLANNED]

    class PastDayField(DayField):
        """A day on which something has happened."""

        form_options = {**DayField.form_options, "within": days.PAST}
        default_validators = [days.PAST]

    class ThisYearDayField(DayField):
        """A day of work that is recorded, or prepared for this year."""

        form_options = {**DayField.form_options, "within": days.THIS_YEAR}
        default_validators = [days.THIS_YEAR]

    class LastingDayField(DayField):
        """A day from or until which something holds, be it older than the portal."""

        form_options = {**DayField.form_options, "within": days.LASTING}
        default_validators = [days.LASTING]

    class ClockField(Plain, models.TimeField):
        """A time of the day."""

        plain = "TimeField"
        form_options = {"form_class": fields.ClockField}

    class CountField(Plain, models.PositiveIntegerField):
        """How many; at most what a unit can have counted one by one."""

        plain = "PositiveIntegerField"
        form_options = {"form_class": fields.WholeNumberField, "max_value": numbers.MANY}

    class YearField(Plain, models.PositiveSmallIntegerField):
        """A year for which something is planned."""

        plain = "PositiveSmallIntegerField"
        form_options = {"form_class": fields.YearField, "min_value": fields.FIRST_YEAR}

    class PastYearField(YearField):
        """A year that has begun."""

        form_options = {**YearField.form_options, "ahead": 0}

    class DecimalNumberField(Plain, models.DecimalField):
        """An amount that is not below nothing."""

        plain = "DecimalField"
        form_options = {"form_class": fields.DecimalNumberField, "min_value": 0}
