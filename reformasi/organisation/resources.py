"""People and memberships as a spreadsheet: one row is one person with one role, or without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult

from reformasi.audit.refusals import Refused

from . import actions, nip
from .models import Employment, Membership, Unit, User
from .permissions import OrganisationPerm
from .roles import Kind, Role

REQUIRED = ("nip", "nama", "surel")
OPTIONAL = ("status", "unit", "peran", "jenis", "mulai", "sampai", "nomor_sk")
EXPORTED = ("nama", "surel", "status", "kode_unit", "unit", "peran", "jenis", "mulai", "sampai")
DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number


class DayField(forms.DateField):
    """A date cell, or a date as Indonesians write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            input_formats=DAYS,
            error_messages={"invalid": _("Tulis tanggal seperti 31-12-2026.")},
            **options,
        )

    def to_python(self, value: Any) -> date | None:
        return super().to_python(value.date() if isinstance(value, datetime) else value)


class WordField(forms.ChoiceField):
    """One of a few words, in any case; the error lists them."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).strip().lower()

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            words = ", ".join(str(key) for key, _label in cast(Any, self.choices))
            raise ValidationError(
                _("“%(value)s” tidak dikenal. Pilih salah satu: %(words)s.")
                % {"value": value, "words": words}
            )


class PersonRow(forms.Form):
    """One row, checked by itself: its field names are the names of the columns."""

    nip = forms.CharField(max_length=30)
    nama = forms.CharField(max_length=150)
    surel = forms.EmailField(
        error_messages={"invalid": _("Tulis surel seperti nama@kemendagri.go.id.")}
    )
    status = WordField(choices=Employment.choices, required=False)
    unit = forms.CharField(required=False)
    peran = WordField(choices=Role.choices, required=False)
    jenis = WordField(choices=Kind.choices, required=False)
    mulai = DayField(required=False)
    sampai = DayField(required=False)
    nomor_sk = forms.CharField(max_length=100, required=False)

    def __init__(self, row: dict[str, Any], units: dict[str, Unit]) -> None:
        super().__init__(row)
        self.units = units

    def clean_nip(self) -> str:
        raw = self.data.get("nip")
        if isinstance(raw, int | float) and raw > EXACT:
            raise ValidationError(
                _(
                    "NIP tersimpan sebagai angka sehingga digit terakhirnya hilang. Ubah format "
                    "kolom menjadi Teks, lalu ketik ulang NIP-nya."
                )
            )
        digits = nip.normalise(self.cleaned_data["nip"])
        nip.validate_nip(digits)
        return digits

    def clean_status(self) -> str:
        return self.cleaned_data["status"] or Employment.PNS

    def clean_jenis(self) -> str:
        return self.cleaned_data["jenis"] or Kind.DEFINITIF

    def clean_unit(self) -> Unit | None:
        code = self.cleaned_data["unit"].lower()
        if code and code not in self.units:
            raise ValidationError(
                _("Kode unit “%(code)s” tidak ada dalam jangkauan Anda. Lihat lembar Pilihan.")
                % {"code": code}
            )
        return self.units.get(code)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("status") == Employment.PNS and cleaned.get("nip"):
            try:
                nip.validate_pns(cleaned["nip"])
            except ValidationError as error:
                self.add_error("nip", error)
        self._clean_appointment(cleaned)
        return cleaned

    def _clean_appointment(self, cleaned: dict[str, Any]) -> None:
        if not (self.data.get("unit") or self.data.get("peran")):
            return
        needed = {
            "unit": _("Isi kode unit."),
            "peran": _("Isi peran."),
            "mulai": _("Isi tanggal mulai."),
        }
        for name, words in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        first, last = cleaned.get("mulai"), cleaned.get("sampai")
        if first and last and last < first:
            self.add_error("sampai", _("Tanggal ini mendahului tanggal mulai."))
        if not last and "sampai" not in self.errors and cleaned.get("jenis") != Kind.DEFINITIF:
            self.add_error("sampai", _("Plt dan Plh harus punya tanggal berakhir."))

    def person(self) -> dict[str, Any]:
        asked = self.cleaned_data
        return {"name": asked["nama"], "email": asked["surel"], "employment": asked["status"]}


class Outcome(RowResult):
    """What a row did, or why it cannot: ``number`` is that of the sheet."""

    def __init__(self, number: int, row: dict[str, Any]) -> None:
        super().__init__()
        self.number = number
        self.row_values = row
        self.words: list[str] = []
        self.validation_error: ValidationError | None = None
        self.import_type = RowResult.IMPORT_TYPE_SKIP

    def refuse(self, error: ValidationError) -> None:
        self.import_type = RowResult.IMPORT_TYPE_INVALID
        self.validation_error = error

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Column and message, one pair per problem."""
        if self.validation_error is None:
            return []
        by_column = self.validation_error.message_dict
        return [(name, words) for name, found in by_column.items() for words in found]


