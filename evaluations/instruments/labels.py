"""What the scoring engine knows by its codes, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from evaluations.scoring import AnswerType, FormulaKind, Kind, RuleUnit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

E = TypeVar("E", bound=StrEnum)

KINDS = {
    Kind.COMPONENT: _("Komponen"),
    Kind.AREA: _("Area"),
    Kind.INDICATOR: _("Indikator"),
    Kind.QUESTION: _("Butir"),
    Kind.INPUT: _("Masukan"),
}
ANSWER_TYPES = {
    AnswerType.YA_TIDAK: _("Ya atau Tidak"),
    AnswerType.ABC: _("Pilihan A sampai C"),
    AnswerType.ABCD: _("Pilihan A sampai D"),
    AnswerType.ABCDE: _("Pilihan A sampai E"),
    AnswerType.OPINION: _("Opini BPK"),
    AnswerType.PERCENT: _("Persentase, dihitung dari masukan"),
    AnswerType.COUNT: _("Jumlah"),
    AnswerType.SCALE_0_4: _("Indeks 0 sampai 4"),
    AnswerType.SCALE_0_5: _("Indeks 0 sampai 5"),
    AnswerType.SCALE_0_100: _("Nilai 0 sampai 100"),
    AnswerType.MEASURED: _("Nilai terukur dalam rentangnya"),
    AnswerType.COEFFICIENT: _("Pengurang nilai"),
}
FORMULAS = {
    FormulaKind.RATIO: _("Perbandingan"),
    FormulaKind.REDUCTION: _("Penurunan"),
    FormulaKind.SUM: _("Penjumlahan"),
}
UNITS = {
    RuleUnit.SCORE: _("Nilai"),
    RuleUnit.PERCENT_OF_WEIGHT: _("Persen dari bobot"),
    RuleUnit.FLAG: _("Ya atau tidak"),
}


def choices(labels: Mapping[E, _StrPromise]) -> list[tuple[str, _StrPromise]]:
    return [(member.value, label) for member, label in labels.items()]
