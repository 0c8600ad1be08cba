"""The order in which a sheet is printed."""

from collections.abc import Iterator

from evaluations.scoring import InstrumentSpec, NodeSpec


def printed(instrument: InstrumentSpec) -> tuple[NodeSpec, ...]:
    """Every node below its parent; the tables list all components first."""
    return tuple(_below(instrument, ""))


def _below(instrument: InstrumentSpec, code: str) -> Iterator[NodeSpec]:
    for node in instrument.children.get(code, []):
        yield node
        yield from _below(instrument, node.code)
