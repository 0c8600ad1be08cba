"""The tree of units as a table: add, rename, move and close, parents in any order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, cast

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.organisation import actions
from reformasi.organisation.columns import UnitFields
from reformasi.organisation.models import Echelon, Unit, UnitKind, UnitQuerySet
from reformasi.organisation.permissions import OrganisationPerm
from reformasi.ui.keys import each_of

from .cells import Choice, Day, Text, Value
from .context import Context
from .effects import Change, Effect, changed, new
from .table import Column, Intake, Outlet, Row, Table
from .values import as_text, field_label, field_text

CODE = re.compile(r"[a-z0-9_-]{1,60}")
#: The columns that are fields of a unit as they stand.
FIELDS = {
    "nama": "name",
    "nama_singkat": "short_name",
    "jenis": "kind",
    "eselon": "echelon",
    "berlaku_sejak": "valid_from",
}
COLUMNS = (
    Column(
        "kode",
        gettext_lazy("Kode"),
        Text(60),
        required=True,
        aliases=("kode unit",),
        help=gettext_lazy("Huruf kecil, angka, dan tanda hubung. Kode yang sudah ada diubah."),
    ),
    Column("nama", gettext_lazy("Nama"), Text(200), required=True, width=50),
    Column("nama_singkat", gettext_lazy("Nama singkat"), Text(60), aliases=("singkatan",)),
    Column(
        "induk",
        gettext_lazy("Kode induk"),
        Text(60),
        aliases=("kode induk", "unit induk"),
        help=gettext_lazy("Kode unit di atasnya; boleh unit yang ada di baris lain."),
    ),
    Column(
        "jenis",
        gettext_lazy("Jenis"),
        Choice(UnitKind),
        help=gettext_lazy("Wajib untuk unit baru."),
    ),
    Column("eselon", gettext_lazy("Eselon"), Choice(Echelon)),
    Column("berlaku_sejak", gettext_lazy("Berlaku sejak"), Day(), aliases=("mulai berlaku",)),
    Column(
        "berlaku_sampai",
        gettext_lazy("Berlaku sampai"),
        Day(),
        help=gettext_lazy("Hari terakhir; mengisinya menutup unit."),
    ),
    Column(
        "dilebur_ke",
        gettext_lazy("Dilebur ke"),
        Text(60),
        help=gettext_lazy("Kode unit penerusnya, bila unit ditutup karena dilebur."),
    ),
    Column(
        "dasar",
        gettext_lazy("Dasar penutupan"),
        Text(300),
        help=gettext_lazy("Misalnya nomor peraturannya."),
        width=40,
    ),
)


class Values(TypedDict, total=False):
    """What a row holds; a column that the file does not have is not there."""

    kode: str
    nama: str
    nama_singkat: str
    induk: str
    jenis: str
    eselon: str
    berlaku_sejak: date | None
    berlaku_sampai: date | None
    dilebur_ke: str
    dasar: str


@dataclass(frozen=True)
class Closing:
    """A unit that ends; done when all units stand where the file wants them."""

    row: Row
    code: str
    day: date
    merged_into: str
    reason: str


class UnitIntake(Intake):
    def prepare(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Parents before what stands below them; a circle is refused row by row."""
        named = {code_in(row, name) for row in rows for name in ("kode", "induk", "dilebur_ke")} - {
            ""
        }
        units = Unit.objects.coded(named).with_parent_code()
        self.units: dict[str, Unit] = {unit.code.lower(): unit for unit in units}
        self.parents = {unit.code.lower(): (unit.parent_code or "").lower() for unit in units}
        self.rows: dict[str, Row] = {}
        for row in rows:
            self.rows.setdefault(code_in(row, "kode"), row)
        self.closings: list[Closing] = []
        return sorted(rows, key=lambda row: (self._level(row), row.number))

    def _level(self, row: Row) -> int:
        """How many rows of the file stand above this one."""
        level, passed = 0, {code_in(row, "kode")}
        while (code := code_in(row, "induk")) in self.rows:
            if code in passed:
                row = self.rows[code]
                break
            passed.add(code)
            row, level = self.rows[code], level + 1
        return level

    def bring_in(self, row: Row) -> Effect:
        values = cast(Values, row.values)
        code = code_in(row, "kode")
        if not CODE.fullmatch(code):
            raise ValidationError(
                {"kode": _("Kode hanya berisi huruf kecil, angka, dan tanda hubung.")}
            )
        if self.rows[code] is not row:
            raise ValidationError(
                {
                    "kode": _("Kode ini sudah ada di baris %(row)d.")
                    % {"row": self.rows[code].number}
                }
            )
        self._refuse_circle(row)
        first, last = values.get("berlaku_sejak"), values.get("berlaku_sampai")
        if first and last and last < first:
            raise ValidationError({"berlaku_sampai": _("Tanggal ini mendahului mulai berlaku.")})
        if code not in self.units:
            return self._create(code, values)
        effect = self._correct(code, values)
        effect.join(self._move(code, code_in(row, "induk")))
        self._plan_closing(row, code, values)
        return effect

    def _refuse_circle(self, row: Row) -> None:
        codes = [code_in(row, "kode")]
        while (above := code_in(row, "induk")) in self.rows:
            row = self.rows[above]
            if above == codes[0]:
                message = _("Induk berputar: %(path)s. Betulkan salah satunya.")
                path = " → ".join([*codes, above])
                raise ValidationError({"induk": message % {"path": path}})
            if above in codes:
                return  # a circle further up: its own rows say so
            codes.append(above)

    def _create(self, code: str, values: Values) -> Effect:
        if not values.get("jenis"):
            raise ValidationError({"jenis": _("Isi jenis unit.")})
        above = values.get("induk", "").lower()
        parent = self._parent(above) if above else None
        if parent is None and not self.by.is_superuser:
            raise ValidationError(
                {"induk": _("Isi kode induk; hanya operator yang membuat unit teratas.")}
            )
        if parent is not None:
            self._require(OrganisationPerm.ADD_UNIT, parent, "induk")
        fields = {field: values[name] for name, field in FIELDS.items() if name in values}  # type: ignore[literal-required]
        unit = actions.create_unit(
            parent=parent,
            by=self.by,
            code=code,
            valid_to=values.get("berlaku_sampai"),
            **fields,
        )
        self.units[code], self.parents[code] = unit, above
        return new(_("unit baru di bawah %(parent)s") % {"parent": parent} if parent else "")

    def _correct(self, code: str, values: Values) -> Effect:
        unit = self.units[code]
        fields: dict[str, Value] = {
            field: values[name]  # type: ignore[literal-required]
            for name, field in FIELDS.items()
            if name in values and (values[name] or name != "jenis")  # type: ignore[literal-required]
        }
        if "berlaku_sampai" in values and values["berlaku_sampai"] is None:
            fields["valid_to"] = None
        changes = [
            Change(field_label(Unit, name), field_text(unit, name), as_text(value))
            for name, value in fields.items()
            if as_text(getattr(unit, name)) != as_text(value)
        ]
        if changes:
            fresh = self._fresh(code)
            self._require(OrganisationPerm.CHANGE_UNIT, fresh, "kode")
            self.units[code] = actions.change_unit(
                unit=fresh, by=self.by, **cast(UnitFields, fields)
            )
        return changed(changes)

    def _move(self, code: str, above: str) -> Effect:
        """A blank parent leaves the unit where it is: no unit becomes a root."""
        before = self.parents[code]
        if not above or above == before:
            return Effect()
        unit, parent = self._fresh(code), self._parent(above)
        self._require(OrganisationPerm.CHANGE_UNIT, unit, "kode")
        self._require(OrganisationPerm.ADD_UNIT, parent, "induk")
        actions.move_unit(unit=unit, parent=parent, by=self.by)
        self.parents[code] = above
        change = Change(_("Induk"), before, above)
        return changed([change], _("pindahkan ke bawah %(parent)s") % {"parent": parent})

    def _plan_closing(self, row: Row, code: str, values: Values) -> None:
        unit, day = self.units[code], values.get("berlaku_sampai")
        if day is None:
            return
        successor = unit.merged_into.code.lower() if unit.merged_into else ""
        merged_into = values.get("dilebur_ke", successor).lower()
        if (unit.valid_to, successor) != (day, merged_into):
            reason = values.get("dasar") or _("Impor tabel unit")
            self.closings.append(Closing(row, code, day, merged_into, reason))

    def steps_after(self) -> Iterable[tuple[Row, Callable[[], Effect]]]:
        """What is below closes first."""
        closing_units = Unit.objects.coded(closing.code for closing in self.closings)
        depths = {unit.code.lower(): unit.depth for unit in closing_units}
        for closing in sorted(self.closings, key=lambda each: -depths[each.code]):
            yield closing.row, lambda closing=closing: self._close(closing)  # type: ignore[misc]

    def _close(self, closing: Closing) -> Effect:
        unit = self._fresh(closing.code)
        self._require(OrganisationPerm.CHANGE_UNIT, unit, "kode")
        merged_into = self._successor(closing.merged_into) if closing.merged_into else None
        changes = [
            Change(
                field_label(Unit, "valid_to"), field_text(unit, "valid_to"), as_text(closing.day)
            )
        ]
        actions.close_unit(
            unit=unit,
            valid_to=closing.day,
            by=self.by,
            reason=closing.reason,
            merged_into=merged_into,
        )
        deed = _("dilebur ke %(unit)s") % {"unit": merged_into} if merged_into else _("tutup unit")
        return changed(changes, deed)

    def _parent(self, code: str) -> Unit:
        if code in self.units:
            return self._fresh(code)
        if code in self.rows:
            message = _("Induk “%(code)s” keliru di baris %(row)d.")
            raise ValidationError(
                {"induk": message % {"code": code, "row": self.rows[code].number}}
            )
        raise ValidationError({"induk": _("Tidak ada unit berkode “%(code)s”.") % {"code": code}})

    def _successor(self, code: str) -> Unit:
        if code not in self.units:
            message = _("Tidak ada unit berkode “%(code)s”.") % {"code": code}
            raise ValidationError({"dilebur_ke": message})
        return self._fresh(code)

    def _require(self, perm: str, unit: Unit, column: str) -> None:
        if not self.by.has_perm(perm, unit):
            message = _("Unit “%(unit)s” di luar wewenang Anda.") % {"unit": unit.code}
            raise ValidationError({column: message})

    def _fresh(self, code: str) -> Unit:
        """The row as it stands now: moves rewrite paths, and children are counted in it."""
        unit: Unit = Unit.objects.get(pk=self.units[code].pk)
        return unit


