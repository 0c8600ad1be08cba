"""The attendance list of an event as a table: imported, and taken along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypedDict, cast

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.activities.models import Activity, Socialization
from programs.permissions import ProgramPerm
from reformasi.organisation import nip
from reformasi.organisation.models import Unit, UnitQuerySet, User
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.organisation.shortcuts import get_permitted_or_404, get_visible_or_404
from reformasi.sheets.cells import Nip, Text, UnitCell, Value, YesNo
from reformasi.sheets.context import Context
from reformasi.sheets.effects import Change, Effect, changed, new
from reformasi.sheets.grids import clean
from reformasi.sheets.table import Column, Intake, Outlet, Row, Table
from reformasi.sheets.values import field_label
from reformasi.ui.keys import each_of

from . import actions
from .models import Attendance


def every_unit(context: Context) -> UnitQuerySet:
    units: UnitQuerySet = Unit.objects.all()
    return units


COLUMNS = (
    Column(
        "nama",
        gettext_lazy("Nama"),
        Text(150),
        required=True,
        aliases=("nama lengkap", "nama peserta", "nama pegawai", "nama siswa"),
        width=32,
    ),
    Column(
        "nip",
        gettext_lazy("NIP"),
        Nip(),
        help=gettext_lazy("Kosongkan bila tidak ada, atau bila sudah tercatat."),
        width=28,
    ),
    Column("jabatan", gettext_lazy("Jabatan"), Text(150), width=28),
    Column(
        "unit",
        gettext_lazy("Unit atau instansi"),
        UnitCell(every_unit, free=True),
        aliases=(
            "unit atau instansi",
            "unit kerja",
            "instansi",
            "asal instansi",
            "nama instansi",
            "nama sekolah",
        ),
        width=36,
    ),
    Column(
        "tanda_tangan",
        gettext_lazy("Tanda tangan"),
        YesNo(blank=True),
        aliases=("ttd", "paraf"),
        help=gettext_lazy("Kosong berarti ya."),
    ),
)


class Values(TypedDict, total=False):
    """What a row holds; a column that the file does not have is not there."""

    nama: str
    nip: str
    jabatan: str
    unit: Unit | str
    tanda_tangan: bool


class AttendanceIntake(Intake):
    """People who are on the list already are found by NIP, else by name, office and unit."""

    def prepare(self, rows: Sequence[Row]) -> Sequence[Row]:
        self.event = event_of(cast(Activity, self.context.subject))
        self.listed = list(self.event.attendance.select_related("unit").order_by("pk"))
        self.taken: dict[int, int] = {}  # line of the list -> number of the row that is about it
        self.numbers: dict[str, int] = {}
        self.namesakes: dict[tuple[str, str, str], int] = {}
        self.written = 0
        return rows

    def bring_in(self, row: Row) -> Effect:
        values = cast(Values, row.values)
        self._refuse_twin(row.number, values.get("nip", ""))
        attendee = self._listed(values)
        if attendee is not None:
            self.taken[attendee.pk] = row.number
            return self._correct(attendee, values)
        self._note_namesake(row, values)
        actions.add_attendee(event=self.event, by=self.by, on_trail=False, **fields_of(values))
        self.written += 1
        return new(_("peserta baru"))

    def _refuse_twin(self, number: int, nip_number: str) -> None:
        if nip_number and self.numbers.setdefault(nip_number, number) != number:
            message = _("NIP ini sudah ada di baris %(row)d.")
            raise ValidationError({"nip": message % {"row": self.numbers[nip_number]}})

    def _note_namesake(self, row: Row, values: Values) -> None:
        """Two people may have one name; a file may also say the same twice."""
        if values.get("nip"):
            return
        unit = values.get("unit", "")
        key = (values["nama"], values.get("jabatan", ""), str(unit))
        first = self.namesakes.setdefault(key, row.number)
        if first != row.number:
            note = _(
                "Sama dengan baris %(row)d; keduanya dicatat. Hapus salah satu bila orangnya sama."
            )
            row.notes.append(note % {"row": first})

    def _listed(self, values: Values) -> Attendance | None:
        """The line that the row is about, unless another row is: the one with its NIP first."""
        number = values.get("nip", "")
        free = [line for line in self.listed if line.pk not in self.taken]
        if number and (same := next((line for line in free if line.nip == number), None)):
            return same
        alike = (line for line in free if is_alike(line, values))
        return next((line for line in alike if not number or not line.nip), None)

    def _correct(self, attendee: Attendance, values: Values) -> Effect:
        fields = fields_of(values)
        if not fields.get("nip"):
            fields.pop("nip", None)  # blank: not told, and so not forgotten
        if "unit" in fields and has_unit(attendee, values["unit"]):
            del fields["unit"], fields["unit_name"]
        changes = [
            Change(field_label(Attendance, name), readable(name, before), readable(name, after))
            for name, after in fields.items()
            for before in [getattr(attendee, name)]
            if plain(before) != plain(after)
        ]
        if not changes:
            return Effect()
        actions.change_attendee(attendee=attendee, by=self.by, on_trail=False, **fields)
        self.written += 1
        return changed(changes)

    def steps_after(self) -> Iterable[tuple[Row, Callable[[], Effect]]]:
        """One sentence on the trail for the whole file."""
        if self.written:
            actions.record_import(event=self.event, rows=self.written, by=self.by)
        return ()


def fields_of(values: Values) -> actions.AttendeeFields:
    """The fields of an attendee that the file tells."""
    fields: actions.AttendeeFields = {}
    if "nama" in values:
        fields["name"] = values["nama"]
    if "nip" in values:
        fields["nip"] = values["nip"]
    if "jabatan" in values:
        fields["office"] = values["jabatan"]
    if "tanda_tangan" in values:
        fields["signed"] = values["tanda_tangan"]
    if "unit" in values:
        unit = values["unit"]
        fields["unit"] = unit if isinstance(unit, Unit) else None
        fields["unit_name"] = "" if isinstance(unit, Unit) else unit
    return fields


def is_alike(line: Attendance, values: Values) -> bool:
    """The same person, as far as a list without NIP can say."""
    return (
        plain(line.name) == values["nama"]
        and plain(line.office) == values.get("jabatan", plain(line.office))
        and ("unit" not in values or has_unit(line, values["unit"]))
    )


def has_unit(line: Attendance, unit: Unit | str) -> bool:
    """Whether ``unit`` is that of the line, also where a text has become a unit since."""
    if not isinstance(unit, Unit):
        return line.unit is None and plain(line.unit_name) == unit
    names = {unit.code, unit.name, unit.short_name, str(unit), unit.label}
    typed = line.unit_name.lower()
    return line.unit == unit or (bool(typed) and typed in {name.lower() for name in names})


def plain(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


def readable(name: str, value: object) -> str:
    if name == "nip":
        return nip.masked(str(value)) if value else ""
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    return str(value or "")


def event_of(activity: Activity) -> Socialization:
    """The socialization of ``activity``.

    Raises:
        Http404: it is of another kind.
    """
    event: Socialization | None = activity.event
    if event is None:
        raise Http404
    event.activity = activity
    return event


def activity_of(user: User, pk: int, changing: bool) -> Model:
    """The activity with an attendance list that ``user`` may change, or see.

    Raises:
        Http404: they do not see it, or it has no such list.
        NotPermitted: they see it but may not change it.
        MoveNotAllowed: it is not a draft any more.
    """
    rows = Activity.objects.select_related("unit", "socialization")
    if not changing:
        activity = get_visible_or_404(user, rows, pk=pk)
        event_of(activity)
        return activity
    activity = get_permitted_or_404(user, ProgramPerm.CHANGE_ACTIVITY, rows, pk=pk)
    event_of(activity)
    actions.require_editable(activity, "change")
    return activity


def listed(context: Context) -> QuerySet[Model]:
    event = event_of(cast(Activity, context.subject))
    rows: QuerySet[Model] = event.attendance.select_related("unit").order_by("pk")
    return rows


def lines(rows: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    for line in each_of(cast("QuerySet[Attendance]", rows)):
        yield {
            "nama": line.name,
            "nip": line.nip,
            "jabatan": line.office,
            "unit": line.unit or line.unit_name,
            "tanda_tangan": line.signed,
        }


def exported_columns(context: Context) -> set[str]:
    """Without NIPs unless the person may see them, and asks."""
    names = {column.name for column in COLUMNS}
    asks = "nip" in context.query
    may = asks and context.by.has_perm(OrganisationPerm.VIEW_NIP, context.subject)
    return names if may else names - {"nip"}


ATTENDANCE = Table(
    name="daftar-hadir",
    title=gettext_lazy("Daftar hadir"),
    columns=COLUMNS,
    back=lambda context: reverse("programs:attendance", args=[cast(Model, context.subject).pk]),
    intake=AttendanceIntake,
    outlet=Outlet(ProgramPerm.EXPORT_ACTIVITY, listed, lines, exported_columns),
    subject=activity_of,
    preview=("nama", "nip"),
    instructions=(
        gettext_lazy("Satu baris untuk satu peserta; yang sudah ada dalam daftar tidak diulang."),
    ),
)
