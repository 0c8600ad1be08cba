"""Every column that may hold personal data stands in the register (ADR 113)."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from reformasi.audit import personal
from reformasi.audit.personal import Kept

#: Names of columns that are about people, wherever they stand.
ABOUT_PEOPLE = {
    "actor_id", "actor_label", "email", "employment", "ip", "name", "nip", "office", "origin",
    "phone", "role_label", "user_agent",
}  # fmt: skip
#: Names of things, not of people.
OF_THINGS = {
    "auth.Group", "auth.Permission", "evaluations.ComponentValue", "evaluations.FormulaInput",
    "evaluations.InstitutionGroup", "evaluations.Node", "organisation.Unit", "programs.ReformArea",
    "zona_integritas.MilestoneStep",
}  # fmt: skip


def looks_personal(column: models.Field) -> bool:
    """Points to a person, holds an address or a mail address, or is named like it."""
    kind = (models.GenericIPAddressField, models.EmailField)
    related = column.remote_field and column.related_model._meta.label == settings.AUTH_USER_MODEL
    named = column.name in ABOUT_PEOPLE or column.name.endswith("_by_label")
    return bool(related) or isinstance(column, kind) or named


def tables() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not model.__module__.startswith("tests")
    ]


def missing(models_: list[type[models.Model]]) -> list[str]:
    declared = {(kept.model, name) for kept in personal.declared() for name in kept.columns}
    return [
        f"{model._meta.label}.{column.name}"
        for model in models_
        for column in model._meta.get_fields()
        if isinstance(column, models.Field) and column.model is model and looks_personal(column)
        if (model, column.name) not in declared
        if not (column.name == "name" and thing_of(model) in OF_THINGS)
    ]


def thing_of(model: type[models.Model]) -> str:
    """What a table of row history follows, and any other model itself."""
    return getattr(model, "pgh_tracked_model", model)._meta.label


def test_every_column_about_people_is_in_the_register():
    assert missing(tables()) == [], "declare it in the kept.py of its app: columns, purpose"


def test_one_that_is_not_would_be_noticed():
    class Guest(models.Model):
        email = models.EmailField()
        host = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
        text = models.TextField()

        class Meta:
            app_label = "guests"

    try:
        assert missing([Guest]) == ["guests.Guest.email", "guests.Guest.host"]
    finally:
        del apps.all_models["guests"]
        apps.clear_cache()


@pytest.mark.parametrize("kept", personal.declared(), ids=lambda kept: kept.model._meta.label)
def test_each_line_names_columns_that_there_are_and_says_why_and_how_long(kept: Kept):
    for name in kept.columns:
        kept.model._meta.get_field(name)
    for name in kept.about:
        kept.model._meta.get_field("id" if name == "pk" else name)
    assert str(kept.purpose.label)
    assert str(kept.purpose.basis)
    assert kept.purpose.retention()


def test_row_history_is_registered_with_what_it_follows():
    labels = {kept.model._meta.label for kept in personal.declared()}
    assert {"organisation.UserEvent", "programs.AttendanceEvent"} <= labels
