"""Which columns hold personal data, why, and how long: every app declares its own (ADR 113)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .values import label

PUBLIC_TASK = gettext_lazy(
    "Pelaksanaan tugas dan kewenangan kementerian (UU 27/2022 Pasal 20 ayat (2) huruf e)."
)
DUTY = gettext_lazy(
    "Kewajiban hukum: pertanggungjawaban dan kearsipan (UU 27/2022 Pasal 20 ayat (2) huruf c)."
)


#: Below these the functions of the database refuse (migration audit 0003): what is promised is
#: what is done.
FEWEST_MONTHS, FEWEST_YEARS = 3, 5


def origin_months() -> int:
    """Months until addresses on the trail are blanked."""
    return max(int(settings.KEEP_ORIGIN_MONTHS), FEWEST_MONTHS)


def history_years() -> int:
    """Years until row history is removed."""
    return max(int(settings.KEEP_ROW_HISTORY_YEARS), FEWEST_YEARS)


@dataclass(frozen=True)
class Purpose:
    """Why something is kept, on which ground, and until when, in words for everybody."""

    label: str | Promise
    basis: str | Promise
    retention: Callable[[], str]


def _while_serving() -> str:
    return _("Selama orangnya bertugas; sesudahnya sampai dipisahkan dari perbuatannya.")


def _with_the_thing() -> str:
    return _("Selama hal yang dicatat disimpan sebagai arsip.")


ACCOUNT = Purpose(
    gettext_lazy("Mengenali siapa yang masuk dan apa perannya"), PUBLIC_TASK, _while_serving
)
ACT = Purpose(
    gettext_lazy("Menunjukkan siapa yang menulis, mengajukan, dan memutuskan"),
    DUTY,
    _with_the_thing,
)
ATTENDANCE = Purpose(
    gettext_lazy("Membuktikan siapa yang hadir, berbicara, atau menyaksikan"),
    DUTY,
    _with_the_thing,
)
SHARING = Purpose(
    gettext_lazy("Memberi seseorang akses sampai hari tertentu"), PUBLIC_TASK, _with_the_thing
)
SECURITY = Purpose(
    gettext_lazy("Melindungi akun dan menyelidiki penyalahgunaan"),
    PUBLIC_TASK,
    lambda: (
        _("Alamat pada jejak: %(months)d bulan. Sesi: %(days)d hari sejak terakhir dipakai.")
        % {"months": origin_months(), "days": settings.KEEP_SESSION_DAYS}
    ),
)
TRAIL = Purpose(
    gettext_lazy("Jejak: siapa melakukan apa, kapan, dan dalam peran apa"), DUTY, _with_the_thing
)
ROW_HISTORY = Purpose(
    gettext_lazy("Riwayat baris: nilai sebelum dan sesudah setiap perubahan"),
    DUTY,
    lambda: _("%(years)d tahun.") % {"years": history_years()},
)
WORK = Purpose(
    gettext_lazy("Mengerjakan impor dan ekspor yang diminta"),
    PUBLIC_TASK,
    lambda: (
        _("Berkas: %(days)d hari; catatannya selama akun ada.")
        % {"days": settings.EXPORT_KEEP_DAYS}
    ),
)

#: Tables and columns that no other page names, in words.
TITLES = {
    "account.EmailAddress": gettext_lazy("alamat surel (tidak dipakai)"),
    "audit.PersonKey": gettext_lazy("kunci jejak per orang"),
    "audit.Tally": gettext_lazy("hitungan tindakan yang berulang"),
    "documents.DocumentGrant": gettext_lazy("dokumen yang dibagikan"),
    "evaluations.FollowUpEvidence": gettext_lazy("bukti tindak lanjut"),
    "evaluations.LetterEvidence": gettext_lazy("lampiran surat evaluasi"),
    "evidence.EvidenceGrant": gettext_lazy("bukti yang dibagikan"),
    "evidence.EvidenceVersion": gettext_lazy("versi berkas bukti"),
    "guardian.UserObjectPermission": gettext_lazy("wewenang per objek (tidak dipakai)"),
    "mfa.Authenticator": gettext_lazy("faktor kedua"),
    "organisation.User_groups": gettext_lazy("kelompok orang (tidak dipakai)"),
    "organisation.User_user_permissions": gettext_lazy("wewenang per orang (tidak dipakai)"),
    "organisation.UserEvent": gettext_lazy("riwayat data orang"),
    "pghistory.Context": gettext_lazy("konteks riwayat baris"),
    "programs.ActivityEvidence": gettext_lazy("bukti kegiatan"),
    "programs.AttendanceEvent": gettext_lazy("riwayat daftar hadir"),
    "sheets.Upload": gettext_lazy("tabel yang diunggah"),
    "usersessions.UserSession": gettext_lazy("catatan sesi masuk"),
    "workflow.Snapshot": gettext_lazy("isi beku"),
}
COLUMNS = {
    "about_id": gettext_lazy("nomor orang yang dibicarakan"),
    "about_sealed": gettext_lazy("nama orang itu, tersandi"),
    "actor_id": gettext_lazy("nomor pelaku"),
    "actor_sealed": gettext_lazy("nama pelaku, tersandi"),
    "attached_by": gettext_lazy("dilampirkan oleh"),
    "by": gettext_lazy("diunggah oleh"),
    "content": gettext_lazy("isi"),
    "created_at": gettext_lazy("dibuat pada"),
    "created_by": gettext_lazy("dibuat oleh"),
    "data": gettext_lazy("data rahasia"),
    "date_joined": gettext_lazy("akun dibuat"),
    "employment": gettext_lazy("status kepegawaian"),
    "frozen_by_label": gettext_lazy("nomor yang membekukan"),
    "granted_by": gettext_lazy("dibagikan oleh"),
    "ip": gettext_lazy("alamat jaringan"),
    "key": gettext_lazy("kunci"),
    "last_seen_at": gettext_lazy("terakhir dipakai"),
    "metadata": gettext_lazy("pelaku dan halaman"),
    "origin": gettext_lazy("alamat jaringan"),
    "origin_sealed": gettext_lazy("alamat jaringan, tersandi"),
    "pgh_created_at": gettext_lazy("waktu"),
    "person_id": gettext_lazy("nomor orang"),
    "pgh_obj": gettext_lazy("orang"),
    "reason": gettext_lazy("alasan"),
    "snapshot": gettext_lazy("isi"),
    "uploaded_by": gettext_lazy("diunggah oleh"),
    "user": gettext_lazy("orang"),
    "user_agent": gettext_lazy("peramban"),
}


@dataclass(frozen=True)
class Kept:
    """Columns of one model that hold personal data for one purpose.

    ``about``: which column names the person by which attribute of theirs, e.g. a NIP in a list;
    foreign keys to people need not be named. ``shows``: what the person is told of a row; blank:
    the columns.
    """

    model: type[models.Model]
    columns: tuple[str, ...]
    purpose: Purpose
    about: Mapping[str, str] = field(default_factory=dict)
    shows: tuple[str, ...] = ()

    def of(self, person: models.Model) -> models.Q:
        """The condition "is about ``person``"; nothing where no column tells."""
        condition = models.Q(pk__in=[])
        for column in self.hands:
            condition |= models.Q(**{column: person.pk})
        for lookup, attribute in self.about.items():
            condition |= models.Q(**{lookup: getattr(person, attribute)})
        return condition

    @property
    def hands(self) -> list[str]:
        """The columns that point to a person."""
        return [name for name in self.columns if points_to_person(self.model, name)]

    @property
    def title(self) -> str:
        """What the rows are, e.g. "Daftar hadir"."""
        name = TITLES.get(self.model._meta.label) or self.model._meta.verbose_name_plural
        return capfirst(str(name))

    @property
    def names_people(self) -> bool:
        return bool(self.hands or self.about)


_register: list[Kept] = []


def column_label(kept: Kept, name: str) -> str:
    """A column in words."""
    return str(COLUMNS.get(name) or label(kept.model, name))


def points_to_person(model: type[models.Model], name: str) -> bool:
    """Whether that column is a foreign key to the table of people."""
    column = model._meta.get_field(name)
    related = column.related_model
    if related is None or isinstance(related, str):
        return False
    return bool(related._meta.label == settings.AUTH_USER_MODEL)


def declare(*parts: Kept) -> None:
    """Put an app's part into the register."""
    _register.extend(parts)


def declared() -> list[Kept]:
    """All of it, in the order of the floors; what row history keeps of it follows."""
    return [*_register, *_histories(_register)]


def tracked_by(model: type[models.Model]) -> type[models.Model] | None:
    """What a table of row history follows; None of any other table."""
    tracked: type[models.Model] | None = getattr(model, "pgh_tracked_model", None)
    return tracked


def _histories(parts: Iterable[Kept]) -> list[Kept]:
    """The tables of row history repeat the columns of what they follow."""
    events = {tracked_by(kind): kind for kind in apps.get_models(include_auto_created=True)}
    copies = []
    for part in parts:
        event = events.get(part.model)
        if event is not None:
            names = {column.name for column in event._meta.concrete_fields}
            columns = tuple(name for name in part.columns if name in names)
            if points_to_person(event, "pgh_obj"):
                columns += ("pgh_obj",)
            if columns:
                copies.append(
                    Kept(event, columns, ROW_HISTORY, part.about, ("pgh_created_at", *columns))
                )
    return copies
