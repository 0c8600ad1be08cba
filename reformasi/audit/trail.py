"""Writing the trail: one sentence per act, refusals included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reformasi.ui.text import shorten

from . import sealing
from .models import Entry, PersonKey, Tally, reveal
from .values import column_of, kind_of_value

SYSTEM = gettext_noop("Sistem")
STRANGER = gettext_noop("Seseorang yang belum masuk")

#: The verbs as they stand in a sentence of the trail, where the caller gives no phrase.
PHRASES = {
    "create": gettext_noop("membuat"),
    "change": gettext_noop("mengubah"),
    "delete": gettext_noop("menghapus"),
    "attach": gettext_noop("melampirkan bukti pada"),
    "detach": gettext_noop("melepas bukti dari"),
    "download": gettext_noop("mengunduh"),
    "view": gettext_noop("membuka"),
    "import": gettext_noop("mengimpor"),
    "export": gettext_noop("mengekspor"),
    "submit": gettext_noop("mengajukan"),
    "approve": gettext_noop("menyetujui"),
    "return": gettext_noop("mengembalikan"),
    "report": gettext_noop("melaporkan"),
    "sign": gettext_noop("mengesahkan"),
    "cancel": gettext_noop("membatalkan"),
    "retry": gettext_noop("mengulang"),
    "add": gettext_noop("menambah"),
    "withdraw": gettext_noop("menarik kembali"),
    "share": gettext_noop("membagikan"),
    "appoint": gettext_noop("menugaskan"),
    "end": gettext_noop("mengakhiri"),
    "move": gettext_noop("memindahkan"),
    "close": gettext_noop("menutup"),
    "reopen": gettext_noop("membuka kembali"),
}

#: So many different refusals of one person are told within one hour; the rest is counted.
MOST_REFUSALS = 40
MORE = ("more", gettext_noop("melakukan banyak hal lain sebagai"))

Changes = dict[str, list[object]]
_origin: ContextVar[str] = ContextVar("origin", default="")


@contextmanager
def coming_from(origin: str) -> Iterator[None]:
    """Entries written inside say that the act came from ``origin`` (an address, "pekerja", ...)."""
    token = _origin.set(origin[:64])
    try:
        yield
    finally:
        _origin.reset(token)


def changes_of(row: models.Model, values: Mapping[str, object]) -> Changes:
    """Old and new of each column that ``values`` would change in ``row``, as the trail keeps it."""
    return {
        name: [_as_kept(getattr(row, name)), _as_kept(value)]
        for name, value in values.items()
        if getattr(row, name) != value
    }


def _as_kept(value: object) -> object:
    """Rows by their text, for they may be renamed, people under their key; the rest as it is."""
    if not isinstance(value, models.Model):
        return value
    person = _person_of(value)
    if person is None:
        return str(value)
    return sealing.in_changes(_key_of(person), str(person.pk), str(value))


def _with_kinds(target: models.Model, changes: Mapping[str, Sequence[object]]) -> Changes:
    """Days and times that no column of ``target`` tells of keep their kind beside them."""
    return {
        name: [*values, *_kinds(values)] if column_of(target, name) is None else list(values)
        for name, values in changes.items()
    }


def _kinds(values: Sequence[object]) -> list[str]:
    return [kind for kind in map(kind_of_value, values) if kind][:1]


def record(
    verb: str,
    target: models.Model,
    *,
    by: AbstractBaseUser | AnonymousUser | None,
    phrase: str = "",
    changes: Mapping[str, Sequence[object]] | None = None,
    note: str = "",
    refused: bool = False,
    about: models.Model | None = None,
) -> Entry:
    """Remember that ``by`` did ``verb`` to ``target``; ``by=None`` is the system.

    Whoever has not logged in has no name: nobody vouches that it was the owner of the account.

    The names are kept in Indonesian, whatever language ``by`` reads. ``about``: a person whom the
    phrase names as ``%(about)s``.
    """
    role_for = getattr(by, "role_for", None)
    with translation.override(settings.LANGUAGE_CODE):
        target_label = str(target)
        role_label = role_for(target, verb) if role_for else ""
    entry = Entry(
        action=f"{target._meta.label_lower}.{verb}",
        phrase=phrase or PHRASES.get(verb, verb),
        target=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=shorten(target_label, 200),
        role_label=shorten(role_label, 200),
        changes=_with_kinds(target, changes or {}),
        note=note,
        refused=refused,
    )
    _seal_actor(entry, by)
    _seal_about(entry, about, target)
    entry.save(force_insert=True)
    reveal([entry])
    return entry


def _seal_actor(entry: Entry, by: AbstractBaseUser | AnonymousUser | None) -> None:
    """Who, and from where; a person only under their key."""
    origin = _origin.get()
    if by is None or not by.is_authenticated:
        with translation.override(settings.LANGUAGE_CODE):
            entry.actor_label = _(STRANGER if by else SYSTEM)
        entry.origin = origin
        return
    entry.actor_id = str(by.pk)
    entry.actor_label = sealing.pseudonym(entry.actor_id)
    key = _key_of(by)
    entry.actor_sealed = sealing.seal(key, entry.actor_id, shorten(str(by), 200))
    if origin and is_address(origin):
        entry.origin_sealed = sealing.seal(key, entry.actor_id, origin)
    else:
        entry.origin = origin


def _key_of(person: models.Model) -> bytes:
    """The key of a person, read once for each request: as long as their object lives."""
    key: bytes = person.__dict__.get("_trail_key") or PersonKey.of(str(person.pk))
    person.__dict__["_trail_key"] = key
    return key


def _person_of(row: models.Model) -> models.Model | None:
    """Whom the text of ``row`` names: a person, or a role of theirs; None of all that merely has
    somebody in a column.
    """
    person: models.Model | None = getattr(row, "trail_person", None)
    return person


def _seal_about(entry: Entry, about: models.Model | None, target: models.Model) -> None:
    """Whom it is about: the target where that is a person or a role of theirs, or ``about``."""
    person = _person_of(about or target)
    if person is None:
        return
    entry.about_id = str(person.pk)
    key = _key_of(person)
    entry.about_sealed = sealing.seal(key, entry.about_id, shorten(str(about or target), 200))
    if about is None:
        entry.target_label = sealing.pseudonym(entry.about_id)


def is_address(origin: str) -> bool:
    """Whether ``origin`` is where somebody was, and not the name of a command."""
    return not (origin.replace(" ", "").isalpha() or origin.startswith("manage.py"))


def refuse(
    verb: str,
    target: models.Model,
    *,
    by: AbstractBaseUser | AnonymousUser,
    reason: str,
    phrase: str = "",
) -> None:
    """Remember that ``by`` was refused ``verb`` on ``target``, and why.

    The same within one hour is counted. After ``MOST_REFUSALS`` different ones within it, one more
    entry says so, and the rest is counted with that one.

    Call it outside the transaction that failed, or the entry goes with it.
    """
    if _refusals_of_this_hour(by, target) >= MOST_REFUSALS:
        verb, phrase = MORE
        reason = _("Lebih dari %(number)d penolakan dalam satu jam; selebihnya hanya dihitung.") % {
            "number": MOST_REFUSALS
        }
        target = by if isinstance(by, AbstractBaseUser) else target
        with coming_from(""):  # from wherever it comes
            count_same(verb, target, by=by, phrase=phrase, note=reason, refused=True)
    else:
        count_same(verb, target, by=by, phrase=phrase, note=reason, refused=True)


def _refusals_of_this_hour(by: AbstractBaseUser | AnonymousUser, target: models.Model) -> int:
    """Of this person; where nobody has logged in, about this target."""
    mine = Tally.objects.filter(actor_id=_key(by), hour=_hour(), entry__refused=True)
    if not by.is_authenticated:
        mine = mine.filter(target=target._meta.label_lower, target_id=str(target.pk))
    return mine.count()


@transaction.atomic
def count_same(
    verb: str,
    target: models.Model,
    *,
    by: AbstractBaseUser | AnonymousUser,
    phrase: str = "",
    note: str = "",
    refused: bool = False,
) -> None:
    """``record``, but within one hour the same by the same person is one entry, with a count."""
    now = timezone.now()
    tally, is_first = Tally.objects.get_or_create(
        actor_id=_key(by),
        hour=_hour(),
        action=f"{target._meta.label_lower}.{verb}",
        target=target._meta.label_lower,
        target_id=str(target.pk),
        origin=_whence(by),
        defaults={"last_at": now},
    )
    if is_first:
        tally.entry = record(verb, target, by=by, phrase=phrase, note=note, refused=refused)
        tally.save(update_fields=["entry"])
    else:
        Tally.objects.filter(pk=tally.pk).update(count=F("count") + 1, last_at=now)


def _key(by: AbstractBaseUser | AnonymousUser) -> str:
    return str(by.pk) if by.is_authenticated else ""


def _whence(by: AbstractBaseUser | AnonymousUser) -> str:
    """The same for the same address; the address itself is nowhere but under the key."""
    origin = _origin.get()
    if not origin:
        return ""
    key = _key_of(by) if isinstance(by, AbstractBaseUser) else settings.SECRET_KEY.encode()
    return sealing.fingerprint(key, origin)


def _hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)
