"""Instruments, and ministerial letters with what follows from them."""

from .instruments import Formula, FormulaInput, Instrument, Node, Option, PredicateRule
from .letters import (
    ComponentValue,
    Finding,
    FollowUp,
    FollowUpEvidence,
    LetterEvidence,
    MinisterialLetter,
    Recommendation,
    total_of,
)

__all__ = [
    "ComponentValue",
    "Finding",
    "FollowUp",
    "FollowUpEvidence",
    "Formula",
    "FormulaInput",
    "Instrument",
    "LetterEvidence",
    "MinisterialLetter",
    "Node",
    "Option",
    "PredicateRule",
    "Recommendation",
    "total_of",
]
