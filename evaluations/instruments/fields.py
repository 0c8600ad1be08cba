"""The choice of a version of an instrument, and of a group of institutions in it."""

from typing import cast

from django import forms
from django.db.models import Model

from .groups import InstitutionGroup
from .models import Instrument


class InstrumentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        instrument = cast(Instrument, obj)
        return f"{instrument.title} ({instrument.regulation})"


class GroupField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        group = cast(InstitutionGroup, obj)
        return f"{group.name} ({group.instrument.code})"
