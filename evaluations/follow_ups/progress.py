"""How far recommendations are: each counts once, whoever takes it up, and whether anybody does.

A recommendation stands where all its follow-ups stand; for a unit, those of the unit and the units
below it (ADR 99). Amounts are in rupiah.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from evaluations.letters.models import MinisterialLetter, Recommendation
from reformasi.organisation.models import Unit
from reformasi.ui.numbers import share_of

from .models import OUTCOMES, FollowUpQuerySet
from .workflow import Outcome, Verdict

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

    def __add__(self, other: Progress) -> Progress:
        """Of two lots that have nothing in common."""
        shares = {
            outcome: Share(
                share.outcome,
                share.count + other.shares[outcome].count,
                share.amount + other.shares[outcome].amount,
                share.settled + other.shares[outcome].settled,
            )
            for outcome, share in self.shares.items()
        }
        return Progress(shares, self.is_sample or other.is_sample)

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

    outcomes: list[str] = field(default_factory=list)  # of its follow-ups, each once
    follow_ups: int = 0
    amount: Decimal = NOTHING
    settled: Decimal = NOTHING
    is_sample: bool = False

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.outcomes)


def judgements(
    recommendations: Iterable[int], follow_ups: FollowUpQuerySet
) -> dict[int, Judgement]:
    """By the key of each of ``recommendations``, those without any follow-up too.

    One row for each comes from the database, however many follow-ups it has.
    """
    result = {pk: Judgement() for pk in recommendations}
    samples = Recommendation.objects.filter(pk__in=list(result), finding__letter__is_sample=True)
    for pk in samples.order_by().values_list("pk", flat=True):
        result[pk].is_sample = True
    _judge(result, follow_ups.filter(recommendation__in=list(result)))
    return result


def _judge(result: Mapping[int, Judgement], follow_ups: FollowUpQuerySet) -> None:
    """Write into ``result`` what ``follow_ups``, which are of its recommendations, say."""
    cases = [When(condition, then=Value(outcome.value)) for outcome, condition in OUTCOMES.items()]
    rows = follow_ups.order_by().annotate(outcome_now=Case(*cases, output_field=CharField()))
    verified = Q(outcome_now__in=Verdict.values)  # what is only typed or reported is not settled
    grouped = rows.values("recommendation").annotate(
        outcomes=ArrayAgg("outcome_now", distinct=True),
        number=Count("pk"),
        amounts=Coalesce(Sum("amount"), NOTHING),
        settled=Coalesce(Sum("amount_settled", filter=verified), NOTHING),
        has_sample=BoolOr("is_sample"),
    )
    for row in grouped:
        judgement = result[row["recommendation"]]
        judgement.outcomes, judgement.follow_ups = row["outcomes"], row["number"]
        judgement.amount, judgement.settled = row["amounts"], row["settled"]
        judgement.is_sample |= row["has_sample"]


def at_outcome(outcome: str, follow_ups: FollowUpQuerySet) -> Q:
    """The recommendations that stand at ``outcome`` by what ``follow_ups`` say (``outcome_of``)."""
    own = follow_ups.filter(recommendation=OuterRef("pk")).order_by()

    def any_other_than(*outcomes: Outcome) -> Exists:
        condition = Q(pk__in=[])
        for each in outcomes:
            condition |= OUTCOMES[each]
        return Exists(own.filter(~condition))

    touched = Q(any_other_than(Outcome.UNTOUCHED))
    excused = touched & ~Q(any_other_than(Outcome.EXCUSED))
    settled = touched & ~Q(any_other_than(Outcome.DONE, Outcome.EXCUSED))
    return {
        Outcome.UNTOUCHED: ~touched,
        Outcome.EXCUSED: excused,
        Outcome.DONE: settled & ~excused,
        Outcome.PARTIAL: touched & ~settled,
    }[Outcome(outcome)]


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
    rows = Recommendation.objects.filter(finding__letter__in=list(result)).order_by()
    letter_of = dict(rows.values_list("pk", "finding__letter"))
    judged = {pk: Judgement() for pk in letter_of}
    _judge(judged, follow_ups.filter(recommendation__finding__letter__in=list(result)))
    for pk, judgement in judged.items():
        result[letter_of[pk]].add(judgement)
    return result


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
