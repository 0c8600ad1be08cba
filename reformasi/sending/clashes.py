"""What the database refuses, in words: one place for every ``IntegrityError``."""

from __future__ import annotations

from django.apps import apps
from django.db import IntegrityError, connection, models
from django.utils.translation import gettext as _

UNIQUE, FOREIGN, EXCLUDED = "23505", "23503", "23P01"


def sentence(error: IntegrityError) -> str:
    """What is wrong and what to do, with the names that people know."""
    diagnosis = getattr(error.__cause__, "diag", None)
    state = getattr(error.__cause__, "pgcode", "")
    model = _model_of(getattr(diagnosis, "table_name", None))
    if state in (UNIQUE, EXCLUDED) and model is not None:
        labels = _labels(model, diagnosis.constraint_name) if diagnosis else []
        texts = {"thing": model._meta.verbose_name, "columns": ", ".join(labels)}
        if labels:
            return _("Sudah ada %(thing)s dengan %(columns)s yang sama.") % texts
        return _("Sudah ada %(thing)s yang sama.") % texts
    if state == FOREIGN:
        return _("Yang ditunjuk isian ini baru saja dihapus, atau masih dipakai di tempat lain.")
    return _("Isian ini bertentangan dengan data yang sudah ada.")


def _model_of(table: str | None) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _labels(model: type[models.Model], constraint: str | None) -> list[str]:
    """The names of the columns of a constraint."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    columns = constraints[constraint]["columns"] if constraint in constraints else []
    return [str(field.verbose_name) for field in model._meta.fields if field.column in columns]
