"""A result as JSON: the same keys for the command line, for files and for other programs."""

from collections.abc import Iterable
from decimal import Decimal

from .predicates import Verdict
from .rollup import Result
from .rounding import half_up


def as_json(result: Result, verdicts: Iterable[Verdict]) -> dict[str, object]:
    """Numbers are strings with two decimals; ``gap`` is negative below the minimum.

    An index stands beside the total, with its grade and the group whose weights it has.
    """
    return {
        "instrument": result.instrument.code,
        "complete": result.complete,
        "missing": list(result.missing),
        "total": _number(result.total),
        "nodes": {
            code: {"weight": _number(node.weight or Decimal(0)), "score": _number(node.exact)}
            for code, node in result.nodes.items()
        },
        "predicates": [
            {
                "predicate": verdict.predicate,
                "met": verdict.met,
                "rules": [
                    {
                        "rule_code": rule.rule_code,
                        "target": rule.target,
                        "value": _number(rule.value),
                        "minimum": _number(rule.minimum),
                        "met": rule.met,
                        "gap": _number(rule.gap),
                    }
                    for rule in verdict.rules
                ],
            }
            for verdict in verdicts
        ],
        **(_index(result) if result.instrument.coefficient else {}),
    }


def _index(result: Result) -> dict[str, object]:
    return {
        "index": _number(result.total),
        "grade": result.grade.letter if result.grade else None,
        "group": result.instrument.group,
    }


def _number(number: Decimal) -> str:
    return format(half_up(number), "f")
