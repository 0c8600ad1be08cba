"""What a dossier holds, as plain data: every question with its files, and those without any."""

from __future__ import annotations

from typing import TypedDict

from evaluations.assessments.documents.common import head
from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.proofs import Proof, proofs_of
from evaluations.assessments.sheet import Question, Sheet

from . import paths


class FileRow(TypedDict):
    """One file: where it lies in the dossier, and which version of which evidence it is."""

    path: str
    key: int  # of the version
    title: str
    name: str
    version: int
    sha256: str
    size: int
    pointer: str


class QuestionRow(TypedDict):
    code: str
    text: str
    answer: str
    files: list[FileRow]


class DossierContent(TypedDict):
    head: dict[str, object]
    questions: list[QuestionRow]
    missing: int  # questions without evidence


def content_of(layer: AssessmentLayer) -> DossierContent:
    """Everything that the index shows, as it is now."""
    sheet = Sheet(layer)
    proofs = proofs_of(sheet)
    questions = [question for area in sheet.areas for question in area.questions]
    digits = len(str(len(questions)))
    rows = [
        _question(question, paths.folder(number, question.code, digits=digits), proofs)
        for number, question in enumerate(questions, start=1)
    ]
    return {
        "head": head(sheet),
        "questions": rows,
        "missing": sum(not row["files"] for row in rows),
    }


def _question(question: Question, folder: str, proofs: dict[str, list[Proof]]) -> QuestionRow:
    return {
        "code": question.code,
        "text": question.node.name,
        "answer": question.answer.value,
        "files": [
            _file(proof, f"{folder}/{paths.file_name(number, proof.version.name)}")
            for number, proof in enumerate(proofs[question.code], start=1)
        ],
    }


def _file(proof: Proof, path: str) -> FileRow:
    version = proof.version
    return {
        "path": path,
        "key": version.pk,
        "title": proof.title,
        "name": version.name,
        "version": version.number,
        "sha256": version.sha256,
        "size": version.size,
        "pointer": proof.pointer,
    }
