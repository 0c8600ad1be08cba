"""Forms offer only what this user may choose, and clean it; they never save."""

from __future__ import annotations

from datetime import date, timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reformasi.ui import days
from reformasi.ui.choosing import offer
from reformasi.ui.fields import DayField, YearField
from reformasi.ui.forms import Data

from . import nip, offers, windows
from .access import permissions_by_app
from .actions import last_day, validity_message
from .columns import Appointment, NewPerson
from .fields import PersonField, UnitField
from .models import Period, PeriodKind, Unit, User, UserQuerySet
from .offering import UnitFilter
from .permissions import OrganisationPerm
from .roles import Kind, Role

REASON = forms.Textarea(attrs={"rows": 3})


class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = ["name", "short_name", "code", "kind", "echelon", "valid_from", "valid_to"]
        help_texts = {
            "short_name": _("Untuk tabel dan grafik, misalnya “Dit. Ormas”."),
            "code": _("Huruf kecil, angka, dan tanda hubung; menjadi alamat halaman unit."),
            "valid_to": _("Kosongkan bila unit masih berlaku."),
        }
        error_messages = {
            "code": {"unique": _("Kode ini sudah dipakai unit lain. Pilih yang lain.")}
        }

    def __init__(
        self, data: Data = None, *, instance: Unit | None = None, parent: Unit | None = None
    ) -> None:
        super().__init__(data, instance=instance)
        self.parent = parent
        if self.instance.pk:
            del self.fields["code"]  # addresses and imports refer to it

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        first, ends = cleaned.get("valid_from"), cleaned.get("valid_to")
        if self.parent:
            message = self.parent.invalid_message(last_day(first, ends), ends)
        else:
            message = (
                validity_message(self.instance, ends) if "valid_to" in self.changed_data else ""
            )
        if message:
            self.add_error("valid_to", message)
        return cleaned


class UnitMoveForm(forms.Form):
    """Offers every unit that the user may add to, and refuses the subtree that moves."""

    parent = UnitField(label=_("Induk yang baru"))

    def __init__(self, data: Data = None, *, unit: Unit, user: User) -> None:
        super().__init__(data)
        self.unit = unit
        offer(self, "parent", offers.PARENTS.to(user))

    def clean_parent(self) -> Unit:
        parent: Unit = self.cleaned_data["parent"]
        if parent.path.startswith(self.unit.path):
            raise ValidationError(
                gettext(
                    "Unit tidak dapat dipindahkan ke bawah dirinya sendiri. Pilih induk yang lain."
                )
            )
        return parent


class UnitCloseForm(forms.Form):
    valid_to = DayField(label=_("Hari terakhir berlaku"))
    merged_into = UnitField(label=_("Dilebur ke"), required=False)
    reason = forms.CharField(
        label=_("Dasar penutupan"), widget=REASON, help_text=_("Misalnya nomor peraturannya.")
    )

    def __init__(self, data: Data = None, *, unit: Unit, user: User) -> None:
        super().__init__(data)
        self.unit = unit
        offer(self, "merged_into", offers.SUCCESSORS.to(user))

    def clean_merged_into(self) -> Unit | None:
        successor: Unit | None = self.cleaned_data["merged_into"]
        if successor == self.unit:
            raise ValidationError(gettext("Unit tidak dapat dilebur ke dirinya sendiri."))
        return successor

    def clean_valid_to(self) -> date:
        day: date = self.cleaned_data["valid_to"]
        if self.unit.valid_from and day < self.unit.valid_from:
            raise ValidationError(gettext("Unit tidak dapat ditutup sebelum mulai berlaku."))
        if message := validity_message(self.unit, day):
            raise ValidationError(message)
        return day

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        day, successor = cleaned.get("valid_to"), cleaned.get("merged_into")
        if day and successor:
            day_after = day + timedelta(days=1)
            if message := successor.invalid_message(day_after, day_after):
                self.add_error("merged_into", message)
        return cleaned


