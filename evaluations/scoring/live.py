"""The score of a sheet while it is being filled in: nothing that is typed keeps it from a score."""

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import Answer, RawAnswer, refusals
from .errors import ContradictoryInput, NothingApplies, ScoringError
from .formulas import contradictions
from .rollup import NodeScore, Result, score_question, score_read
from .tree import InstrumentSpec


@dataclass(frozen=True)
class Provisional:
    """``result`` as far as the answers go.

    A total that its parts contradict counts as the sum of its parts, as the form computes it
    (90/2021 h. 85); what exceeds a due of 0, and what was left out although it cannot be, counts
    as blank. All of it is among ``contradictions``, to be told beside the score. ``refused``
    answers do not fit their question and count as blank.
    """

    result: Result
    contradictions: tuple[ContradictoryInput, ...]
    refused: tuple[ScoringError, ...]

    @property
    def can_be_submitted(self) -> bool:
        return self.result.complete and not self.contradictions and not self.refused


def provisional(instrument: InstrumentSpec, answers: Mapping[str, RawAnswer]) -> Provisional:
    """The score of ``answers`` as they stand; raises nothing for what a person typed."""
    usable, contradicted, refused = _usable(instrument, answers)
    return Provisional(score_read(instrument, usable), contradicted, refused)


def provisional_question(
    instrument: InstrumentSpec, code: str, answers: Mapping[str, RawAnswer]
) -> tuple[NodeScore, tuple[ScoringError, ...]]:
    """The same for one question, from the answers to it and its inputs, and what is wrong there."""
    usable, contradicted, refused = _usable(instrument, answers)
    return score_question(instrument, code, usable), (*contradicted, *refused)


def _usable(
    instrument: InstrumentSpec, answers: Mapping[str, RawAnswer]
) -> tuple[dict[str, Answer], tuple[ContradictoryInput, ...], tuple[ScoringError, ...]]:
    read, refused = refusals(instrument, answers)
    contradicted = contradictions(instrument, read)
    wrong = {error.code for error in contradicted}
    if any(isinstance(error, NothingApplies) for error in contradicted):
        wrong |= instrument.optional
    usable = {code: answer for code, answer in read.items() if code not in wrong}
    return usable, tuple(contradicted), tuple(refused)
