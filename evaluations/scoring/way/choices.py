"""Which questions can be raised, and which of them count alike."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from evaluations.scoring.answers import Answer
from evaluations.scoring.errors import NotAChoice
from evaluations.scoring.rollup import Result
from evaluations.scoring.rounding import ZERO
from evaluations.scoring.tree import CHOICES, InstrumentSpec, NodeSpec, OptionSpec

from .proposals import Change
from .rules import PointsRule


@dataclass(frozen=True)
class Raise:
    """``gain``: how far the score of the question rises, 0 to 1."""

    change: Change
    gain: Fraction


@dataclass(frozen=True)
class Bundle:
    """Questions that count alike: the same raises at the same cost, in the same rules.

    ``raises`` has a row for each question; a column of it is one kind of raise.
    """

    raises: tuple[tuple[Raise, ...], ...]
    shares: tuple[Fraction, ...]

    @property
    def kinds(self) -> range:
        return range(len(self.raises[0]))

    def changes(self, kinds: Sequence[int | None]) -> list[Change]:
        """The changes when each question gets its kind of raise, or none."""
        return [
            row[kind].change
            for row, kind in zip(self.raises, kinds, strict=True)
            if kind is not None
        ]

    def arrangements(self, counts: Sequence[int]) -> Iterator[list[int | None]]:
        """Every way to give ``counts[kind]`` questions that kind; printed order comes first."""
        kinds = [kind for kind, count in enumerate(counts) for _ in range(count)]
        return _arrangements([*kinds, *[None] * (len(self.raises) - len(kinds))])


def _arrangements(kinds: list[int | None]) -> Iterator[list[int | None]]:
    if not kinds:
        yield []
    for kind in dict.fromkeys(kinds):
        rest = kinds.copy()
        rest.remove(kind)
        for arrangement in _arrangements(rest):
            yield [kind, *arrangement]


def movable(instrument: InstrumentSpec, pinned: Collection[str]) -> list[NodeSpec]:
    """The choice questions that are not pinned. Raises UnknownCode and NotAChoice for pins."""
    for code in pinned:
        if instrument.node(code).answer_type not in CHOICES:
            raise NotAChoice(code)
    return [
        node
        for node in instrument.answerable
        if node.answer_type in CHOICES and node.code not in pinned
    ]


def best_option(node: NodeSpec) -> str:
    scored = [option for option in node.options if option.score is not None]
    return max(scored, key=lambda option: option.score or ZERO).letter


def bundled(
    nodes: Collection[NodeSpec],
    answers: Mapping[str, Answer],
    result: Result,
    rules: Sequence[PointsRule],
) -> list[Bundle]:
    """The questions that can be raised and count in ``rules``, those that count alike together."""
    alike: dict[object, list[tuple[Raise, ...]]] = {}
    shares_of: dict[object, tuple[Fraction, ...]] = {}
    for node in nodes:
        shares = tuple(rule.shares.get(node.code, Fraction(0)) for rule in rules)
        now = Fraction(result.explain(node.code).exact)
        raises = tuple(_raises(node, str(answers.get(node.code, "")), now))
        if raises and any(shares):
            key = shares, tuple((one.change.steps, one.gain) for one in raises)
            alike.setdefault(key, []).append(raises)
            shares_of[key] = shares
    return [Bundle(tuple(rows), shares_of[key]) for key, rows in alike.items()]


def _raises(node: NodeSpec, letter: str, now: Fraction) -> Iterator[Raise]:
    """The raises of one question to each option that is worth more, the best one first."""
    printed = [option.letter for option in node.options]
    place = printed.index(letter or _worst(node.options).letter)
    better = [
        (Fraction(option.score) - now, abs(place - other), option.letter)
        for other, option in enumerate(node.options)
        if option.score is not None and option.score > now
    ]
    for gain, steps, new in sorted(better, key=lambda raised: -raised[0]):
        yield Raise(Change(node.code, letter, new, steps), gain)


def _worst(options: Sequence[OptionSpec]) -> OptionSpec:
    """The option worth least, of several the last one; one without a score is worth nothing."""
    return min(reversed(options), key=lambda option: option.score or ZERO)
