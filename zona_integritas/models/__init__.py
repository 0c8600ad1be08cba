"""Candidates, their milestones and declarations, and the rules they stand on."""

from .candidates import IntegrityZone
from .declarations import Declaration, DeclarationEvidence, Witness
from .milestones import Milestone, MilestoneEvidence
from .rules import MilestoneStep, RuleSet

__all__ = [
    "Declaration",
    "DeclarationEvidence",
    "IntegrityZone",
    "Milestone",
    "MilestoneEvidence",
    "MilestoneStep",
    "RuleSet",
    "Witness",
]
