"""No form of the portal reads days, times or numbers by the language of the request."""

import django_filters
import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.utils.module_loading import import_module

from reformasi.ui import fields
from tests.house.test_views import OURS

#: Of Django: they read by the language, or let the browser read.
READ_BY_LANGUAGE = (
    forms.IntegerField,
    forms.DateField,
    forms.TimeField,
    forms.DateTimeField,
    forms.DurationField,
)
READERS = (
    fields.DayField,
    fields.ClockField,
    fields.WholeNumberField,
    fields.DecimalNumberField,
)
BROWSER_INPUTS = (forms.NumberInput, forms.DateInput, forms.TimeInput, forms.DateTimeInput)


def subclasses(base: type) -> set[type]:
    return {each for sub in base.__subclasses__() for each in {sub, *subclasses(sub)}}


def forms_of_the_portal() -> list[type[forms.BaseForm]]:
    for config in apps.get_app_configs():
        if config.name.split(".")[0] in OURS:
            for module in ("forms", "views", "urls"):
                try:
                    import_module(f"{config.name}.{module}")
                except ModuleNotFoundError:
                    continue
    return [form for form in subclasses(forms.BaseForm) if form.__module__.split(".")[0] in OURS]


def read_by_language(fields_by_name: dict[str, forms.Field]) -> list[str]:
    return [
        name
        for name, field in fields_by_name.items()
        if (isinstance(field, READ_BY_LANGUAGE) and not isinstance(field, READERS))
        or (isinstance(field.widget, BROWSER_INPUTS) and not field.widget.is_hidden)
        or field.localize
    ]


def test_every_field_of_a_form_is_one_of_the_portal():
    wrong = {
        f"{form.__module__}.{form.__name__}": names
        for form in forms_of_the_portal()
        if (names := read_by_language(form.base_fields))
    }

    assert len(forms_of_the_portal()) > 30
    assert wrong == {}, "use reformasi.ui.fields and model_fields"


def test_every_filter_of_a_list_reads_as_forms_do():
    sets = [
        each
        for each in subclasses(django_filters.FilterSet)
        if each.__module__.split(".")[0] in OURS
    ]
    wrong = [
        f"{each.__module__}.{each.__name__}.{name}"
        for each in sets
        for name, filter in each.base_filters.items()
        if issubclass(filter.field_class, READ_BY_LANGUAGE)
        and not issubclass(filter.field_class, READERS)
    ]

    assert len(sets) > 5
    assert wrong == [], "use reformasi.ui.filters"


@pytest.mark.parametrize(
    "field", [forms.IntegerField, forms.DecimalField, forms.DateField, forms.TimeField]
)
def test_a_field_of_django_is_noticed(field):
    assert read_by_language({"it": field()}) == ["it"]
    assert read_by_language({"it": field(localize=True)}) == ["it"]


@isolate_apps("reformasi.ui")
def test_a_column_of_django_is_noticed_in_the_form_of_its_model():
    class Sample(models.Model):
        day = models.DateField()

        class Meta:
            app_label = "ui"

    form = forms.modelform_factory(Sample, fields=["day"])

    assert read_by_language(form.base_fields) == ["day"]
