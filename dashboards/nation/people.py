"""People with a well-formed NIP and an address that cannot exist, and the roles they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from reformasi.organisation.models import Employment, Membership, User
from reformasi.organisation.nip import PPPK_MARK
from reformasi.organisation.roles import Kind, Role

from . import names
from .rows import Cell, Rows
from .size import Size
from .units import Nation, Place

DOMAIN = "negara.reformasi.test"  # .test is nobody's (RFC 2606)
FIRST_BIRTH = date(1968, 1, 1)
BIRTH_DAYS = 9_000
FIRST_SEQUENCE = 940  # above those of the demo; no civil servant has one
SERVING_DAYS = 1_200  # at least so long: longer than there is work
PLT_DAYS = 60
PPPK_IN = 15  # of so many people one
ENDED_IN = 20  # of so many people one had another role before
#: Beside those of its units, an institution and the nation itself have these.
OFFICES = (
    Role.BIRO, Role.BIRO, Role.PIMPINAN, Role.ADMIN, Role.PENILAI_PENDAHULUAN, Role.TPI_ANGGOTA,
    Role.TPI_ANGGOTA, Role.TPI_KETUA, Role.TPI_DALNIS,
)  # fmt: skip
LEAST = (Role.KETUA_TIM, Role.ASESOR, Role.PEGAWAI, Role.PEGAWAI)


@dataclass
class Team:
    """The keys of the people of one unit."""

    lead: int
    assessor: int
    staff: list[int]


@dataclass
class Staff:
    """Who works where: teams by unit, and by institution who holds each of its offices."""

    teams: dict[int, Team] = field(default_factory=dict)
    offices: dict[int, dict[Role, list[int]]] = field(default_factory=dict)


class Census:
    """Adds people one after the other."""

    def __init__(self, rows: Rows, today: date) -> None:
        self.rows = rows
        self.today = today
        self.number = 0

    def add(self, place: Place, role: Role) -> int:
        """One more person, who serves in ``place``; gives their key."""
        number, self.number = self.number, self.number + 1
        is_pppk = number % PPPK_IN == PPPK_IN - 1
        key = self.rows.add(
            User,
            {
                "nip": nip(number, is_pppk=is_pppk),
                "name": names.person(number),
                "email": f"{role.value.replace('_', '-')}.{number}@{DOMAIN}",
                "employment": Employment.PPPK.value if is_pppk else Employment.PNS.value,
                "password": f"!{sha256(str(number).encode()).hexdigest()[:40]}",
                "never_served": False,
                "date_joined": f"{self.today - timedelta(days=SERVING_DAYS)} 01:00:00+00",
            },
        )
        self.appoint(key, place, role, number)
        return key

    def appoint(self, key: int, place: Place, role: Role, number: int) -> None:
        since = self.today - timedelta(days=SERVING_DAYS + number % 700)
        is_plt = role == Role.KETUA_TIM and number % ENDED_IN == 0
        until = self.today + timedelta(days=PLT_DAYS) if is_plt else None
        kind = Kind.PLT if is_plt else Kind.DEFINITIF
        membership: dict[str, Cell] = {"user_id": key, "unit_id": place.key, "role": role.value}
        now: dict[str, Cell] = {"valid_from": since, "valid_to": until, "kind": kind.value}
        self.rows.add(Membership, {**membership, **now})
        if number % ENDED_IN == 1:
            before: dict[str, Cell] = {
                "valid_from": since - timedelta(days=400),
                "valid_to": since - timedelta(1),
            }
            self.rows.add(Membership, {**membership, **before, "role": Role.PEGAWAI.value})


def make_people(rows: Rows, nation: Nation, staff: Staff, size: Size, today: date) -> None:
    """A lead, an assessor and staff for each unit, and the offices of institutions."""
    census = Census(rows, today)
    tops = [nation.root, *(group[0] for group in nation.institutions)]
    for top in tops:
        offices = staff.offices.setdefault(top.key, {})
        for role in OFFICES:
            offices.setdefault(role, []).append(census.add(top, role))
    places = nation.places
    rest = max(size.people - len(tops) * len(OFFICES), len(places) * len(LEAST))
    for number, place in enumerate(places):
        more = rest // len(places) + (number < rest % len(places)) - len(LEAST)
        lead, assessor, *others = (census.add(place, role) for role in LEAST)
        others += [census.add(place, Role.PEGAWAI) for _ in range(more)]
        staff.teams[place.key] = Team(lead, assessor, others)


def nip(number: int, *, is_pppk: bool) -> str:
    """Another for each number: the day of birth and the sequence follow from it."""
    again, day = divmod(number, BIRTH_DAYS)
    born = FIRST_BIRTH + timedelta(days=day)
    month = PPPK_MARK if is_pppk else f"{1 + number % 12:02}"
    return f"{born:%Y%m%d}{born.year + 24}{month}{1 + number % 2}{FIRST_SEQUENCE + again}"
