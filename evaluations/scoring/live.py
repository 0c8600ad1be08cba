"""The score of a sheet while it is being filled in: nothing that is typed keeps it from a score."""

from collections.abc import Mapping
from dataclasses import dataclass

from .answers import RawAnswer, refusals
from .errors import ContradictoryInput, ScoringError
from .formulas import contradictions
from .rollup import Result, score_read
from .tree import InstrumentSpec


@dataclass(frozen=True)
class Provisional:
    """``result`` as far as the answers go.

    A total that its parts contradict counts as the sum of its parts, as the form computes it
    (90/2021 h. 85); what exceeds a due of 0 counts as blank. Both are among ``contradictions``, to
    be told beside the score. ``refused`` answers do not fit their question and count as blank.
    """

    result: Result
    contradictions: tuple[ContradictoryInput, ...]
    refused: tuple[ScoringError, ...]

    @property
    def can_be_submitted(self) -> bool:
        return self.result.complete and not self.contradictions and not self.refused


def provisional(instrument: InstrumentSpec, answers: Mapping[str, RawAnswer]) -> Provisional:
    """The score of ``answers`` as they stand; raises nothing for what a person typed."""
    read, refused = refusals(instrument, answers)
    contradicted = contradictions(instrument, read)
    wrong = {error.code for error in contradicted}
    usable = {code: answer for code, answer in read.items() if code not in wrong}
    return Provisional(score_read(instrument, usable), tuple(contradicted), tuple(refused))
