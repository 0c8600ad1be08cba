"""What the database refuses, in words: one place for every ``IntegrityError``."""

from __future__ import annotations

from django.apps import apps
from django.db import Error, IntegrityError, connection, models
from django.utils.translation import gettext as _

UNIQUE, FOREIGN, EXCLUDED = "23505", "23503", "23P01"
DEADLOCK = "40P01"


def state_of(error: Error) -> str:
    """PostgreSQL's own code of what went wrong; blank where it says none."""
    return getattr(error.__cause__, "pgcode", None) or ""


def is_clash(error: Error) -> bool:
    """Whether another row stands in the way. A blank column or a broken rule is our own fault."""
    return state_of(error) in (UNIQUE, FOREIGN, EXCLUDED)


def is_race(error: Error) -> bool:
    """Whether the same may well pass now that the other has finished."""
    return is_clash(error) or state_of(error) == DEADLOCK


def constraint_of(error: Error) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def sentence(error: IntegrityError) -> str:
    """What is wrong and what to do about a clash, with the names that people know."""
    diagnosis = getattr(error.__cause__, "diag", None)
    model = _model_of(getattr(diagnosis, "table_name", None))
    if state_of(error) == FOREIGN:
        return _("Yang ditunjuk isian ini baru saja dihapus, atau masih dipakai di tempat lain.")
    if model is not None:
        labels = _labels(model, diagnosis.constraint_name) if diagnosis else []
        texts = {"thing": model._meta.verbose_name, "columns": ", ".join(labels)}
        if labels:
            return _("Sudah ada %(thing)s dengan %(columns)s yang sama.") % texts
        return _("Sudah ada %(thing)s yang sama.") % texts
    return _("Isian ini bertentangan dengan data yang sudah ada.")


def _model_of(table: str | None) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _labels(model: type[models.Model], constraint: str | None) -> list[str]:
    """The names of the columns of a constraint."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    columns = constraints[constraint]["columns"] if constraint in constraints else []
    return [str(field.verbose_name) for field in model._meta.fields if field.column in columns]