class PeopleResource(resources.Resource):
    """Brings rows in through ``actions``; a dry run does it all and takes it back.

    django-import-export gives the transaction, the dry run and the totals.
    """

    class Meta:
        instance_loader_class = BaseInstanceLoader  # ``import_row`` finds its people by itself

    def __init__(self, *, by: User) -> None:
        super().__init__()
        self.by = by
        self.known: dict[str, User] = {}
        self.units: dict[str, Unit] = {}
        self.seen: dict[str, tuple[int, dict[str, Any]]] = {}

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Read once what every row asks for."""
        numbers = [nip.normalise(str(cell or "")) for cell in dataset["nip"]]
        self.known = {user.nip: user for user in User.objects.filter(nip__in=numbers)}
        self.units = {
            unit.code: unit for unit in Unit.objects.where(self.by, OrganisationPerm.ADD_MEMBERSHIP)
        }

    def import_row(self, row: dict[str, Any], instance_loader: Any, **kwargs: Any) -> Outcome:
        result = Outcome(kwargs["row_number"] + 1, row)  # the sheet counts its headers
        if not any(cell not in (None, "") for cell in row.values()):
            return result
        form = PersonRow(
            {name: "" if cell is None else cell for name, cell in row.items()}, self.units
        )
        try:
            if not form.is_valid():
                raise ValidationError(form.errors.as_data())
            self._bring_in(form, result)
        except Refused as refusal:
            result.refuse(ValidationError({"peran": [refusal.reason]}))
        except ValidationError as error:
            result.refuse(error)
        return result

    def _bring_in(self, form: PersonRow, result: Outcome) -> None:
        fields, number = form.person(), form.cleaned_data["nip"]
        first, before = self.seen.setdefault(number, (result.number, fields))
        if before != fields:
            raise ValidationError(
                {
                    "nip": [
                        _("NIP ini sudah ada di baris %(row)d dengan data lain.") % {"row": first}
                    ]
                }
            )
        self._refuse_taken_email(number, fields["email"])
        person = self.known.get(number)
        if person is None:
            person = actions.create_person(by=self.by, nip=number, **fields)
            self.known[number] = person
            result.import_type = RowResult.IMPORT_TYPE_NEW
            result.words.append(_("orang baru"))
        else:
            self._correct(person, fields, result)
        if form.cleaned_data["unit"]:
            self._appoint(person, form.cleaned_data, result)

    def _refuse_taken_email(self, number: str, email: str) -> None:
        owner = User.objects.filter(email__iexact=email).exclude(nip=number).first()
        if owner is not None:
            raise ValidationError(
                {"surel": [_("Surel ini sudah dipakai orang lain. Periksa ejaannya.")]}
            )

    def _correct(self, person: User, fields: dict[str, Any], result: Outcome) -> None:
        changed = [name for name, value in fields.items() if getattr(person, name) != value]
        if not changed:
            return
        if not self.by.has_perm(OrganisationPerm.CHANGE_USER, person):
            raise ValidationError(
                {
                    "nip": [
                        _("Orang ini di luar wewenang Anda; samakan datanya, atau hapus baris ini.")
                    ]
                }
            )
        actions.change_person(person=person, by=self.by, **fields)
        result.import_type = RowResult.IMPORT_TYPE_UPDATE
        result.words.append(
            _("ubah %(fields)s") % {"fields": ", ".join(map(_field_label, changed))}
        )

    def _appoint(self, person: User, row: dict[str, Any], result: Outcome) -> None:
        key = {
            "user": person,
            "unit": row["unit"],
            "role": row["peran"],
            "valid_from": row["mulai"],
        }
        rest = {"kind": row["jenis"], "valid_to": row["sampai"], "decree": row["nomor_sk"]}
        held = Membership.objects.filter(**key).first()
        if held is None:
            membership = actions.appoint(by=self.by, **key, **rest)
            result.words.append(_("tugaskan sebagai %(title)s") % {"title": membership.title})
        elif any(getattr(held, name) != value for name, value in rest.items()):
            actions.change_membership(membership=held, by=self.by, **rest)
            result.words.append(_("ubah penugasan %(title)s") % {"title": held.title})
        else:
            return
        if result.import_type == RowResult.IMPORT_TYPE_SKIP:
            result.import_type = RowResult.IMPORT_TYPE_UPDATE


def _field_label(name: str) -> str:
    return str(getattr(User._meta.get_field(name), "verbose_name", name))


def exported(people: Any, *, by: User, with_nip: bool) -> Iterator[list[Any]]:
    """One row per membership of today that ``by`` may see; people without one get a row too.

    A NIP that ``by`` may not see is masked, as in the list.
    """
    rows: Iterable[Any] = people.with_nip_for(by).with_roles(by).iterator(chunk_size=500)
    for person in rows:
        shown = person.nip if person.shows_nip else nip.masked(person.nip)
        own = [shown] if with_nip else []
        own += [person.name, person.email, person.get_employment_display()]
        for held in person.serving_as or [None]:
            if held is None:
                yield own + [None] * 6
            else:
                role, kind = held.get_role_display(), held.get_kind_display()
                place = [held.unit.code, held.unit.name]
                yield own + place + [role, kind, held.valid_from, held.valid_to]


def export_headers(with_nip: bool) -> list[str]:
    return (["nip"] if with_nip else []) + list(EXPORTED)


def file_name(extension: str) -> str:
    return f"orang-{timezone.localdate():%Y%m%d}.{extension}"
