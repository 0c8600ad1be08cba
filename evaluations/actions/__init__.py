"""Verbs: every write of this app."""

from .instruments import InstrumentInUse, Outcome, load_instrument
from .letters import (
    ReportIsEmpty,
    StillInUse,
    change_finding,
    change_follow_up,
    change_letter,
    plan_follow_up,
    record_finding,
    record_letter,
    report_follow_up,
    return_follow_up,
    set_components,
    verify_follow_up,
)

__all__ = [
    "InstrumentInUse",
    "Outcome",
    "ReportIsEmpty",
    "StillInUse",
    "change_finding",
    "change_follow_up",
    "change_letter",
    "load_instrument",
    "plan_follow_up",
    "record_finding",
    "record_letter",
    "report_follow_up",
    "return_follow_up",
    "set_components",
    "verify_follow_up",
]
