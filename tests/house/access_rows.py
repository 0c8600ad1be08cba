"""One row for every address of the portal: what stands in it, who may see that, who may do it.

``see`` false is answered by 404, ``may`` false by 403, everything else is let through. Both ask
the permission tables about the person and the place (``access_world``), never the views.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.urls import reverse

from evaluations.letters.permissions import LetterPerm
from reformasi.documents.permissions import DocumentPerm
from reformasi.evidence.permissions import EvidencePerm
from tests.house.access_world import (
    ASIDE,
    BELOW,
    FROM_ABOVE,
    OWN,
    SHARED,
    Asker,
    World,
)


@dataclass(frozen=True)
class Case:
    """One question: this person, in front of what stands at this place."""

    world: World
    asker: Asker
    at: str

    @property
    def place(self) -> SimpleNamespace:
        return self.world.places[self.at]


Ask = Callable[[Case], bool]
UNITS = (OWN, BELOW, ASIDE)
LETTERS = (*UNITS, FROM_ABOVE)
NOWHERE = ("",)

GET, POST, FORM = ("GET",), ("POST",), ("GET", "POST")


def everybody(case: Case) -> bool:
    return True


def nobody(case: Case) -> bool:
    return False


def reaches(perm: str) -> Ask:
    """Their role holds ``perm`` in the unit of the place, or in one above it."""
    return lambda case: case.asker.reaches(perm, case.place.unit.path)


def holds(perm: str) -> Ask:
    """Their role holds ``perm``, wherever that is."""
    return lambda case: case.asker.holds(perm)


def letter_seen(case: Case) -> bool:
    """It was recorded by or for their units, or went to a unit above theirs, so to theirs too."""
    perm, asker = LetterPerm.VIEW_MINISTERIAL_LETTER, case.asker
    addressed = [unit.path for unit in case.place.letter.addressees.all()]
    return (
        asker.reaches(perm, case.place.unit.path)
        or any(asker.reaches(perm, path) for path in addressed)
        or (asker.holds(perm) and any(asker.home.startswith(path) for path in addressed))
    )


def evidence_seen(case: Case) -> bool:
    """Of their units, shared with them one by one, or attached to a letter that they see."""
    if case.at == SHARED:
        return True
    if case.at == FROM_ABOVE:
        return letter_seen(case)
    return reaches(EvidencePerm.VIEW_EVIDENCE)(case)


def document_seen(case: Case) -> bool:
    return case.at == SHARED or reaches(DocumentPerm.VIEW_DOCUMENT_REQUEST)(case)


def at_the_top(perm: str) -> Ask:
    """Periods hold for the whole ministry: only a role in the ministry itself reaches them."""
    return lambda case: (
        case.asker.holds(perm) and case.asker.home == case.world.places[FROM_ABOVE].unit.path
    )


def in_a_demo(case: Case) -> bool:
    return bool(settings.DEBUG or settings.DEMO)


@dataclass(frozen=True)
class Row:
    name: str
    args: Callable[[Case], list[Any]] = lambda case: []
    see: Ask = everybody
    may: Ask = everybody
    methods: tuple[str, ...] = GET
    at: tuple[str, ...] = NOWHERE
    public: bool = False
    data: Callable[[Case], dict[str, Any]] = lambda case: {}
    query: Callable[[Case], str] = lambda case: ""

    def address(self, case: Case) -> str:
        path = reverse(self.name, args=self.args(case))
        query = self.query(case)
        return f"{path}?{query}" if query else path


def of(path: str, *more: Any) -> Callable[[Case], list[Any]]:
    """``of("unit.code", 1)``: this of the place, and then as it is."""

    def args(case: Case) -> list[Any]:
        value: Any = case.place
        for name in path.split("."):
            value = getattr(value, name)
        return [getattr(value, "pk", value), *more]

    return args


def thing(path: str) -> Callable[[Case], list[Any]]:
    """The same, of what belongs to no unit."""
    name, attribute = path.split(".")
    return lambda case: [getattr(getattr(case.world.things, name), attribute)]


def about(
    names: str,
    args: Callable[[Case], list[Any]],
    see: Ask,
    may: Ask = everybody,
    methods: tuple[str, ...] = GET,
    at: tuple[str, ...] = UNITS,
    **more: Any,
) -> list[Row]:
    """The rows of several addresses that are answered alike."""
    return [Row(name, args, see, may, methods, at, **more) for name in names.split()]


def pages(
    names: str, may: Ask = everybody, methods: tuple[str, ...] = GET, **more: Any
) -> list[Row]:
    return [Row(name, may=may, methods=methods, **more) for name in names.split()]


def own_key(case: Case) -> list[Any]:
    return [(case.asker.key or case.world.things.foreign_key).pk]


def moves(
    name: str, args: Callable[..., Callable[[Case], list[Any]]], see: Ask, perms: dict[str, str]
) -> list[Row]:
    """A row for each verb of a workflow, with its permission."""
    return [
        row
        for verb, perm in perms.items()
        for row in about(name, args(verb), see, reaches(perm), POST)
    ]
