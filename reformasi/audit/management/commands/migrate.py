"""Django's ``migrate`` in less time: models are made anew once after several constraints.

After each constraint, index and trigger Django makes its model and all relatives anew, although
none of these changes what the next of them needs. This portal's migrations have some 350, in 50
runs of one after the other: now once after each run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import groupby
from unittest.mock import patch

from django.core.management.commands import migrate
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState

Forwards = Callable[[str, ProjectState], None]
FORWARDS = "state_forwards"


class Executor(MigrationExecutor):
    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        with models_made_once_a_run(migration.operations):
            return super().apply_migration(state, migration, fake, fake_initial)


class Command(migrate.Command):
    def handle(self, *args: object, **options: object) -> None:
        with patch.object(migrate, "MigrationExecutor", Executor):
            super().handle(*args, **options)


@contextmanager
def models_made_once_a_run(operations: Iterable[Operation]) -> Iterator[None]:
    changed: list[IndexOperation] = []
    for _kind, alike in groupby(operations, key=lambda each: isinstance(each, IndexOperation)):
        run = [each for each in alike if isinstance(each, IndexOperation)]
        if len(run) > 1:
            make_models_once(run)
            changed += run
    try:
        yield
    finally:
        for operation in changed:
            del operation.__dict__[FORWARDS]


def make_models_once(run: Sequence[IndexOperation]) -> None:
    names = {operation.model_name_lower for operation in run}
    for operation in run:
        last = names if operation is run[-1] else set()
        operation.__dict__[FORWARDS] = partial(change, operation.state_forwards, last)


def change(forwards: Forwards, names: set[str], app_label: str, state: ProjectState) -> None:
    """``forwards``, and then anew the models ``names`` alone."""
    models = state.__dict__.pop("apps", None)  # without models ``forwards`` makes none
    forwards(app_label, state)
    if models is not None:
        state.__dict__["apps"] = models
        if names:
            state.reload_models([(app_label, name) for name in sorted(names)])