class PersonForm(forms.ModelForm):
    nip = forms.CharField(
        label=_("NIP"), max_length=30, help_text=_("18 angka; boleh diketik dengan spasi.")
    )

    class Meta:
        model = User
        fields = ["name", "nip", "email", "employment", "is_active"]
        help_texts = {
            "email": _("Untuk masuk dan untuk mengatur ulang kata sandi."),
            "is_active": _("Yang tidak aktif tidak dapat masuk; riwayatnya tetap ada."),
        }
        error_messages = {"email": {"unique": _("Surel ini sudah dipakai orang lain.")}}

    def __init__(self, data: Data = None, *, by: User, instance: User | None = None) -> None:
        super().__init__(data, instance=instance)
        if not self.instance.pk or self.instance.pk == by.pk:
            del self.fields["is_active"]  # nobody locks themselves out

    def clean_nip(self) -> str:
        digits = nip.normalise(self.cleaned_data["nip"])
        nip.validate_nip(digits)
        if User.objects.filter(nip=digits).exclude(pk=self.instance.pk).exists():
            raise ValidationError(
                gettext("NIP ini sudah terdaftar. Cari orangnya, lalu tambahkan penugasan di sana.")
            )
        return digits

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("Surel ini sudah dipakai orang lain."))
        return email

    def person(self) -> NewPerson:
        """What ``actions.create_person`` asks for."""
        values = self.cleaned_data
        return {
            "name": values["name"],
            "nip": values["nip"],
            "email": values["email"],
            "employment": values["employment"],
        }


class AppointmentForm(forms.Form):
    """A role in a unit; offers the units in which ``by`` may appoint people."""

    unit = UnitField(label=_("Unit kerja"))
    role = forms.ChoiceField(
        label=_("Peran"),
        choices=Role.choices,
        help_text=_("Berlaku di unit itu dan semua unit di bawahnya."),
    )
    kind = forms.ChoiceField(label=_("Jenis"), choices=Kind.choices, initial=Kind.DEFINITIF)
    valid_from = DayField(label=_("Mulai"), within=days.LASTING, initial=timezone.localdate)
    valid_to = DayField(
        label=_("Sampai"),
        required=False,
        help_text=_("Wajib untuk Plt dan Plh; untuk definitif kosongkan."),
    )
    decree = forms.CharField(label=_("Nomor SK"), max_length=100, required=False)

    def __init__(self, data: Data = None, *, by: User) -> None:
        super().__init__(data)
        offer(self, "unit", offers.APPOINTING.to(by))

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", gettext("Tanggal berakhir mendahului tanggal mulai."))
        if not last and "valid_to" not in self.errors and cleaned.get("kind") != Kind.DEFINITIF:
            self.add_error("valid_to", gettext("Plt dan Plh harus punya tanggal berakhir."))
        unit = cleaned.get("unit")
        if unit and first and (message := unit.invalid_message(first, last)):
            self.add_error("unit" if last else "valid_to", message)
        return cleaned

    def appointment(self) -> Appointment:
        """What ``actions.appoint`` asks for."""
        values = self.cleaned_data
        return {
            "unit": values["unit"],
            "role": values["role"],
            "kind": values["kind"],
            "valid_from": values["valid_from"],
            "valid_to": values["valid_to"],
            "decree": values["decree"],
        }


class EndForm(forms.Form):
    valid_to = DayField(label=_("Hari terakhir bertugas"), initial=timezone.localdate)

    def __init__(self, data: Data = None, *, valid_from: date) -> None:
        super().__init__(data)
        self.valid_from = valid_from

    def clean_valid_to(self) -> date:
        day: date = self.cleaned_data["valid_to"]
        if day < self.valid_from:
            raise ValidationError(gettext("Penugasan ini belum mulai pada tanggal itu."))
        return day


