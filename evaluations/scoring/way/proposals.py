"""What the way consists of."""

from dataclasses import dataclass
from decimal import Decimal

from evaluations.scoring.predicates import AreaRule


@dataclass(frozen=True)
class Change:
    """One question raised from ``old`` (empty where it is blank) to ``new``.

    ``steps`` counts options as printed: from C to A is two. A blank counts as the worst option.
    """

    code: str
    old: str
    new: str
    steps: int


@dataclass(frozen=True)
class Proposal:
    """Raises that together meet every rule, in printed order."""

    changes: tuple[Change, ...]

    @property
    def questions(self) -> int:
        return len(self.changes)

    @property
    def steps(self) -> int:
        return sum(change.steps for change in self.changes)


@dataclass(frozen=True)
class Need:
    """The least that ``code`` would have to be for a rule that no raise can meet.

    ``minimum`` is on the scale of the question, in hundredths; of a percent question it is the
    percentage (0 to 100), of the flag of a prior predicate 1. Where one rule has several needs,
    each of them alone is enough, unless they are ``together``. Without ``code`` and ``minimum``
    nothing is enough: questions that were pinned would have to move.
    """

    rule_code: str
    code: str = ""
    minimum: Decimal | None = None
    together: bool = False


@dataclass(frozen=True)
class Binding:
    """A rule that could be met by raising answers, were not the questions ``codes`` pinned.

    ``alone``: those of them that are enough without the others.
    """

    rule_code: str
    codes: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """The way of one sheet to ``predicate``.

    ``proposals`` cost the same; the first one is the answer, and without changes where every rule
    is met already. There are none where a rule cannot be met by raising answers: see ``needs``, and
    ``bindings`` for the pins that are in the way of it.
    """

    predicate: str
    area_rule: AreaRule
    proposals: tuple[Proposal, ...]
    needs: tuple[Need, ...] = ()
    bindings: tuple[Binding, ...] = ()

    @property
    def feasible(self) -> bool:
        return bool(self.proposals)

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.proposals[0].changes if self.proposals else ()
