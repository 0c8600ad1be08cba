"""The columns that the actions take, by name and type."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from .models import Unit


class UnitFields(TypedDict, total=False):
    """The columns of a unit; what is not given stays, or is blank in a new one."""

    code: str
    name: str
    short_name: str
    kind: str
    echelon: str
    valid_from: date
    valid_to: date | None
    is_sample: bool


class PersonFields(TypedDict, total=False):
    """What is kept about a person beside the NIP."""

    name: str
    email: str
    employment: str


class PersonChanges(PersonFields, total=False):
    """What may change about a person; what is not given stays."""

    nip: str
    password: str  # hashed


class NewPerson(TypedDict):
    """What the form of a new person asks for."""

    name: str
    nip: str
    email: str
    employment: str


class Appointment(TypedDict):
    """A role in a unit, as it is given to a person."""

    unit: Unit
    role: str
    kind: str
    valid_from: date
    valid_to: date | None
    decree: str


class Correction(TypedDict, total=False):
    """What may be corrected in a membership; the rest is ended and given anew."""

    kind: str
    valid_to: date | None
    decree: str
