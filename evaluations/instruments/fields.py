"""The choice of a version of an instrument."""

from typing import cast

from django import forms
from django.db.models import Model

from .models import Instrument


class InstrumentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        instrument = cast(Instrument, obj)
        return f"{instrument.title} ({instrument.regulation})"
