"""What may be chosen in the form of a letter, and which letters a list is narrowed to."""

from evaluations.letters.permissions import LetterPerm
from reformasi.organisation.offering import Offer, units_where

from .models import MinisterialLetter
from .naming import LETTER

UNITS = units_where("unit-surat", LetterPerm.ADD_MINISTERIAL_LETTER, today=True)
ADDRESSEES = units_where("unit-dituju", LetterPerm.ADD_MINISTERIAL_LETTER)
LETTERS = Offer("surat", LETTER, lambda user, of: MinisterialLetter.objects.visible_to(user))
