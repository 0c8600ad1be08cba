"""Units, people, memberships, periods."""

from .grants import Grant
from .people import NOBODY, AccountVerb, Employment, Membership, User, UserQuerySet
from .periods import Period, PeriodKind
from .units import Echelon, Unit, UnitKind, UnitOwnedQuerySet, UnitQuerySet

__all__ = [
    "NOBODY",
    "AccountVerb",
    "Echelon",
    "Employment",
    "Grant",
    "Membership",
    "Period",
    "PeriodKind",
    "Unit",
    "UnitKind",
    "UnitOwnedQuerySet",
    "UnitQuerySet",
    "User",
    "UserQuerySet",
]
