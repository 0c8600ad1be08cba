"""Any declared table as a django-import-export resource: all rows or none, tried first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import Result, RowResult

from reformasi.audit.refusals import Refused

from .cells import text_of
from .context import Context
from .effects import Act, Effect
from .table import Row, Table

IMPORT_TYPES = {
    Act.NEW: RowResult.IMPORT_TYPE_NEW,
    Act.CHANGED: RowResult.IMPORT_TYPE_UPDATE,
    Act.SAME: RowResult.IMPORT_TYPE_SKIP,
    Act.WRONG: RowResult.IMPORT_TYPE_INVALID,
}


class Outcome(RowResult):
    """What one row did, or why it cannot."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row
        self.effect = Effect()
        self.validation_error: ValidationError | None = None
        self.import_type = RowResult.IMPORT_TYPE_SKIP

    def add(self, effect: Effect) -> None:
        self.effect.join(effect)
        self.import_type = IMPORT_TYPES[self.effect.act]

    def refuse(self, problems: list[tuple[str, str]]) -> None:
        self.row.problems = problems
        self.validation_error = ValidationError([message for _name, message in problems])
        self.effect = Effect(Act.WRONG)
        self.import_type = IMPORT_TYPES[Act.WRONG]


@dataclass(frozen=True)
class Report:
    """What an import did, or would do, row by row in the order of the sheet."""

    outcomes: list[Outcome]

    @property
    def wrong(self) -> list[Outcome]:
        return self.of(Act.WRONG)

    def of(self, act: Act) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.effect.act == act]

    def count(self, act: Act) -> int:
        return len(self.of(act))

    @property
    def digest(self) -> str:
        """Differs when any row says or would do something else than in this report.

        The cells belong to it: somebody may have chosen another sheet in a second window.
        """
        rows = [
            [
                outcome.row.number,
                {name: text_of(cell) for name, cell in outcome.row.cells.items()},
                outcome.effect.act,
                [(change.label, change.before, change.after) for change in outcome.effect.changes],
                outcome.effect.deeds,
            ]
            for outcome in self.outcomes
        ]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


class TableResource(resources.Resource):
    """Brings rows in through the actions of ``table``; a dry run does it all and takes it back.

    django-import-export gives the transaction, the dry run and the rollback of all rows.
    """

    class Meta:
        instance_loader_class = BaseInstanceLoader  # an ``Intake`` finds its rows by itself
        use_transactions = True

    def __init__(self, table: Table, context: Context, rows: list[Row]) -> None:
        super().__init__()
        if table.intake is None:
            raise ValueError(f"table {table.name} takes nothing in")
        self.intake = table.intake(context)
        self.rows = list(rows)
        self.outcomes: dict[int, Outcome] = {}

    def run(self, *, dry_run: bool) -> Report:
        """Bring in all rows, or none if one is wrong."""
        self.rows = list(self.intake.prepare(self.rows))
        result = self.import_data(
            tablib.Dataset(*([row.number] for row in self.rows), headers=["number"]),
            dry_run=dry_run,
            raise_errors=False,
            use_transactions=True,
            rollback_on_validation_errors=True,
        )
        if result.base_errors:
            raise result.base_errors[0].error  # a fault of ours: nothing was written
        return Report(sorted(self.outcomes.values(), key=lambda outcome: outcome.row.number))

    def check(self) -> Report:
        """The rows that are wrong whatever the missing columns would say; calls no action."""
        outcomes = [Outcome(row) for row in self.intake.prepare(self.rows)]
        for outcome in outcomes:
            self._check(outcome)
        wrong = [outcome for outcome in outcomes if outcome.effect.act == Act.WRONG]
        return Report(sorted(wrong, key=lambda outcome: outcome.row.number))

    def _check(self, outcome: Outcome) -> bool:
        """Refuse a row that is wrong by itself; whether it may go on."""
        problems = list(outcome.row.problems)
        try:
            self.intake.check(outcome.row)
        except ValidationError as error:
            problems += problems_of(error)
        if problems:
            outcome.refuse(problems)
        return not problems

    def import_row(
        self, row: dict[str, object], instance_loader: object, *, row_number: int, **kwargs: object
    ) -> Outcome:
        taken = self.rows[row_number - 1]
        outcome = self.outcomes[taken.number] = Outcome(taken)
        if self._check(outcome):
            _try(lambda: self.intake.bring_in(taken), outcome)
        return outcome

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: object) -> None:
        """The second pass; it is left out when a row was wrong, for then all goes back."""
        if result.has_validation_errors():
            return
        for row, step in self.intake.steps_after():
            outcome = self.outcomes[row.number]
            _try(step, outcome)
            if outcome.validation_error:
                result.append_invalid_row(row.number, {}, outcome.validation_error)


def _try(step: Callable[[], Effect], outcome: Outcome) -> None:
    try:
        with transaction.atomic():  # a row that the database refuses spoils no other
            outcome.add(step())
    except (ValidationError, Refused, IntegrityError) as error:
        outcome.refuse(problems_of(error))


def problems_of(error: ValidationError | Refused | IntegrityError) -> list[tuple[str, str]]:
    """Column and message, one pair for each problem."""
    if isinstance(error, Refused):
        return [("", error.reason)]
    if isinstance(error, IntegrityError):
        return [("", _("Basis data menolak baris ini: isinya bertentangan dengan yang sudah ada."))]
    if hasattr(error, "error_dict"):
        return [
            ("" if name == NON_FIELD_ERRORS else name, message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return [("", message) for message in error.messages]
