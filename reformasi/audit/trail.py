"""Writing the trail: one sentence per act, refusals included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .models import Entry

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
    """Rows by their text, for they may be renamed; anything else as it is."""
    return str(value) if isinstance(value, models.Model) else value


def record(
    verb: str,
    target: models.Model,
    *,
    by: AbstractBaseUser | AnonymousUser | None,
    phrase: str = "",
    changes: Mapping[str, object] | None = None,
    note: str = "",
    refused: bool = False,
) -> Entry:
    """Remember that ``by`` did ``verb`` to ``target``; ``by=None`` is the system.

    Whoever has not logged in has no name: nobody vouches that it was the owner of the account.

    The names are kept in Indonesian, whatever language ``by`` reads.
    """
    role_for = getattr(by, "role_for", None)
    nameless = "" if by and by.is_authenticated else STRANGER if by else SYSTEM
    with translation.override(settings.LANGUAGE_CODE):
        target_label = str(target)
        actor_label = _(nameless) if nameless else str(by)
        role_label = role_for(target) if role_for else ""
    return Entry.objects.create(
        action=f"{target._meta.label_lower}.{verb}",
        phrase=phrase or PHRASES.get(verb, verb),
        target=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=target_label[:200],
        actor_id=str(by.pk) if by and not nameless else "",
        actor_label=actor_label[:200],
        role_label=role_label[:200],
        origin=_origin.get(),
        changes=changes or {},
        note=note,
        refused=refused,
    )


def refuse(
    verb: str,
    target: models.Model,
    *,
    by: AbstractBaseUser | AnonymousUser,
    reason: str,
    phrase: str = "",
) -> Entry:
    """Remember that ``by`` was refused ``verb`` on ``target``, and why.

    Call it outside the transaction that failed, or the entry goes with it.
    """
    return record(verb, target, by=by, phrase=phrase, note=reason, refused=True)
