"""The NIP: 18 digits that tell birth date, appointment month, sex and a sequence (PNS)."""

from __future__ import annotations

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

PPPK_MARK = "21"  # where the number of a PNS has the month of appointment
MASK = "•"
#: The number has 18 digits since 2008; nobody born before this day served then.
EARLIEST_BIRTH = date(1920, 1, 1)
YOUNGEST = 15  # years of age; no law lets anybody serve as young


def normalise(text: str) -> str:
    """The digits alone: people type NIPs in groups, and spreadsheets put an apostrophe before."""
    return re.sub(r"[\s.\-'’\u200b\ufeff]", "", text)


def validate_nip(text: str) -> None:
    """Check what holds for PNS and PPPK alike: 18 digits, a birth date, a sequence from 001."""
    if not text.isascii() or not text.isdigit():
        raise ValidationError(
            _("NIP hanya berisi angka. Periksa kembali isian Anda."), code="digits"
        )
    if len(text) == 16:
        raise ValidationError(
            _("Isian ini 16 angka: tampaknya NIK. NIP terdiri atas 18 angka."), code="nik"
        )
    if len(text) != 18:
        raise ValidationError(
            _("NIP terdiri atas 18 angka, sedangkan isian ini %(length)d angka.")
            % {"length": len(text)},
            code="length",
        )
    if text.endswith("000"):
        raise ValidationError(
            _(
                "NIP berakhir 000: tampaknya digit terakhirnya dipotong Excel. Ubah kolom NIP "
                "menjadi Teks, lalu ketik ulang NIP-nya dari sumber aslinya."
            ),
            code="cut",
        )
    try:
        born = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        born = date.max
    if not born >= EARLIEST_BIRTH or born.year > timezone.localdate().year - YOUNGEST:
        raise ValidationError(
            _("Delapan angka pertama NIP bukan tanggal lahir yang benar (TTTTBBHH)."), code="birth"
        )


def validate_pns(text: str) -> None:
    """Check a PNS number: YYYYMMDD birth, YYYYMM appointment, sex 1 or 2, sequence of 3."""
    validate_nip(text)
    if text[12:14] == PPPK_MARK:
        raise ValidationError(
            _(
                "Angka ke-13 dan ke-14 NIP ini 21: tampaknya PPPK. Isi status dengan PPPK, atau "
                "periksa NIP-nya."
            ),
            code="pppk",
        )
    born = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    year, month = int(text[8:12]), int(text[12:14])
    if not 1 <= month <= 12:
        raise ValidationError(
            _("Angka ke-13 dan ke-14 NIP bukan bulan pengangkatan (01–12)."), code="month"
        )
    if (year, month) <= (born.year, born.month):
        raise ValidationError(
            _("Bulan pengangkatan dalam NIP mendahului tanggal lahir."), code="appointment"
        )
    if text[14] not in "12":
        raise ValidationError(_("Angka ke-15 NIP harus 1 atau 2."), code="sex")


def masked(text: str) -> str:
    """The number tells birth date and sex: others see only the last three digits."""
    return MASK * 15 + text[-3:]


def is_masked(text: str) -> bool:
    """Whether ``text`` is a number as others see it."""
    return text.startswith(MASK)
