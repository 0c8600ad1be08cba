"""Verbs: every write of this app."""

from .instruments import InstrumentInUse, Outcome, load_instrument

__all__ = ["InstrumentInUse", "Outcome", "load_instrument"]
