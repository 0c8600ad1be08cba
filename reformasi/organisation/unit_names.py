"""Which unit a text names: one rule for forms and sheets."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Unit, UnitQuerySet

NAMED = 6  # more than these are not listed in a message


def units_named(units: UnitQuerySet, text: str) -> list[Unit]:
    """Those of ``units`` with this code, name or short name, whatever the capitals.

    A code names its unit, also where another unit is called like it. A name may come with what
    tells it from its namesakes: "Subbagian Tata Usaha, Dit. Ormas".
    """
    text = text.strip()
    if not text:
        return []
    exact = Q(name__iexact=text) | Q(short_name__iexact=text)
    parts = [part.strip() for part in text.split(",")]
    for at in range(1, len(parts)):  # names have commas of their own
        name, qualifier = ", ".join(parts[:at]), ", ".join(parts[at:])
        named = Q(name__iexact=name) | Q(short_name__iexact=name)
        exact |= Q(named, qualifier__iexact=qualifier)
    return list(units.coded([text])[:2]) or list(units.filter(exact)[: NAMED + 1])


def unit_named(units: UnitQuerySet, text: str) -> Unit | None:
    """The only one of ``units_named``.

    Raises:
        ValidationError: several have this name; it lists their codes.
    """
    return _the_one(units_named(units, text))


class UnitNames:
    """The same for many texts: reads ``units`` once, when the first text is asked about."""

    def __init__(self, units: UnitQuerySet) -> None:
        self._units = units
        self._by_name: dict[str, list[Unit]] | None = None

    def unit(self, text: str) -> Unit | None:
        """As ``unit_named``."""
        if self._by_name is None:
            self._by_name = {}
            for unit in self._units:
                names = (unit.code, unit.name, unit.short_name, str(unit), unit.label)
                for name in {name.lower() for name in names}:
                    self._by_name.setdefault(name, []).append(unit)
        name = text.strip().lower()
        if not name:
            return None
        named = self._by_name.get(name, [])
        return _the_one([unit for unit in named if unit.code.lower() == name] or named)


def several(units: Sequence[Unit]) -> ValidationError:
    """Ask for the code, and say which there are."""
    names = "; ".join(f"{unit} ({unit.code})" for unit in units[:NAMED])
    return ValidationError(
        _("Ada beberapa unit yang cocok. Ketik kodenya: %(names)s.") % {"names": names}
    )


def _the_one(units: Sequence[Unit]) -> Unit | None:
    if len(units) > 1:
        raise several(units)
    return next(iter(units), None)
