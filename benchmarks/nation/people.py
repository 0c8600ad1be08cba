"""Whom pages are measured for: a role, how far it reaches, and the demo's account of that role."""

from dataclasses import dataclass

from django.utils import timezone

from dashboards.nation import ROOT_CODE
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.roles import Role

#: The unit whose things the demo's details show.
DEMO_UNIT = "polpum-ormas"
LEAF, INSTITUTION, LARGEST, NATION = "leaf", "institution", "largest", "nation"
REACHES = (LEAF, INSTITUTION, LARGEST, NATION)
#: The demo's account of each role (the first part of its e-mail), and the reaches it stands for.
#: Whoever leads more than one unit compares with whom the demo has for that.
ROLES: tuple[tuple[Role, str, tuple[str, ...]], ...] = (
    (Role.PEGAWAI, "analis.ormas", (LEAF,)),
    (Role.KETUA_TIM, "ketua.ormas", (LEAF,)),
    (Role.KETUA_TIM, "sekretaris", (LARGEST, NATION)),
    (Role.ASESOR, "asesor.ormas", (LEAF,)),
    (Role.BIRO, "kabag.perencanaan", (INSTITUTION, LARGEST)),
    (Role.BIRO, "ortala", (NATION,)),
    (Role.PIMPINAN, "dirjen", (INSTITUTION, LARGEST, NATION)),
    (Role.ADMIN, "admin.ditjen", (INSTITUTION, LARGEST)),
    (Role.ADMIN, "admin", (NATION,)),
    (Role.TPI_KETUA, "ketua.tpi", (NATION,)),
)


@dataclass(frozen=True)
class Person:
    """An account, and the unit whose things it looks at; ``key`` names its equal in the demo."""

    user: User
    unit: Unit
    top: Unit
    role: str
    reach: str
    key: str

    @property
    def name(self) -> str:
        return f"{self.role}, {self.reach}"


def of_demo() -> list[Person]:
    """One for each account of the demo that stands for a role."""
    unit = Unit.objects.get(code=DEMO_UNIT)
    return [
        person(User.objects.get(email=f"{key}@demo.reformasi.test"), unit, role, "demo", key)
        for role, key, _reaches in ROLES
    ]


def of_nation() -> list[Person]:
    """One for each role and reach."""
    root = Unit.objects.get(code=ROOT_CODE)
    institutions = list(Unit.objects.filter(path__startswith=root.path, depth=root.depth + 1))
    middle, largest = institutions[len(institutions) // 2], institutions[0]
    tops = {
        LEAF: leaf_of(middle), INSTITUTION: middle, LARGEST: largest, NATION: root,
    }  # fmt: skip
    units = {reach: leaf_of(largest if reach == LARGEST else middle) for reach in REACHES}
    return [
        person(holder(role, tops[reach]), units[reach], role, reach, key)
        for role, key, reaches in ROLES
        for reach in reaches
    ]


def person(user: User, unit: Unit, role: str, reach: str, key: str) -> Person:
    return Person(user, unit, user.memberships_today[0].unit, str(role), reach, key)


def leaf_of(unit: Unit) -> Unit:
    """A unit of echelon II below ``unit``: candidates are of these."""
    return Unit.objects.below(unit).filter(echelon="II").order_by("path")[0]


def holder(role: str, unit: Unit) -> User:
    today = Membership.objects.active_on(timezone.localdate())
    return today.filter(role=role, unit=unit).order_by("pk")[0].user
