"""Entries of the trail: one of each activity, and acts that were refused."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from reformasi.audit import sealing
from reformasi.audit.models import Entry, PersonKey, Tally
from reformasi.audit.trail import PHRASES
from reformasi.ui.text import shorten

from .rows import Cell, Rows

ORIGIN = "manage.py make_nation"
ROLE = "Pegawai (data contoh)"
REFUSED_IN = 25  # of so many acts one more was refused
REASON = "Anda tidak berwenang di unit ini (data contoh)."


class Trail:
    """Tells acts under the key of who did them, as ``audit.trail`` does."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.keys: dict[int, bytes] = {}
        self.total = 0

    def tell(
        self, model: type[models.Model], key: int, label: str, verb: str, actor: int, at: str
    ) -> None:
        """``actor`` did ``verb`` to a row; now and then somebody was refused the same."""
        self.total += 1
        self.entry(model, key, label, verb, actor, at, refused=False)
        if self.total % REFUSED_IN == 0:
            self.entry(model, key, label, "approve", actor, at, refused=True)

    def entry(
        self,
        model: type[models.Model],
        key: int,
        label: str,
        verb: str,
        actor: int,
        at: str,
        *,
        refused: bool,
    ) -> None:
        target = model._meta.label_lower
        person = str(actor)
        told: dict[str, Cell] = {
            "action": f"{target}.{verb}",
            "target": target,
            "target_id": str(key),
            "actor_id": person,
        }
        entry = self.rows.add(
            Entry,
            {
                **told,
                "at": at,
                "phrase": PHRASES[verb],
                "target_label": shorten(label, 200),
                "actor_label": sealing.pseudonym(person),
                "actor_sealed": sealing.seal(self.key_of(actor), person, f"Pegawai {actor}"),
                "role_label": ROLE,
                "origin": ORIGIN,
                "note": REASON if refused else "",
                "refused": refused,
            },
        )
        if refused:
            hour = datetime.fromisoformat(at).replace(minute=0, second=0, microsecond=0)
            count: dict[str, Cell] = {"hour": str(hour), "last_at": at, "entry_id": entry}
            self.rows.add(Tally, {**told, **count})

    def key_of(self, actor: int) -> bytes:
        """The key of a person, made with their first entry."""
        key = self.keys.get(actor)
        if key is None:
            key = self.keys[actor] = sealing.make_key()
            at = "2024-01-02 03:00:00+00"
            self.rows.add(PersonKey, {"person_id": str(actor), "key": key, "created_at": at})
        return key
