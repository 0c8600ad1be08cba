"""Who may read the versions of sheets. They are nobody's: no unit owns or changes one."""

from enum import StrEnum

from reformasi.organisation.roles import EVERYONE
from reformasi.organisation.scope import grant


class InstrumentPerm(StrEnum):
    VIEW_INSTRUMENT = "evaluations.view_instrument"


TABLE = {InstrumentPerm.VIEW_INSTRUMENT: EVERYONE}


def register() -> None:
    grant(TABLE)
