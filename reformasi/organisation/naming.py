"""How units and people are recognised and named where one of them is chosen."""

from __future__ import annotations

from typing import cast

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.ui.choosing import NAMED, Naming

from . import nip
from .models import Unit, UnitQuerySet, User, UserQuerySet
from .unit_names import units_named


class UnitNaming(Naming[Unit]):
    """By code, name or short name."""

    column = "code"
    placeholder = gettext_lazy("Nama atau kode unit")

    def label(self, row: Unit) -> str:
        if row.valid_to is None or row.valid_to >= timezone.localdate():
            return str(row)
        day = date_format(row.valid_to, "j F Y")
        return _("%(unit)s (berlaku sampai %(day)s)") % {"unit": row, "day": day}

    def note(self, row: Unit) -> str:
        return row.code

    def place(self, row: Unit) -> tuple[int | str, ...]:
        return (row.path,)

    def named(self, rows: QuerySet[Unit], text: str) -> list[Unit]:
        return units_named(cast(UnitQuerySet, rows), text)

    def matching(self, rows: QuerySet[Unit], text: str) -> QuerySet[Unit]:
        return cast(UnitQuerySet, rows).matching(text)

    def nothing(self, text: str) -> str:
        return _("Tidak ada unit “%(query)s” dalam jangkauan Anda. Periksa ejaannya.") % {
            "query": text
        }

    def several(self, names: str) -> str:
        return _("Ada beberapa unit yang cocok. Ketik kodenya: %(names)s.") % {"names": names}


class PersonNaming(Naming[User]):
    """By NIP, e-mail or name; a part of a NIP finds nobody."""

    column = "email"
    placeholder = gettext_lazy("NIP, surel, atau nama")

    def label(self, row: User) -> str:
        return row.name

    def note(self, row: User) -> str:
        return row.email

    def named(self, rows: QuerySet[User], text: str) -> list[User]:
        exact = Q(email__iexact=text) | Q(nip=nip.normalise(text)) | Q(name__iexact=text)
        return list(rows.filter(exact)[: NAMED + 1])

    def matching(self, rows: QuerySet[User], text: str) -> QuerySet[User]:
        return cast(UserQuerySet, rows).named(text)

    def nothing(self, text: str) -> str:
        return _("Tidak ada orang “%(query)s” dalam jangkauan Anda. Periksa ejaannya.") % {
            "query": text
        }

    def several(self, names: str) -> str:
        return _("Ada beberapa orang yang cocok. Ketik surelnya: %(names)s.") % {"names": names}


UNIT, PERSON = UnitNaming(), PersonNaming()
