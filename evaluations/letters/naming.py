"""How letters and their recommendations are recognised and named where one of them is chosen."""

from __future__ import annotations

import re
from typing import cast

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from reformasi.ui.choosing import NAMED, Naming
from reformasi.ui.search import containing
from reformasi.ui.text import shorten

from .models import MinisterialLetter, MinisterialLetterQuerySet, Recommendation

LONGEST = 160  # letters of a recommendation
NUMBERED = re.compile(
    r"(?:(?P<letter>\S+)[\s·]+)?R?(?P<finding>\d{1,4})\.(?P<number>\d{1,4})", re.IGNORECASE
)


class LetterNaming(Naming[MinisterialLetter]):
    """By number or subject."""

    placeholder = gettext_lazy("Nomor atau hal surat")

    def note(self, row: MinisterialLetter) -> str:
        return row.subject

    def place(self, row: MinisterialLetter) -> tuple[int | str, ...]:
        return (-row.date.toordinal(), -row.pk)

    def named(self, rows: QuerySet[MinisterialLetter], text: str) -> list[MinisterialLetter]:
        return list(rows.filter(number__iexact=text)[: NAMED + 1])

    def matching(self, rows: QuerySet[MinisterialLetter], text: str) -> QuerySet[MinisterialLetter]:
        return cast(MinisterialLetterQuerySet, rows).matching(text)


class RecommendationNaming(Naming[Recommendation]):
    """By the number of the letter, as "061/2470/SJ R2.1", or a part of the text."""

    placeholder = gettext_lazy("Nomor surat, R2.1, atau isinya")

    def label(self, row: Recommendation) -> str:
        letter = row.finding.letter
        return f"{letter.number} · {row.label} {shorten(row.text, LONGEST)}"

    def place(self, row: Recommendation) -> tuple[int | str, ...]:
        finding = row.finding
        return (-finding.letter.date.toordinal(), -finding.letter_id, finding.number, row.number)

    def named(self, rows: QuerySet[Recommendation], text: str) -> list[Recommendation]:
        match = NUMBERED.fullmatch(text)
        if match is None:
            return []
        rows = rows.filter(finding__number=int(match["finding"]), number=int(match["number"]))
        if match["letter"]:
            rows = rows.filter(finding__letter__number__iexact=match["letter"])
        return list(rows[: NAMED + 1])

    def matching(self, rows: QuerySet[Recommendation], text: str) -> QuerySet[Recommendation]:
        every = Recommendation.objects.order_by()
        letters = MinisterialLetter.objects.filter(containing(text, "number")).order_by()
        by_letter = every.filter(finding__letter__in=letters.values("pk")).values("pk")
        return rows.filter(pk__in=every.matching(text).values("pk").union(by_letter))


LETTER, RECOMMENDATION = LetterNaming(), RecommendationNaming()
