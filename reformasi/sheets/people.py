"""People and their roles as a table: one row is one person with one role, or without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TypedDict, cast

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.organisation import actions, nip
from reformasi.organisation.columns import Correction, PersonFields
from reformasi.organisation.forms import PeopleFilter
from reformasi.organisation.models import (
    Employment,
    Membership,
    Unit,
    UnitQuerySet,
    User,
    UserQuerySet,
)
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.roles import Kind, Role
from reformasi.ui.keys import parts_of

from .cells import Choice, Day, Email, Nip, Text, UnitCell, Value
from .context import Context
from .effects import Change, Effect, changed, new
from .table import Column, Intake, Outlet, Row, Table
from .values import as_text, field_label, field_text

OUT_OF_REACH = gettext_lazy(
    "Orang ini di luar wewenang Anda. Hapus baris ini, atau minta administrator yang menaungi "
    "unitnya untuk mengimpornya."
)


def appointing_units(context: Context) -> UnitQuerySet:
    units: UnitQuerySet = Unit.objects.where(context.by, OrganisationPerm.ADD_MEMBERSHIP)
    return units


COLUMNS = (
    Column(
        "nip",
        gettext_lazy("NIP"),
        Nip(),
        aliases=("nip baru", "nomor induk pegawai"),
        help=gettext_lazy("Wajib untuk orang baru; orang lama juga dikenali dari surelnya."),
        width=28,
    ),
    Column(
        "nama",
        gettext_lazy("Nama"),
        Text(150),
        required=True,
        aliases=("nama lengkap", "nama pegawai"),
        width=28,
    ),
    Column(
        "surel",
        gettext_lazy("Surel"),
        Email(254),
        required=True,
        aliases=("email", "e-mail", "alamat surel", "alamat email"),
        width=28,
    ),
    Column(
        "status",
        gettext_lazy("Status kepegawaian"),
        Choice(Employment),
        aliases=("status kepegawaian",),
        help=gettext_lazy("Kosong berarti PNS."),
    ),
    Column(
        "unit",
        gettext_lazy("Unit kerja"),
        UnitCell(appointing_units),
        aliases=("unit kerja", "kode unit"),
    ),
    Column("nama_unit", gettext_lazy("Nama unit"), Text(), info=True, width=40),
    Column("peran", gettext_lazy("Peran"), Choice(Role)),
    Column(
        "jenis",
        gettext_lazy("Jenis penugasan"),
        Choice(Kind),
        aliases=("jenis penugasan",),
        help=gettext_lazy("Kosong berarti definitif; Plt dan Plh wajib punya tanggal sampai."),
    ),
    Column("mulai", gettext_lazy("Mulai"), Day(), aliases=("tanggal mulai", "tmt")),
    Column("sampai", gettext_lazy("Sampai"), Day(), aliases=("tanggal berakhir",)),
    Column("nomor_sk", gettext_lazy("Nomor SK"), Text(100), aliases=("sk", "no sk")),
)


class Values(TypedDict, total=False):
    """What a row holds; a column that the file does not have is not there."""

    nip: str
    nama: str
    surel: str
    status: str
    unit: Unit | None
    peran: str
    jenis: str
    mulai: date | None
    sampai: date | None
    nomor_sk: str


class PeopleIntake(Intake):
    def prepare(self, rows: Sequence[Row]) -> Sequence[Row]:
        numbers = [row.text("nip") for row in rows]
        emails = [row.text("surel").lower() for row in rows]
        self.by_nip = {user.nip: user for user in User.objects.filter(nip__in=numbers)}
        owners = User.objects.alias(email_key=Lower("email")).filter(email_key__in=emails)
        self.by_email = {user.email.lower(): user for user in owners}
        here = {user.pk for user in (*self.by_nip.values(), *self.by_email.values())}
        visible = User.objects.visible_to(self.by).filter(pk__in=here)
        self.out_of_sight = here - set(visible.values_list("pk", flat=True))
        self.earlier: dict[str, tuple[int, dict[str, str]]] = {}
        return rows

    def check(self, row: Row) -> None:
        """The number of a new person; that of somebody who is here already has been checked."""
        number = row.text("nip")
        employment = row.values.get("status") or Employment.PNS
        if number and number not in self.by_nip and employment == Employment.PNS:
            require_pns(number)

    def bring_in(self, row: Row) -> Effect:
        values = cast(Values, row.values)
        person = self._person(values)
        fields = self._fields(values, person)
        self._refuse_contradiction(row.number, person.nip if person else values["nip"], fields)
        self._refuse_taken_email(person, fields["email"])
        if person is None:
            person = actions.create_person(
                by=self.by, nip=values["nip"], **cast(PersonFields, fields)
            )
            self.by_nip[person.nip] = self.by_email[person.email.lower()] = person
            effect = new(_("orang baru"))
        elif person.pk in self.out_of_sight:
            raise ValidationError({"nip": OUT_OF_REACH})
        else:
            effect = self._correct(person, fields)
        if values.get("unit") or values.get("peran"):
            effect.join(self._appoint(person, values))
        return effect

    def _person(self, values: Values) -> User | None:
        """Whom the row is about: by NIP, or without one by e-mail; None for a new person."""
        number = values.get("nip", "")
        person = self.by_nip.get(number) if number else self.by_email.get(values["surel"].lower())
        if person is None and not number:
            raise ValidationError(
                {"nip": _("Isi NIP: belum ada orang dengan surel ini. Sel harus berformat Teks.")}
            )
        return person

    def _fields(self, values: Values, person: User | None) -> dict[str, str]:
        standing = person.employment if person else Employment.PNS
        return {
            "name": values["nama"],
            "email": values["surel"],
            "employment": values.get("status") or standing,
        }

    def _refuse_contradiction(self, number: int, nip_number: str, fields: dict[str, str]) -> None:
        first, before = self.earlier.setdefault(nip_number, (number, fields))
        if before != fields:
            raise ValidationError(
                {"nip": _("NIP ini sudah ada di baris %(row)d dengan data lain.") % {"row": first}}
            )

    def _refuse_taken_email(self, person: User | None, email: str) -> None:
        owner = self.by_email.get(email.lower())
        if owner is not None and owner != person:
            raise ValidationError(
                {"surel": _("Surel ini sudah dipakai orang lain. Periksa ejaannya.")}
            )

    def _correct(self, person: User, fields: dict[str, str]) -> Effect:
        changes = [
            Change(field_label(User, name), field_text(person, name), value)
            for name, value in fields.items()
            if as_text(getattr(person, name)) != value
        ]
        if not changes:
            return Effect()
        if not self.by.has_perm(OrganisationPerm.CHANGE_USER, person):
            raise ValidationError({"nip": OUT_OF_REACH})
        if fields["employment"] == Employment.PNS != person.employment:
            require_pns(person.nip)
        self.by_email.pop(person.email.lower(), None)
        actions.change_person(person=person, by=self.by, **cast(PersonFields, fields))
        self.by_email[person.email.lower()] = person
        return changed(changes)

    def _appoint(self, person: User, values: Values) -> Effect:
        unit, first = require_appointment(values)
        membership = Membership.objects.filter(
            user=person, unit=unit, role=values["peran"], valid_from=first
        ).first()
        wanted = correction(values)
        standing = membership or Membership(kind=Kind.DEFINITIF)
        kind = wanted.get("kind", standing.kind)
        last = wanted.get("valid_to", standing.valid_to)
        require_end(kind, first, last)
        if membership is not None:
            return self._change_membership(membership, wanted)
        membership = actions.appoint(
            by=self.by,
            user=person,
            unit=unit,
            role=values["peran"],
            valid_from=first,
            kind=kind,
            valid_to=last,
            decree=wanted.get("decree", ""),
        )
        return changed([], _("tugaskan sebagai %(title)s") % {"title": membership.title})

    def _change_membership(self, membership: Membership, wanted: Correction) -> Effect:
        changes = [
            Change(field_label(Membership, name), field_text(membership, name), as_text(value))
            for name, value in wanted.items()
            if as_text(getattr(membership, name)) != as_text(value)
        ]
        if not changes:
            return Effect()
        actions.change_membership(membership=membership, by=self.by, **wanted)
        return changed(changes, _("ubah penugasan %(title)s") % {"title": membership.title})


def correction(values: Values) -> Correction:
    """What the file says of a membership beyond person, unit, role and first day."""
    wanted: Correction = {}
    if "jenis" in values:
        wanted["kind"] = values["jenis"] or Kind.DEFINITIF
    if "sampai" in values:
        wanted["valid_to"] = values["sampai"]
    if "nomor_sk" in values:
        wanted["decree"] = values["nomor_sk"]
    return wanted


def require_pns(number: str) -> None:
    """Refuse a number that no PNS has, beside its column."""
    try:
        nip.validate_pns(number)
    except ValidationError as error:
        raise ValidationError({"nip": error.messages}) from None


def require_appointment(values: Values) -> tuple[Unit, date]:
    """The unit and the first day; a role needs them all."""
    advice = {
        "unit": _("Isi kode unit."),
        "peran": _("Isi peran."),
        "mulai": _("Isi tanggal mulai."),
    }
    missing = {name: message for name, message in advice.items() if not values.get(name)}
    unit, first = values.get("unit"), values.get("mulai")
    if missing or unit is None or first is None:
        raise ValidationError(missing)
    return unit, first


def require_end(kind: str, first: date, last: date | None) -> None:
    if last and last < first:
        raise ValidationError({"sampai": _("Tanggal ini mendahului tanggal mulai.")})
    if not last and kind != Kind.DEFINITIF:
        raise ValidationError({"sampai": _("Plt dan Plh harus punya tanggal berakhir.")})


def listed_people(context: Context) -> QuerySet[Model]:
    """What the filter of the list shows."""
    visible = User.objects.visible_to(context.by)
    people: QuerySet[Model] = PeopleFilter(context.query, visible, request=context).qs
    return people


def lines(people: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    """One line per membership of today that the person may see; people without one get one too.

    A NIP that they may not see is masked, as in the list.
    """
    rows = cast("UserQuerySet", people).with_roles(context.by)
    marked = (User.objects.marked_for(context.by, part) for part in parts_of(rows))
    for person in chain.from_iterable(marked):
        own: dict[str, Value] = {
            "nip": person.nip if person.shows_nip else nip.masked(person.nip),
            "nama": person.name,
            "surel": person.email,
            "status": person.employment,
        }
        for membership in getattr(person, "serving_as") or [None]:  # noqa: B009  prefetched
            yield own | (_line(membership) if membership else {})


def _line(membership: Membership) -> dict[str, Value]:
    return {
        "unit": membership.unit,
        "nama_unit": str(membership.unit),
        "peran": membership.role,
        "jenis": membership.kind,
        "mulai": membership.valid_from,
        "sampai": membership.valid_to,
        "nomor_sk": membership.decree,
    }


def exported_columns(context: Context) -> set[str]:
    """Without NIPs unless the person may see any, and asks."""
    names = {column.name for column in COLUMNS}
    asks = "nip" in context.query and context.by.has_perm(OrganisationPerm.VIEW_NIP)
    return names if asks else names - {"nip"}


PEOPLE = Table(
    name="orang",
    title=gettext_lazy("Orang dan penugasan"),
    columns=COLUMNS,
    back=lambda context: reverse("organisation:people"),
    intake=PeopleIntake,
    perm=OrganisationPerm.ADD_USER,
    outlet=Outlet(OrganisationPerm.VIEW_USER, listed_people, lines, exported_columns),
    max_rows=2_000,  # a page waits some 20 seconds for them on a busy machine
    preview=("nip", "nama"),
    shows_nip=lambda context: context.by.has_perm(OrganisationPerm.VIEW_NIP),
    instructions=(
        gettext_lazy("Satu baris untuk satu orang dengan satu peran; dua peran berarti dua baris."),
        gettext_lazy("Kosongkan unit dan peran bila orang belum punya penugasan."),
    ),
)
