"""Tables without indexes, foreign keys and triggers while rows come in; with all of them later.

PostgreSQL looks at every row when an index or a foreign key is made: so what was loaded is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u')
    ORDER BY contype, conname
"""
INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, indisunique::text,
           pg_get_indexdef(indexrelid)
    FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
    ORDER BY 2
"""
CHECKS = "SELECT count(*) FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype = 'c'"
MEMORY = "256MB"  # for each index and foreign key that is made


@dataclass(frozen=True)
class Rule:
    """A constraint or an index, and how it is made."""

    table: str
    name: str
    kind: str  # "f", "u", or of an index whether it is unique
    definition: str


@dataclass(frozen=True)
class Checked:
    """How many rules all rows of the tables meet."""

    foreign_keys: int
    uniques: int
    checks: int
    indexes: int


class BareTables:
    """``tables`` in a transaction of its own: nobody else reads or writes them meanwhile."""

    def __init__(self, tables: Sequence[str]) -> None:
        self.tables = list(tables)
        self.constraints = [Rule(*row) for row in self.ask(CONSTRAINTS)]
        self.indexes = [Rule(*row) for row in self.ask(INDEXES)]

    def strip(self) -> None:
        self.run("SET CONSTRAINTS ALL IMMEDIATE")  # what is deferred would hold the tables
        self.run("SET LOCAL statement_timeout = 0")
        self.run(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
        self.run(f"SET LOCAL work_mem = '{MEMORY}'")  # foreign keys are joins
        for table in self.tables:
            self.run(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        for rule in self.constraints:  # foreign keys first
            self.run(f'ALTER TABLE {rule.table} DROP CONSTRAINT "{rule.name}"')
        for rule in self.indexes:
            self.run(f"DROP INDEX {rule.name}")

    def restore(self) -> Checked:
        """Make everything again, which refuses rows that break a rule.

        Raises:
            IntegrityError: a row points to nothing, or is there twice.
        """
        for rule in self.indexes:
            self.run(rule.definition)
        for rule in sorted(self.constraints, key=lambda rule: rule.kind, reverse=True):
            self.run(f'ALTER TABLE {rule.table} ADD CONSTRAINT "{rule.name}" {rule.definition}')
        for table in self.tables:
            self.run(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
        return self.compare()

    def compare(self) -> Checked:
        """Raises RuntimeError where a rule is not there again. PostgreSQL may word it otherwise."""
        constraints = [Rule(*row) for row in self.ask(CONSTRAINTS)]
        indexes = [Rule(*row) for row in self.ask(INDEXES)]
        before = {rule.name for rule in (*self.constraints, *self.indexes)}
        if missing := before - {rule.name for rule in (*constraints, *indexes)}:
            raise RuntimeError(f"not made again: {', '.join(sorted(missing))}")
        [[checks]] = self.ask(CHECKS)
        foreign = sum(rule.kind == "f" for rule in constraints)
        unique = len(constraints) - foreign + sum(rule.kind == "true" for rule in indexes)
        return Checked(foreign, unique, int(checks), len(indexes))

    def run(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def ask(self, query: str) -> list[tuple[str, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, [self.tables])
            rows: list[tuple[str, ...]] = cursor.fetchall()
        return rows
