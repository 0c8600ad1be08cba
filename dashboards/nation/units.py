"""The tree: a root, ministries, provinces, regencies and cities, and what is below each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reformasi.organisation.models import Echelon, Unit, UnitKind
from reformasi.organisation.qualifiers import LONGEST

from . import names
from .rows import Rows
from .size import Size

ROOT_CODE = "negara-contoh"
ROOT_NAME = "Pemerintahan Negara Contoh"
#: Of a hundred institutions so many are ministries and provinces; the rest is regencies and cities.
MINISTRIES, PROVINCES = 14, 6
REGENCY_IN = 5  # of so many regions below the provinces one is a city
#: At most so many units below one, by its echelon; below an institution, by whether it is large.
WIDTHS = {Echelon.I: 14, Echelon.II: 5, Echelon.III: 4, Echelon.IV: 4, Echelon.NONE: 4}
INSTITUTION_WIDTHS = {1: 15, 2: 24}
#: An institution with more units than that has a level more, as ministries have.
MANY = 300
INSTITUTION_DEPTH = 2


@dataclass
class Place:
    """A unit of the nation, before it is a row."""

    key: int
    code: str
    name: str
    kind: UnitKind
    echelon: Echelon
    short_name: str = ""
    path: str = ""
    above: Place | None = None
    below: list[Place] = field(default_factory=list)
    qualifier: str = ""

    @property
    def label(self) -> str:
        return self.short_name or self.name

    @property
    def full_label(self) -> str:
        return f"{self.label}, {self.qualifier}" if self.qualifier else self.label

    def lineage(self) -> Iterator[Place]:
        """What is above it, the nearest first."""
        place = self.above
        while place is not None:
            yield place
            place = place.above


@dataclass
class Nation:
    """The root, its institutions, and the units of each, itself first."""

    root: Place
    institutions: list[list[Place]]

    @property
    def places(self) -> list[Place]:
        return [self.root, *(place for group in self.institutions for place in group)]


def make_units(rows: Rows, size: Size) -> Nation:
    """Lay out the tree and add its rows."""
    root = Place(
        rows.key(Unit), ROOT_CODE, ROOT_NAME, UnitKind.MINISTRY, Echelon.NONE, "Negara Contoh"
    )
    last = Unit.objects.get_last_root_node()
    root.path = last._inc_path() if last else Unit._get_path("", 1, 1)
    nation = Nation(root, [])
    for number, count in enumerate(counts(size)):
        institution = make_institution(rows, root, number, size.institutions)
        group = [institution]
        grow(rows, institution, count - 1, 2 if count > MANY else 1, group)
        nation.institutions.append(group)
    qualify(nation.places)
    for place in nation.places:
        rows.add(Unit, row_of(place))
    return nation


def counts(size: Size) -> list[int]:
    """How many units each institution has, itself included: one is large, a few are middling."""
    rest = size.units - 1 - size.largest
    others = size.institutions - 1
    shares = [1 + 6 / (number + 1) ** 0.7 for number in range(others)]
    whole = sum(shares)
    even = [max(int(rest * share / whole), 2) for share in shares]
    short = rest - sum(even)
    return [size.largest, *(count + (number < short) for number, count in enumerate(even))]


def make_institution(rows: Rows, root: Place, number: int, of: int) -> Place:
    """The first are ministries, then provinces; the others are regencies and cities."""
    share = 100 * number / of
    name = names.place(number)
    if share < MINISTRIES:
        subject = names.numbered(names.SUBJECTS, number)
        return add_below(
            rows, root, f"Kementerian {subject} Contoh", UnitKind.MINISTRY, Echelon.NONE
        )
    if share < MINISTRIES + PROVINCES:
        long, short = f"Provinsi {name}", f"Prov. {name}"
    elif number % REGENCY_IN == 0:
        long, short = f"Kota {name}", ""
    else:
        long, short = f"Kabupaten {name}", f"Kab. {name}"
    return add_below(rows, root, long, UnitKind.MINISTRY, Echelon.NONE, short)


def add_below(
    rows: Rows, above: Place, name: str, kind: UnitKind, echelon: Echelon, short_name: str = ""
) -> Place:
    position = len(above.below) + 1
    place = Place(
        rows.key(Unit), f"{above.code}-{position}", name, kind, echelon, short_name, above=above
    )
    if above.above is None:
        place.code = f"instansi-{position:03}"
    place.path = Unit._get_path(above.path, len(above.path) // Unit.steplen + 1, position)
    above.below.append(place)
    return place


def grow(rows: Rows, above: Place, count: int, level: int, group: list[Place]) -> None:
    """Put ``count`` units below ``above``, evenly over as many children as its level takes."""
    is_institution = len(above.path) // Unit.steplen == INSTITUTION_DEPTH
    width = INSTITUTION_WIDTHS[level] if is_institution else WIDTHS[above.echelon]
    children = min(count, width)
    for number in range(children):
        own = count // children + (number < count % children)
        name, kind, echelon = title(number, level, above)
        child = add_below(rows, above, name, kind, echelon)
        group.append(child)
        if own > 1:
            grow(rows, child, own - 1, level + 1, group)


def title(number: int, level: int, above: Place) -> tuple[str, UnitKind, Echelon]:
    """What the child with this number is called and is."""
    depth = len(above.path) // Unit.steplen
    is_ministry = above.name.startswith("Kementerian")
    if depth == INSTITUTION_DEPTH and level == 2:
        name = f"Direktorat Jenderal Bina {names.numbered(names.SUBJECTS, number)}"
        return name, UnitKind.DIRECTORATE_GENERAL, Echelon.I
    if depth == INSTITUTION_DEPTH or above.echelon == Echelon.I:
        what = "Direktorat Bina" if is_ministry or level > 2 else "Dinas"
        name = f"{what} {names.numbered(names.SUBJECTS, number)}"
        return name, UnitKind.DIRECTORATE, Echelon.II
    if above.echelon == Echelon.II:
        return f"Bidang {names.numbered(names.TASKS, number)}", UnitKind.DIVISION, Echelon.III
    if above.echelon == Echelon.III:
        return f"Seksi {names.numbered(names.DESKS, number)}", UnitKind.SUBDIRECTORATE, Echelon.IV
    return f"Kelompok {names.numbered(names.DESKS, number)}", UnitKind.TEAM, Echelon.NONE


def qualify(places: Sequence[Place]) -> None:
    """What tells units of one name apart: the same as ``organisation.qualifiers`` writes."""
    groups: dict[str, list[Place]] = {}
    for place in places:
        groups.setdefault(place.name.lower(), []).append(place)
    for twins in groups.values():
        waiting = twins if len(twins) > 1 else []
        for count in range(1, max((len(list(each.lineage())) for each in waiting), default=0) + 1):
            chains = {each.key: chain(each, count) for each in twins}
            uses = Counter(chains.values())
            for place in waiting:
                if uses[chains[place.key]] == 1 and len(chains[place.key]) <= LONGEST:
                    place.qualifier = chains[place.key]
            waiting = [place for place in waiting if not place.qualifier]
        for place in waiting:
            place.qualifier = place.code


def chain(place: Place, count: int) -> str:
    """The labels of the ``count`` units above it."""
    return ", ".join(above.label for above, _ in zip(place.lineage(), range(count), strict=False))


def row_of(place: Place) -> dict[str, str | int]:
    return {
        "id": place.key,
        "path": place.path,
        "depth": len(place.path) // Unit.steplen,
        "numchild": len(place.below),
        "code": place.code,
        "name": place.name,
        "short_name": place.short_name,
        "qualifier": place.qualifier,
        "kind": place.kind.value,
        "echelon": place.echelon.value,
    }
