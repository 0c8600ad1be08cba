"""The personal data of the trail itself."""

import pghistory.models

from . import personal
from .models import Entry, PersonKey, Tally
from .personal import Kept

SEALED = ("about_id", "actor_sealed", "about_sealed")


def register() -> None:
    personal.declare(
        Kept(
            Entry,
            (
                "actor_id",
                "actor_label",
                "role_label",
                "target_label",
                "changes",
                "note",
                *SEALED,
            ),
            personal.TRAIL,
            {"actor_id": "pk", "about_id": "pk"},
            ("at", "role_label", "note"),
        ),
        Kept(
            Entry,
            ("origin", "origin_sealed"),
            personal.SECURITY,
            {"actor_id": "pk"},
            ("at", "origin"),
        ),
        Kept(PersonKey, ("person_id", "key"), personal.TRAIL),
        Kept(Tally, ("actor_id", "origin"), personal.SECURITY),
        # Who, from where, at which address of the portal.
        Kept(pghistory.models.Context, ("metadata",), personal.SECURITY),
    )
