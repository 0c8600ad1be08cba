"""What may be chosen about follow-ups: units, people, and whose report is made."""

from __future__ import annotations

from evaluations.letters.models import MinisterialLetter, Recommendation
from evaluations.letters.permissions import LetterPerm
from reformasi.documents.permissions import DocumentPerm
from reformasi.organisation.models import Unit, UnitQuerySet, User, UserQuerySet
from reformasi.organisation.naming import PERSON, UNIT
from reformasi.organisation.offering import Offer, units_where

from .models import FollowUp


def members_of(units: UnitQuerySet) -> UserQuerySet:
    """Who may be in charge in one of ``units``: a member of it who may write its report."""
    return User.objects.members_holding(LetterPerm.CHANGE_FOLLOW_UP, units)


def _reported(user: User, of: int) -> UnitQuerySet:
    """Of one letter: units that it addresses, or below them."""
    letter = MinisterialLetter.objects.visible_to(user).filter(pk=of).first()
    units: UnitQuerySet = Unit.objects.where(user, DocumentPerm.ADD_DOCUMENT_REQUEST)
    return units.filter(pk__in=letter.addressed_among(units)) if letter else units.none()


def _assigned(user: User, of: int) -> UnitQuerySet:
    """Of one recommendation: the same, where the bureau gives tasks."""
    asked = Recommendation.objects.filter(pk=of).values("finding__letter")
    letter = MinisterialLetter.objects.visible_to(user).filter(pk__in=asked).first()
    units: UnitQuerySet = Unit.objects.where(user, LetterPerm.ADD_FOLLOW_UP)
    return units.filter(pk__in=letter.addressed_among(units)) if letter else units.none()


def _assignees(user: User, of: int) -> UserQuerySet:
    return members_of(_assigned(user, of))


def _in_charge(user: User, of: int) -> UserQuerySet:
    """Of the unit of one follow-up."""
    own = FollowUp.objects.filter(pk=of).values("unit")
    return members_of(Unit.objects.where(user, LetterPerm.SET_TASK).filter(pk__in=own))


UNITS = units_where("unit-tindak-lanjut", LetterPerm.VIEW_FOLLOW_UP)
REPORTED = Offer("unit-laporan", UNIT, _reported)
ASSIGNED = Offer("unit-pelaksana", UNIT, _assigned)
ASSIGNEES = Offer("pelaksana", PERSON, _assignees)
IN_CHARGE = Offer("penanggung-jawab-tugas", PERSON, _in_charge)
