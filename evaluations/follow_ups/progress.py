"""How far recommendations are: each counts once, whoever takes it up, and whether anybody does.

A recommendation stands where all its follow-ups stand; for a unit, those of the unit and the units
below it (ADR 99). Amounts are in rupiah.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from evaluations.letters.models import MinisterialLetter, Recommendation
from reformasi.organisation.models import Unit, UnitQuerySet
from reformasi.ui.numbers import share_of

from .models import OUTCOMES, FollowUpQuerySet
from .workflow import Outcome, Status, Verdict

NOTHING = Decimal(0)


def outcome_of(outcomes: Collection[str]) -> Outcome:
    """Where a recommendation stands whose follow-ups have these outcomes."""
    if set(outcomes) <= {Outcome.UNTOUCHED}:
        return Outcome.UNTOUCHED  # nobody took it up, or nobody has reported
    if set(outcomes) == {Outcome.EXCUSED}:
        return Outcome.EXCUSED
    return Outcome.DONE if set(outcomes) <= {Outcome.DONE, Outcome.EXCUSED} else Outcome.PARTIAL


@dataclass
class Share:
    """Recommendations that stand at one outcome, and their amounts."""

    outcome: Outcome
    count: int = 0
    amount: Decimal = NOTHING
    settled: Decimal = NOTHING


@dataclass
class Progress:
    """How many of some recommendations stand where; in the order of ``Outcome``."""

    shares: dict[str, Share] = field(
        default_factory=lambda: {outcome.value: Share(outcome) for outcome in Outcome}
    )
    is_sample: bool = False

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Self:
        progress = cls()
        for judgement in judgements:
            progress.add(judgement)
        return progress

    def add(self, judgement: Judgement) -> None:
        share = self.shares[judgement.outcome]
        share.count += 1
        share.amount += judgement.amount
        share.settled += judgement.settled
        self.is_sample |= judgement.is_sample

    @property
    def total(self) -> int:
        return sum(share.count for share in self.shares.values())

    @property
    def done(self) -> int:
        return self.shares[Outcome.DONE].count

    @property
    def untouched(self) -> int:
        return self.shares[Outcome.UNTOUCHED].count

    @property
    def percent(self) -> int:
        """Done of all, in whole percent; those that cannot be done are not done."""
        return share_of(self.done, self.total)

    @property
    def amount(self) -> Decimal:
        return sum((share.amount for share in self.shares.values()), NOTHING)

    @property
    def settled(self) -> Decimal:
        """What the bureau has verified as settled."""
        return sum((share.settled for share in self.shares.values()), NOTHING)

    def __str__(self) -> str:
        """ "1 dari 3 rekomendasi tuntas, 2 belum ditindaklanjuti"."""
        if not self.total:
            return _("Belum ada rekomendasi")
        texts = [
            _("%(done)d dari %(total)d rekomendasi tuntas")
            % {"done": self.done, "total": self.total}
        ]
        texts += [
            f"{share.count} {str(share.outcome.label).lower()}"
            for share in self.shares.values()
            if share.count and share.outcome != Outcome.DONE
        ]
        return ", ".join(texts)


@dataclass
class Judgement:
    """Where one recommendation stands."""

    outcomes: list[str] = field(default_factory=list)  # of its follow-ups
    amount: Decimal = NOTHING
    settled: Decimal = NOTHING
    waiting: int = 0  # reports that wait for the bureau
    is_sample: bool = False

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.outcomes)

    def add(self, row: Facts) -> None:
        self.outcomes.append(row.outcome)
        self.amount += row.amount or NOTHING
        if row.outcome in Verdict.values:  # what is only typed or reported is not settled
            self.settled += row.settled or NOTHING
        self.waiting += row.status == Status.SUBMITTED
        self.is_sample |= row.is_sample


@dataclass(frozen=True)
class Facts:
    """What of a follow-up is counted."""

    recommendation: int
    path: str  # of its unit
    outcome: str
    status: str
    amount: Decimal | None
    settled: Decimal | None
    is_sample: bool


def facts(follow_ups: FollowUpQuerySet) -> list[Facts]:
    """One for each of ``follow_ups``."""
    cases = [When(condition, then=Value(outcome.value)) for outcome, condition in OUTCOMES.items()]
    rows = follow_ups.order_by("pk").values_list(
        "recommendation",
        "unit__path",
        Case(*cases, output_field=CharField()),
        "status",
        "amount",
        "amount_settled",
        "is_sample",
    )
    return [Facts(*row) for row in rows]


def judgements(
    recommendations: Iterable[int], follow_ups: FollowUpQuerySet
) -> dict[int, Judgement]:
    """By the key of each of ``recommendations``, those without any follow-up too."""
    result = {pk: Judgement() for pk in recommendations}
    samples = Recommendation.objects.filter(pk__in=list(result), finding__letter__is_sample=True)
    for pk in samples.order_by().values_list("pk", flat=True):
        result[pk].is_sample = True
    for row in facts(follow_ups.filter(recommendation__in=list(result))):
        result[row.recommendation].add(row)
    return result


def progress_of(
    recommendations: QuerySet[Recommendation], follow_ups: FollowUpQuerySet
) -> Progress:
    """How far ``recommendations`` are by what ``follow_ups`` say."""
    keys = recommendations.order_by().values_list("pk", flat=True)
    return Progress.of(judgements(keys, follow_ups).values())


def progress_by_letter(
    letters: Sequence[MinisterialLetter], follow_ups: FollowUpQuerySet
) -> dict[int, Progress]:
    """By the key of each of ``letters``."""
    result = {letter.pk: Progress(is_sample=letter.is_sample) for letter in letters}
    rows = Recommendation.objects.filter(finding__letter__in=letters).order_by()
    letter_of = dict(rows.values_list("pk", "finding__letter"))
    for pk, judgement in judgements(letter_of, follow_ups).items():
        result[letter_of[pk]].add(judgement)
    return result


@dataclass
class UnitProgress:
    """How far a unit is with the recommendations that it answers for (``concerning``)."""

    unit: Unit
    progress: Progress
    waiting: int  # reports that wait for the bureau


def progress_by_unit(units: UnitQuerySet, follow_ups: FollowUpQuerySet) -> list[UnitProgress]:
    """One for each of ``units`` that a letter addresses or that was given something, in the order
    of the tree, by what ``follow_ups`` say of it and of the units below it."""
    given = units.filter(pk__in=follow_ups.order_by().values("unit"))
    addressed = units.filter(pk__in=MinisterialLetter.addressees.through.objects.values("unit"))
    judged = {
        unit.path: (unit, defaultdict[int, Judgement](Judgement))
        for unit in (given | addressed).order_by("path")
    }
    for path, recommendation, is_sample in _asked_of(units):
        for above in _above(path) & judged.keys():
            judged[above][1][recommendation].is_sample |= is_sample
    for row in facts(follow_ups):
        for above in _above(row.path) & judged.keys():
            judged[above][1][row.recommendation].add(row)
    return [
        UnitProgress(
            unit, Progress.of(of_unit.values()), sum(one.waiting for one in of_unit.values())
        )
        for unit, of_unit in judged.values()
        if of_unit
    ]


def _asked_of(units: UnitQuerySet) -> Iterator[tuple[str, int, bool]]:
    """The path of each of ``units`` with each recommendation that a letter to it has, and whether
    that letter is a sample."""
    letters = MinisterialLetter.addressees.through.objects.filter(unit__in=units.order_by())
    rows = letters.exclude(ministerialletter__findings__recommendations=None)
    yield from rows.values_list(
        "unit__path",
        "ministerialletter__findings__recommendations",
        "ministerialletter__is_sample",
    )


def _above(path: str) -> set[str]:
    """``path`` and those of all units above it."""
    return {path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)}


def concerning(unit: Unit) -> Q:
    """The recommendations that ``unit`` answers for: of the letters to it or to units below it, and
    those that it or a unit below it was given by a letter that it reads."""
    below = {"path__startswith": unit.path}
    addressed = MinisterialLetter.objects.filter(addressees__in=Unit.objects.filter(**below))
    given = Recommendation.objects.filter(follow_ups__unit__in=Unit.objects.filter(**below))
    addressees = MinisterialLetter.addressees.through.objects.filter(unit__path__in=unit.lineage())
    read = Q(finding__letter__in=addressees.values("ministerialletter")) | Q(
        finding__letter__unit__path__startswith=unit.path
    )
    return Q(finding__letter__in=addressed.values("pk")) | (
        Q(pk__in=given.order_by().values("pk")) & read
    )
