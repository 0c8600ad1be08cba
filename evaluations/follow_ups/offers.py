"""What may be chosen about follow-ups: units, people, and whose report is made."""

from __future__ import annotations

from django.db.models import QuerySet

from evaluations.letters.models import MinisterialLetter
from evaluations.letters.permissions import LetterPerm
from reformasi.documents.permissions import DocumentPerm
from reformasi.organisation import scope
from reformasi.organisation.models import Unit, UnitQuerySet, User, UserQuerySet
from reformasi.organisation.naming import PERSON, UNIT
from reformasi.organisation.offering import Offer, units_where

from .models import FollowUp


def members_of(units: UnitQuerySet) -> UserQuerySet:
    """Who may be in charge in one of ``units``: a member of it who may write its report."""
    return User.objects.members_holding(LetterPerm.CHANGE_FOLLOW_UP, units)


def _addressed(user: User, perm: str, letters: QuerySet[MinisterialLetter]) -> UnitQuerySet:
    """Units that one of ``letters`` addresses, or below them, where ``user`` holds ``perm``."""
    visible = MinisterialLetter.objects.visible_to(user)
    seen = visible.filter(pk__in=letters.order_by().values("pk"))
    tops = Unit.objects.filter(letters_received__in=seen).values_list("path", flat=True)
    units: UnitQuerySet = Unit.objects.where(user, perm).filter(scope.below(tops, "path"))
    return units


def _reported(user: User, of: int) -> UnitQuerySet:
    """Of one letter."""
    letters = MinisterialLetter.objects.filter(pk=of)
    return _addressed(user, DocumentPerm.ADD_DOCUMENT_REQUEST, letters)


def _assigned(user: User, of: int) -> UnitQuerySet:
    """Of one recommendation."""
    letters = MinisterialLetter.objects.filter(findings__recommendations=of)
    return _addressed(user, LetterPerm.ADD_FOLLOW_UP, letters)


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
