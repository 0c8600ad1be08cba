"""Instruments."""

from .instruments import Formula, FormulaInput, Instrument, Node, Option, PredicateRule

__all__ = ["Formula", "FormulaInput", "Instrument", "Node", "Option", "PredicateRule"]
