"""The demo accounts: job titles, never names of people; numbers that no civil servant has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from reformasi.organisation import actions
from reformasi.organisation.models import Unit, User
from reformasi.organisation.roles import Kind, Role

PASSWORD = "Demo-reformasi-1"  # noqa: S105  published on purpose: demo mode is for one machine
SINCE = date(2019, 1, 2)
PLT_DAYS = 21

Cast = dict[str, User]


@dataclass(frozen=True)
class Account:
    """One account; ``key`` is the first part of its e-mail. Without a unit it has no role."""

    key: str
    title: str
    unit: str = ""
    role: Role = Role.PEGAWAI
    kind: Kind = Kind.DEFINITIF


ACCOUNTS = (
    Account("admin", "Administrator Portal", "kemendagri", Role.ADMIN),
    Account("analis.ormas", "Analis Kebijakan Dit. Ormas", "polpum-ormas"),
    Account("data.ormas", "Pengelola Data Dit. Ormas", "polpum-ormas"),
    Account("ketua.ormas", "Ketua Tim Kerja ZI Dit. Ormas", "polpum-ormas", Role.KETUA_TIM),
    Account("asesor.ormas", "Asesor ZI Dit. Ormas", "polpum-ormas", Role.ASESOR),
    Account("sekretaris", "Sekretaris Ditjen selaku Ketua Tim RB", "polpum", Role.KETUA_TIM),
    Account("kabag.perencanaan", "Kepala Bagian Perencanaan", "polpum", Role.BIRO),
    Account("analis.perencanaan", "Analis Perencanaan Bagian Perencanaan", "polpum", Role.BIRO),
    Account("dirjen", "Direktur Jenderal Polpum", "polpum", Role.PIMPINAN),
    Account("ortala", "Analis Biro Organisasi dan Tatalaksana", "kemendagri", Role.BIRO),
    Account("pendahuluan", "Ketua Tim Penilai Pendahuluan", "polpum", Role.PENILAI_PENDAHULUAN),
    Account("auditor", "Auditor Inspektorat Jenderal", "polpum", Role.TPI_ANGGOTA),
    Account("ketua.tpi", "Ketua TPI Inspektorat Jenderal", "polpum", Role.TPI_KETUA),
    Account("dalnis.tpi", "Pengendali Teknis TPI Inspektorat Jenderal", "polpum", Role.TPI_DALNIS),
    Account("analis.sekretariat", "Analis SDM Aparatur Sekretariat Ditjen", "polpum-sekretariat"),
    Account("analis.poldagri", "Analis Kebijakan Dit. Poldagri", "polpum-poldagri"),
    Account("ketua.poldagri", "Ketua Tim Kerja Dit. Poldagri", "polpum-poldagri", Role.KETUA_TIM),
    Account("analis.kewasnas", "Analis Kebijakan Dit. Kewasnas", "polpum-kewaspadaan"),
    Account(
        "ketua.kewasnas", "Ketua Tim Kerja Dit. Kewasnas", "polpum-kewaspadaan", Role.KETUA_TIM
    ),
    Account("analis.ideologi", "Analis Kebijakan Dit. BIKWK", "polpum-ideologi"),
    Account("ketua.ideologi", "Ketua Tim Kerja Dit. BIKWK", "polpum-ideologi", Role.KETUA_TIM),
    Account("analis.ekososbud", "Analis Kebijakan Dit. Ekososbud", "polpum-ekososbud"),
    Account(
        "plt.ekososbud",
        "Kepala Subbagian Tata Usaha Dit. Ekososbud",
        "polpum-ekososbud",
        Role.KETUA_TIM,
        Kind.PLT,
    ),
    Account("pegawai.baru", "Pegawai Baru yang Belum Ditugaskan"),
    Account("admin.ditjen", "Administrator Ditjen Polpum", "polpum", Role.ADMIN),
)


def create() -> Cast:
    """Add the accounts and their roles; the first is the administrator who adds the others."""
    password = make_password(PASSWORD)  # slow on purpose, so once for all of them
    cast: Cast = {}
    for number, account in enumerate(ACCOUNTS, 1):
        admin = cast.get("admin")
        person = actions.create_person(
            by=admin,
            nip=nip(number),
            name=account.title,
            email=f"{account.key}@demo.reformasi.test",
            is_demo=True,
        )
        actions.change_person(person=person, by=admin or person, password=password)
        if account.unit:
            appoint(person, account, admin)
        cast[account.key] = person
    return cast


def appoint(person: User, account: Account, admin: User | None) -> None:
    plt = account.kind == Kind.PLT
    today = timezone.localdate()
    actions.appoint(
        user=person,
        unit=Unit.objects.get(code=account.unit),
        role=account.role,
        kind=account.kind,
        valid_from=today - timedelta(days=60) if plt else SINCE,
        valid_to=today + timedelta(days=PLT_DAYS) if plt else None,
        by=admin,
    )


def nip(number: int) -> str:
    """A well-formed number of a PNS; sequences from 901 are not given out."""
    born = date(1972 + number, 1 + number % 12, 1 + number)
    return f"{born:%Y%m%d}{born.year + 24}03{1 + number % 2}{900 + number}"


def table() -> list[tuple[str, str, str, str, str, str]]:
    """Rows (job title, role, unit, e-mail, NIP, password) of the accounts in the database."""
    today = timezone.localdate()
    rows = []
    for person in User.objects.filter(is_demo=True, is_active=True).order_by("pk"):
        memberships = person.memberships.active_on(today).select_related("unit")
        roles = ", ".join(row.title.rsplit(f", {row.unit}", 1)[0] for row in memberships)
        units = ", ".join(row.unit.label for row in memberships)
        rows.append((person.name, roles or "–", units or "–", person.email, person.nip, PASSWORD))
    return rows