class PeriodForm(forms.Form):
    """A year, a quarter or the window of a stage; the same one again changes its dates."""

    kind = forms.ChoiceField(label=_("Jenis"), choices=PeriodKind.choices)
    year = YearField(label=_("Tahun"))
    quarter = forms.TypedChoiceField(
        label=_("Triwulan"),
        choices=[("", _("–")), *((n, str(n)) for n in range(1, 5))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Hanya untuk jenis triwulan."),
    )
    window = forms.TypedChoiceField(
        label=_("Tahapan"),
        choices=lambda: [("", _("–")), *windows.choices()],
        coerce=windows.window_of,
        empty_value=None,
        required=False,
        help_text=_("Hanya untuk jendela tahapan."),
    )
    starts = DayField(label=_("Dibuka"))
    ends = DayField(label=_("Ditutup"))

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        kind, starts, ends = cleaned.get("kind"), cleaned.get("starts"), cleaned.get("ends")
        if kind == PeriodKind.QUARTER and not cleaned.get("quarter"):
            self.add_error("quarter", gettext("Pilih triwulan 1 sampai 4."))
        if kind == PeriodKind.STAGE and not cleaned.get("window"):
            self.add_error("window", gettext("Pilih tahapan yang jendelanya diatur."))
        if starts and ends and ends < starts:
            self.add_error("ends", gettext("Tanggal tutup mendahului tanggal buka."))
        cleaned["quarter"] = cleaned.get("quarter") if kind == PeriodKind.QUARTER else None
        cleaned["window"] = cleaned.get("window") if kind == PeriodKind.STAGE else None
        return cleaned


class ReopenForm(forms.Form):
    ends = DayField(label=_("Dibuka kembali sampai"))
    reason = forms.CharField(
        label=_("Alasan"), widget=REASON, help_text=_("Dapat dibaca semua orang di riwayatnya.")
    )

    def __init__(self, data: Data = None, *, period: Period) -> None:
        super().__init__(data)
        self.period = period

    def clean_ends(self) -> date:
        day: date = self.cleaned_data["ends"]
        if day <= self.period.ends or day < timezone.localdate():
            raise ValidationError(
                gettext("Pilih tanggal mulai hari ini dan sesudah tanggal tutup yang lama.")
            )
        return day


class AccessForm(forms.Form):
    person = PersonField(label=_("Orang"))
    permission = forms.ChoiceField(label=_("Wewenang"), choices=permissions_by_app)
    unit = UnitField(label=_("Di unit"))

    def __init__(
        self, data: Data = None, *, user: User, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        offer(self, "person", offers.PEOPLE.to(user))
        offer(self, "unit", offers.EXPLAINED.to(user))


class PeopleFilter(django_filters.FilterSet):
    """What the list of people is narrowed to."""

    q = django_filters.CharFilter(label=_("Nama, surel, atau NIP"), method="named")
    unit = UnitFilter(
        offers.SERVED,
        label=_("Unit dan di bawahnya"),
        method="serving",
        empty_label=_("Semua unit"),
    )
    role = django_filters.ChoiceFilter(
        label=_("Peran"), choices=Role.choices, empty_label=_("Semua peran"), method="serving"
    )
    account = django_filters.ChoiceFilter(
        label=_("Akun"),
        choices=[("active", _("Aktif")), ("inactive", _("Tidak aktif"))],
        empty_label=_("Semua"),
        method="with_account",
    )

    class Meta:
        model = User
        fields: list[str] = []

    def named(self, people: UserQuerySet, name: str, query: str) -> UserQuerySet:
        by_part = User.objects.where(self.request.user, OrganisationPerm.VIEW_NIP)
        return people.named(query, by_nip_part=by_part)

    def serving(self, people: UserQuerySet, name: str, value: Unit | str) -> UserQuerySet:
        """Where both are asked for, one membership must fit both."""
        unit, role = (self.form.cleaned_data.get(each) for each in ("unit", "role"))
        return people if name == "role" and unit else people.serving(unit, role)

    def with_account(self, people: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return people.filter(is_active=value == "active")
