"""The way to a predicate: the cheapest raises of answers with which a sheet meets every rule.

``find_way(instrument, answers, "WBK")`` gives a Way: proposals that the scoring engine itself has
confirmed, or what the answers that nobody chooses would have to be.
"""

from .export import way_as_json
from .find import MOST_ALTERNATIVES, find_way
from .proposals import Binding, Change, Need, Proposal, Way
from .rules import shares

__all__ = [
    "MOST_ALTERNATIVES",
    "Binding",
    "Change",
    "Need",
    "Proposal",
    "Way",
    "find_way",
    "shares",
    "way_as_json",
]
