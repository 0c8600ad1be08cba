"""What tells units of the same name apart: every directorate has a "Subbagian Tata Usaha"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.db.models.functions import Lower

from .models import Unit, UnitQuerySet

LONGEST: int = Unit._meta.get_field("qualifier").max_length or 0


def qualify(names: Iterable[str]) -> None:
    """Write anew the qualifier of every unit that is called by one of ``names``, long or short.

    A unit whose names nobody shares has none; the others have the labels of as many units above
    them as it takes, and where that tells nothing, their code. Call it in the transaction that
    created, renamed or moved a unit.
    """
    called = _called(Unit.objects.all(), names)
    near = _called(Unit.objects.all(), _names(called))
    namesakes: dict[str, list[Unit]] = defaultdict(list)
    for unit in near:
        for name in _names([unit]):
            namesakes[name].append(unit)
    shared = {
        unit.pk: twins
        for unit in called
        if len(twins := {each.pk: each for name in _names([unit]) for each in namesakes[name]}) > 1
    }
    lineages = _lineages([twin for twins in shared.values() for twin in twins.values()])
    changed = []
    for unit in called:
        others = [twin for twin in shared.get(unit.pk, {}).values() if twin.pk != unit.pk]
        qualifier = _qualifier(unit, others, lineages) if others else ""
        if unit.qualifier != qualifier:
            unit.qualifier = qualifier
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["qualifier"], batch_size=1_000)


def names_below(unit: Unit) -> set[str]:
    """The names of ``unit`` and of all below it: those whose qualifier may name it."""
    return _names(Unit.objects.below(unit))


def _called(units: UnitQuerySet, names: Iterable[str]) -> list[Unit]:
    lower = {name.lower() for name in names if name}
    keyed = units.alias(name_key=Lower("name"), short_key=Lower("short_name"))
    return list(keyed.filter(Q(name_key__in=lower) | Q(short_key__in=lower)))


def _names(units: Iterable[Unit]) -> set[str]:
    both = (name.lower() for unit in units for name in (unit.name, unit.short_name))
    return {name for name in both if name}


def _lineages(units: Sequence[Unit]) -> dict[str, str]:
    """Short names (else names) by path, of all that stand above ``units``."""
    paths = {path for unit in units for path in unit.lineage()[:-1]}
    above = Unit.objects.filter(path__in=paths).values_list("path", "short_name", "name")
    return {path: short_name or name for path, short_name, name in above}


def _qualifier(unit: Unit, others: Sequence[Unit], lineages: dict[str, str]) -> str:
    for count in range(1, unit.depth):
        chain = _chain(unit, count, lineages)
        if len(chain) > LONGEST:
            break
        if chain not in {_chain(other, count, lineages) for other in others}:
            return chain
    return unit.code


def _chain(unit: Unit, count: int, lineages: dict[str, str]) -> str:
    """The labels of the ``count`` units above ``unit``, the nearest first."""
    return ", ".join(lineages[path] for path in unit.lineage()[-2 : -2 - count : -1])
