"""What of an earlier sheet may go into this one, question by question (ADR 123)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from evaluations.instruments.changes import Change, ChangeKind, changes
from evaluations.instruments.comparison import CHANGES
from evaluations.instruments.wording import Pieces, side_by_side
from evaluations.scoring import NodeSpec

from .actions import Filling
from .models import Answer, AssessmentLayer


@dataclass(frozen=True)
class Carried:
    """One question of the earlier sheet, or of this one, and what becomes of its answer.

    ``is_taken``: something goes over, because the answer here is blank still. A note goes over
    also where the answer itself has to be given anew.
    """

    change: Change
    old: NodeSpec | None
    new: tuple[NodeSpec, ...]
    value: str
    note: str
    is_kept: bool
    is_taken: bool

    @property
    def why_not(self) -> str:
        """Why nothing goes over."""
        if self.old is None:
            return _("butir baru, dijawab di sini")
        if not self.new:
            return _("butirnya tidak ada lagi")
        if len(self.new) > 1:
            return _("dijawab ulang, satu per satu")
        if not self.value and not self.note:
            return _("kosong di LKE asal")
        if self.is_kept or self.note:
            return _("sudah diisi di sini")
        return _("dijawab ulang, karena pilihannya berubah")

    @property
    def wordings(self) -> tuple[Pieces, Pieces]:
        """Of a question that is one in both, the old and the new one, with what differs."""
        return side_by_side(self.old.name if self.old else "", self.new[0].name)


@dataclass(frozen=True)
class Group:
    """All questions to which the same happened."""

    kind: ChangeKind
    rows: list[Carried]

    @property
    def label(self) -> object:
        return CHANGES[self.kind]

    @property
    def taken(self) -> int:
        return sum(row.is_taken for row in self.rows)


class Prefill:
    """The earlier sheet ``source`` beside ``target``; the earlier one stays as it is."""

    def __init__(self, source: AssessmentLayer, target: AssessmentLayer) -> None:
        self.source, self.target = source, target
        self._old = {answer.code: answer for answer in source.answers.all()}
        self._new = {answer.code: answer for answer in target.answers.all()}

    @cached_property
    def rows(self) -> list[Carried]:
        old, new = self.source.assessment.specification, self.target.assessment.specification
        return list(self._rows(changes(old, new)))

    @property
    def groups(self) -> list[Group]:
        rows = self.rows
        groups = [
            Group(kind, [row for row in rows if row.change.kind == kind]) for kind in ChangeKind
        ]
        return [each for each in groups if each.rows]

    @property
    def taken(self) -> int:
        """How many answers or notes go over."""
        return sum(row.is_taken for row in self.rows)

    @property
    def fillings(self) -> dict[str, Filling]:
        """What is written into the target, by its codes."""
        return {
            row.new[0].code: Filling(
                row.value if row.is_kept else "", row.note, self._new[row.new[0].code].version
            )
            for row in self.rows
            if row.is_taken
        }

    def _rows(self, differences: tuple[Change, ...]) -> Iterator[Carried]:
        old, new = self.source.assessment.specification, self.target.assessment.specification
        for change in differences:
            answer = self._old.get(change.old)
            value, note = (answer.value, answer.note) if answer else ("", "")
            is_kept = value != "" and change.keeps(value)
            goes_over = len(change.new) == 1 and bool(is_kept or note)
            yield Carried(
                change=change,
                old=old.by_code.get(change.old),
                new=tuple(new.node(code) for code in change.new),
                value=value,
                note=note,
                is_kept=is_kept,
                is_taken=goes_over and _is_blank(self._new.get(change.new[0])),
            )


def _is_blank(answer: Answer | None) -> bool:
    return answer is not None and answer.value == "" and answer.note == ""