def code_in(row: Row, column: str) -> str:
    return row.text(column).strip().lower()


def listed_units(context: Context) -> QuerySet[Model]:
    """The units that the person may see, narrowed as the page of the tree is."""
    visible = Unit.objects.visible_to(context.by)
    units = visible
    if code := context.query.get("bawah", ""):
        top = visible.filter(code=code).first()
        units = units.below(top) if top else units.none()
    if text := context.query.get("q", "").strip():
        units = units.matching(text)
    listed: QuerySet[Model] = units.order_by("path")
    return listed


def lines(units: QuerySet[Model], context: Context) -> Iterator[Mapping[str, Value]]:
    rows = cast("UnitQuerySet", units).with_parent_code(context.by)
    for unit in each_of(rows.select_related("merged_into")):
        line: dict[str, Value] = {name: getattr(unit, field) for name, field in FIELDS.items()}
        yield line | {
            "kode": unit.code,
            "induk": unit.parent_code,
            "berlaku_sampai": unit.valid_to,
            "dilebur_ke": unit.merged_into.code if unit.merged_into else None,
        }


UNITS = Table(
    name="unit",
    title=gettext_lazy("Unit kerja"),
    columns=COLUMNS,
    back=lambda context: reverse("organisation:units"),
    intake=UnitIntake,
    perm=OrganisationPerm.ADD_UNIT,
    outlet=Outlet(OrganisationPerm.VIEW_UNIT, listed_units, lines),
    max_rows=2_000,
    preview=("kode", "nama"),
    instructions=(
        gettext_lazy(
            "Satu baris untuk satu unit. Kode yang belum ada menjadi unit baru; kode yang sudah "
            "ada diganti namanya, dipindahkan, atau ditutup sesuai isinya."
        ),
        gettext_lazy("Unit yang tidak ada dalam berkas tidak berubah."),
    ),
)
