"""What may be chosen about sheets: whose it is, and who is in charge."""

from __future__ import annotations

from reformasi.organisation.models import User, UserQuerySet
from reformasi.organisation.naming import PERSON
from reformasi.organisation.offering import Offer, units_where

from .models import Assessment
from .permissions import AssessmentPerm


def _team(user: User, of: int) -> UserQuerySet:
    """Who may answer the questions of one sheet."""
    sheets = Assessment.objects.where(user, AssessmentPerm.CHANGE_ASSESSMENT)
    sheet = sheets.select_related("unit").filter(pk=of).first()
    people: UserQuerySet = User.objects.all()
    return people.holding(AssessmentPerm.CHANGE_ANSWER, sheet.unit) if sheet else people.none()


UNITS = units_where("unit-lke", AssessmentPerm.ADD_ASSESSMENT, today=True)
TEAM = Offer("anggota-tim", PERSON, _team)
