"""What people ask about their data: two who left, and two on a list without an account."""

from __future__ import annotations

from datetime import date, timedelta

from reformasi.organisation import actions as organisation
from reformasi.organisation.models import Unit
from reformasi.organisation.roles import Role
from reformasi.privacy import actions, outsiders
from reformasi.privacy.models import Asker, CorrectionKind

from .accounts import SINCE, Cast, nip

LEFT = ("Pegawai Purnatugas (data contoh)", "Pegawai Pindah Instansi (data contoh)")
FIRST_NUMBER = 26


def ask(cast: Cast, today: date) -> None:
    """Separate one person, ask for another; correct one line of the list, take a name out."""
    _separate(cast, today)
    _correct(cast, today)


def _separate(cast: Cast, today: date) -> None:
    """Asked by one administrator; the first is carried out by the other."""
    for number, name in enumerate(LEFT):
        person = organisation.create_person(
            by=cast["admin"],
            nip=nip(FIRST_NUMBER + number),
            name=name,
            email=f"purnatugas.{number + 1}@demo.reformasi.test",
            is_demo=True,
        )
        organisation.appoint(
            user=person,
            unit=Unit.objects.get(code="polpum-ormas"),
            role=Role.PEGAWAI,
            valid_from=SINCE,
            valid_to=today - timedelta(days=30),
            by=cast["admin"],
        )
        separation = actions.request_separation(
            person=person,
            reason="Permintaan tertulis orangnya (data contoh).",
            by=cast["admin.ditjen"],
        )
        if number == 0:
            actions.separate(separation=separation, by=cast["admin"])


def _correct(cast: Cast, today: date) -> None:
    first, second = outsiders.search(cast["ortala"], "Petugas Layanan")[0][:2]
    corrected = {"office": "Petugas Layanan Ormas"}
    for row, kind, values in (
        (first, CorrectionKind.CORRECT, corrected),
        (second, CorrectionKind.ANONYMISE, {}),
    ):
        actions.correct_outsiders(
            rows=[row],
            kind=kind,
            values=values,
            by=cast["ortala"],
            asked_by=Asker.SELF,
            asked_on=today - timedelta(days=7),
            reference="Surel kepada Biro Organisasi dan Tatalaksana (data contoh)",
            proof="Kartu pegawai diperlihatkan (data contoh)",
            reason="Tidak sesuai dengan data kepegawaian (data contoh).",
        )
