"""What differs between two contents of a layer, question by question: frozen ones, or what stands.

Contents are as ``FrozenSheet`` writes them. Nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict, cast

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from evaluations.scoring import InstrumentSpec, Kind, NodeSpec, Provisional, provisional
from reformasi.workflow.frozen import Content


class FrozenFile(TypedDict):
    """A file as it was attached; ``file`` is its name."""

    file: str
    version: int
    sha256: str
    pointer: str


class FrozenAnswer(TypedDict):
    code: str
    value: str
    note: str
    evidence: list[FrozenFile]


class FileFate(TextChoices):
    ADDED = "added", _("Ditambah")
    REMOVED = "removed", _("Dilepas")
    REPLACED = "replaced", _("Diganti")
    POINTED = "pointed", _("Letak diubah")


@dataclass(frozen=True)
class FileChange:
    """What became of one file; ``before`` is None where it was added, ``after`` where removed."""

    fate: FileFate
    before: FrozenFile | None
    after: FrozenFile | None

    @property
    def name(self) -> str:
        file = self.after or self.before
        return file["file"] if file else ""


@dataclass(frozen=True)
class AnswerChange:
    """One question or input that is not the same in both contents."""

    node: NodeSpec
    before: FrozenAnswer
    after: FrozenAnswer
    files: tuple[FileChange, ...]

    @property
    def has_new_value(self) -> bool:
        return self.before["value"] != self.after["value"]

    @property
    def has_new_note(self) -> bool:
        return self.before["note"] != self.after["note"]


@dataclass(frozen=True)
class ContentComparison:
    """All that differs, in the printed order, and what both are worth."""

    before: Provisional
    after: Provisional
    changes: tuple[AnswerChange, ...]


def compare(instrument: InstrumentSpec, before: Content, after: Content) -> ContentComparison:
    """The differences between two contents of one layer."""
    old, new = _by_code(before), _by_code(after)
    return ContentComparison(
        provisional(instrument, _values(old)),
        provisional(instrument, _values(new)),
        tuple(_changes(instrument, old, new)),
    )


def _by_code(content: Content) -> dict[str, FrozenAnswer]:
    rows = cast("list[FrozenAnswer]", content["answers"])
    return {row["code"]: row for row in rows}


def _values(rows: Mapping[str, FrozenAnswer]) -> dict[str, str]:
    return {code: row["value"] for code, row in rows.items() if row["value"]}


def _changes(
    instrument: InstrumentSpec, old: Mapping[str, FrozenAnswer], new: Mapping[str, FrozenAnswer]
) -> Iterator[AnswerChange]:
    for node in instrument.nodes:
        if (node.is_question or node.kind is Kind.INPUT) and node.code in old and node.code in new:
            before, after = old[node.code], new[node.code]
            if before != after:
                files = _file_changes(before["evidence"], after["evidence"])
                yield AnswerChange(node, before, after, tuple(files))


def _file_changes(before: Sequence[FrozenFile], after: Sequence[FrozenFile]) -> list[FileChange]:
    """By content first, then by name: a newer version of a file mostly keeps its name."""
    old, new = list(before), list(after)
    changes = []
    for key, fate in (("sha256", FileFate.POINTED), ("file", FileFate.REPLACED)):
        for file in list(old):
            twin = next((one for one in new if one.get(key) == file.get(key)), None)
            if twin is None:
                continue
            old.remove(file)
            new.remove(twin)
            if (twin["sha256"], twin["pointer"]) != (file["sha256"], file["pointer"]):
                changes.append(FileChange(fate, file, twin))
    changes += [FileChange(FileFate.REMOVED, file, None) for file in old]
    return changes + [FileChange(FileFate.ADDED, None, file) for file in new]
