"""Units, people, memberships, periods."""

from .grants import Grant
from .people import Employment, Membership, User
from .periods import Period, PeriodKind, Stage
from .units import Echelon, Unit, UnitKind, UnitOwnedQuerySet, UnitQuerySet

__all__ = [
    "Echelon",
    "Employment",
    "Grant",
    "Membership",
    "Period",
    "PeriodKind",
    "Stage",
    "Unit",
    "UnitKind",
    "UnitOwnedQuerySet",
    "UnitQuerySet",
    "User",
]
