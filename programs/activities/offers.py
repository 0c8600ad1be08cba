"""What may be chosen in the form of an activity."""

from programs.permissions import ProgramPerm
from reformasi.organisation.offering import units_where

UNITS = units_where("unit-kegiatan", ProgramPerm.ADD_ACTIVITY)
