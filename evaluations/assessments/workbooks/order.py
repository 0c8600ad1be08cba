"""The rows of a sheet: their order, and which of them carry an answer or a note."""

from collections.abc import Iterator

from evaluations.scoring import InstrumentSpec, NodeSpec
from evaluations.scoring.tree import WEIGHTED


def printed(instrument: InstrumentSpec) -> tuple[NodeSpec, ...]:
    """Every node below its parent; the tables list all components first."""
    return tuple(_below(instrument, ""))


def is_filled_in(node: NodeSpec) -> bool:
    """Whether people write beside it: questions, inputs, and indicators that are measured."""
    return node.kind not in WEIGHTED or node.is_answered


def _below(instrument: InstrumentSpec, code: str) -> Iterator[NodeSpec]:
    for node in instrument.children.get(code, []):
        yield node
        yield from _below(instrument, node.code)
