"""Constraints that several models share, so that the database refuses nonsense."""

from django.db.models import CheckConstraint, F, Q, TextChoices


def both_or_neither(first: str, second: str) -> CheckConstraint:
    """``first`` is set exactly when ``second`` is, e.g. ``submitted_at`` and ``submitted_by``."""
    return CheckConstraint(
        condition=(
            Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
            | Q(**{f"{first}__isnull": False, f"{second}__isnull": False})
        ),
        name=f"%(app_label)s_%(class)s_{first}_with_by",
    )


def one_of(field: str, choices: type[TextChoices]) -> CheckConstraint:
    """``field`` holds one of ``choices`` and nothing else."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}),
        name=f"%(app_label)s_%(class)s_{field}_known",
    )


def in_order(first: str, last: str) -> CheckConstraint:
    """``last`` is not before ``first``; either may be blank."""
    return CheckConstraint(
        condition=(
            Q(**{f"{last}__gte": F(first)})
            | Q(**{f"{first}__isnull": True})
            | Q(**{f"{last}__isnull": True})
        ),
        name=f"%(app_label)s_%(class)s_{first}_in_order",
    )
