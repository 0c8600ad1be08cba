"""Units, people, memberships, periods."""

from .accounts import NOBODY, AccountVerb, Employment
from .grants import Grant
from .people import Membership, User, UserQuerySet
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
