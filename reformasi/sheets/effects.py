"""What a row of an uploaded table does, told before it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Act(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True)
class Change:
    """One field: its label, and its value before and after as people read it."""

    label: str
    before: str
    after: str


@dataclass
class Effect:
    """What one row does. ``deeds`` says in words what is more than a change of fields."""

    act: Act = Act.SAME
    changes: list[Change] = field(default_factory=list)
    deeds: list[str] = field(default_factory=list)

    def join(self, other: Effect) -> None:
        """Add what is done for the same row later."""
        self.changes += other.changes
        self.deeds += other.deeds
        if self.act == Act.SAME:
            self.act = other.act


def new(deed: str = "") -> Effect:
    return Effect(Act.NEW, deeds=[deed] if deed else [])


def changed(changes: list[Change], deed: str = "") -> Effect:
    """The effect of ``changes``; none, and the row is as it was."""
    act = Act.CHANGED if changes or deed else Act.SAME
    return Effect(act, list(changes), [deed] if deed else [])
