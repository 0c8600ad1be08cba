"""The way as JSON, for the command line and for other programs."""

from .proposals import Way


def way_as_json(way: Way) -> dict[str, object]:
    """The first proposal, or what is needed; minima are strings with two decimals.

    ``from`` is empty where the question is blank. Of several needs of one rule each is enough
    alone if it can be; else all are needed, and each is the least beside the others. A flag has
    the code of its target (``prior_predicate``) and the minimum 1.00. Where pins alone keep a rule
    from being met, its code is empty and its minimum null.
    """
    return {
        "feasible": way.feasible,
        "questions": len(way.changes),
        "steps": sum(change.steps for change in way.changes),
        "changes": [
            {"code": change.code, "from": change.old, "to": change.new} for change in way.changes
        ],
        "needs": [
            {
                "rule_code": need.rule_code,
                "code": need.code,
                "minimum": None if need.minimum is None else format(need.minimum, ".2f"),
            }
            for need in way.needs
        ],
    }
