"""The evidence of a sheet, file by file: as it was handed in, else as it is now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypedDict, cast

from reformasi.evidence.models import EvidenceVersion

from .models import AnswerEvidence, AssessmentLayer
from .sheet import Sheet


@dataclass(frozen=True)
class Proof:
    """One file for one question: which version of which evidence, and where to look in it."""

    title: str
    version: EvidenceVersion
    pointer: str


class FrozenFile(TypedDict):
    sha256: str


class FrozenAnswer(TypedDict):
    code: str
    evidence: list[FrozenFile]


def proofs_of(sheet: Sheet) -> dict[str, list[Proof]]:
    """The files of each question, by its code; a newer version than was handed in takes no part."""
    handed_in = _handed_in(sheet.layer)
    return {
        code: [_proof(attachment, handed_in.get(code, ())) for attachment in question.files]
        for code, question in sheet.questions.items()
    }


def _handed_in(layer: AssessmentLayer) -> dict[str, set[str]]:
    """The SHA-256 of the frozen files, by question; nothing while the sheet is a draft."""
    snapshot = None if layer.is_editable else layer.submitted_snapshot
    if snapshot is None:
        return {}
    answers = cast(list[FrozenAnswer], snapshot.content["answers"])
    return {row["code"]: {file["sha256"] for file in row["evidence"]} for row in answers}


def _proof(attachment: AnswerEvidence, digests: Collection[str]) -> Proof:
    evidence = attachment.evidence
    frozen = (version for version in evidence.versions.all() if version.sha256 in digests)
    version = next(frozen, evidence.current)
    return Proof(evidence.title, version, attachment.pointer)
