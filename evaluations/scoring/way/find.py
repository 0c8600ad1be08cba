"""From the answers of a sheet to its way."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice

from evaluations.scoring.answers import Answer, RawAnswer, read_answers
from evaluations.scoring.predicates import AreaRule, Verdict, judge
from evaluations.scoring.rollup import Result, score_read
from evaluations.scoring.tree import InstrumentSpec

from .choices import best_option, bundled, movable
from .needs import bindings, needs
from .proposals import Change, Proposal, Way
from .rules import points_rule

MOST_ALTERNATIVES = 5


@dataclass(frozen=True)
class _Sheet:
    """Answers that are judged again and again, each time with other changes."""

    instrument: InstrumentSpec
    answers: Mapping[str, Answer]
    predicate: str
    prior: str | None
    area_rule: AreaRule

    def judged(self, changed: Mapping[str, str]) -> tuple[Result, Verdict]:
        result = score_read(self.instrument, {**self.answers, **changed})
        return result, judge(result, self.predicate, prior=self.prior, area_rule=self.area_rule)

    def is_met_by(self, changes: Collection[Change]) -> bool:
        return self.judged({change.code: change.new for change in changes})[1].met


def find_way(
    instrument: InstrumentSpec,
    answers: Mapping[str, RawAnswer],
    predicate: str,
    *,
    prior: str | None = None,
    area_rule: AreaRule = AreaRule.COMBINED,
    pinned: Collection[str] = (),
    alternatives: int = 1,
) -> Way:
    """The cheapest raises of choice questions with which the sheet meets every rule.

    Cheapest is fewest questions, then fewest steps. Surveys, percent questions and their inputs
    stay as they are, and so do the questions ``pinned``. What is blank counts as the worst option
    and may stay blank: the way concerns the rules, not whether the sheet is complete.
    ``alternatives`` is how many proposals of that cost to look for, up to five: first those that
    raise other kinds of questions, then those that exchange questions which count alike.

    Raises a ScoringError for answers, a predicate or pins that the instrument does not know.
    """
    sheet = _Sheet(instrument, read_answers(instrument, answers), predicate, prior, area_rule)
    nodes = movable(instrument, pinned)
    result, verdict = sheet.judged({})
    if verdict.met:
        return Way(predicate, area_rule, (Proposal(()),))
    best, at_best = sheet.judged({node.code: best_option(node) for node in nodes})
    if not at_best.met:
        binding = tuple(bindings(best, at_best, pinned))
        return Way(predicate, area_rule, (), tuple(needs(best, at_best)), binding)
    # It brings the solver and numpy, a tenth of a second and 30 MB that other pages do not need.
    from .search import Search

    rules = [points_rule(instrument, outcome) for outcome in verdict.rules if not outcome.met]
    search = Search(
        bundled(nodes, sheet.answers, result, rules),
        [rule.lacking(result) for rule in rules],
        sheet.is_met_by,
    )
    printed = {node.code: place for place, node in enumerate(instrument.nodes)}
    proposals = tuple(
        Proposal(tuple(sorted(changes, key=lambda change: printed[change.code])))
        for changes in islice(search.cheapest(), min(alternatives, MOST_ALTERNATIVES))
    )
    return Way(predicate, area_rule, proposals)
