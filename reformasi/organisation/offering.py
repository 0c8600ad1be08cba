"""What may be chosen where: the same rows for a form, for what it accepts, and for its search.

Each app registers its offers; ``organisation:choices`` searches in them under their names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

import django_filters
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from reformasi.ui.choosing import Candidates, ChooserField, Naming

from .fields import UnitField
from .models import Unit, User
from .naming import UNIT
from .shortcuts import Asker

M = TypeVar("M", bound=Model)
#: The rows that a person may choose: of the thing with this key, 0 where they belong to none.
Rows = Callable[[User, int], QuerySet[M]]


@dataclass(frozen=True)
class Offer(Generic[M]):
    """``rows`` to choose from, searched at an address with this ``name``."""

    name: str
    naming: Naming[M]
    rows: Rows[M]

    def address(self, of: int = 0) -> str:
        return reverse("organisation:choices", args=[self.name, of] if of else [self.name])

    def to(self, user: User, *, of: int = 0) -> Candidates[M]:
        return Candidates(self.naming, self.rows(user, of), self.address(of))


OFFERS: dict[str, Offer[Model]] = {}


def register(*offers: object) -> None:
    """Let these be searched.

    Raises:
        ValueError: another one has this name.
    """
    for each in offers:
        offer = cast("Offer[Model]", each)
        if OFFERS.setdefault(offer.name, offer) is not offer:
            raise ValueError(f"{offer.name} is registered twice")


def offer_named(name: str) -> Offer[Model]:
    """The offer with this name.

    Raises:
        Http404: there is none.
    """
    try:
        return OFFERS[name]
    except KeyError:
        raise Http404 from None


def units_where(name: str, perm: str, *, today: bool = False) -> Offer[Unit]:
    """The units in which a person holds ``perm``; of ``today``, or closed ones as well."""

    def rows(user: User, of: int) -> QuerySet[Unit]:
        units = Unit.objects.where(user, perm)
        return units.valid_on(timezone.localdate()) if today else units

    return Offer(name, UNIT, rows)


class ChooserFilter(django_filters.Filter, Generic[M]):
    """Narrows a list to what is chosen of ``offer``."""

    field_class: type[ChooserField[M]] = ChooserField

    def __init__(self, offer: Offer[M], **options: object) -> None:
        super().__init__(**options)
        self.offer = offer

    @property
    def field(self) -> ChooserField[M]:
        field: ChooserField[M] = super().field
        request: Asker | None = self.parent.request
        if request:
            field.offer(self.offer.to(request.user))
        return field


class UnitFilter(ChooserFilter[Unit]):
    """A unit by its code, as it stands in the address, or its name."""

    field_class = UnitField
