"""What may be chosen in the pages of units and people."""

from __future__ import annotations

from .models import User
from .naming import PERSON
from .offering import Offer, units_where
from .permissions import OrganisationPerm

PARENTS = units_where("unit-induk", OrganisationPerm.ADD_UNIT, today=True)
SUCCESSORS = units_where("unit-penerus", OrganisationPerm.VIEW_UNIT)
APPOINTING = units_where("unit-penugasan", OrganisationPerm.ADD_MEMBERSHIP)
EXPLAINED = units_where("unit-wewenang", OrganisationPerm.EXPLAIN_ACCESS)
SERVED = units_where("unit-orang", OrganisationPerm.VIEW_USER)
PEOPLE = Offer("orang", PERSON, lambda user, of: User.objects.visible_to(user))
