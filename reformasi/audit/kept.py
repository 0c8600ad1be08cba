"""The personal data of the trail itself."""

import pghistory.models

from . import personal
from .models import Entry, Tally
from .personal import Kept


def register() -> None:
    personal.declare(
        Kept(
            Entry,
            ("actor_id", "actor_label", "role_label", "target_label", "changes", "note"),
            personal.TRAIL,
            {"actor_id": "pk"},
        ),
        Kept(Entry, ("origin",), personal.SECURITY, {"actor_id": "pk"}),
        Kept(Tally, ("actor_id", "origin"), personal.SECURITY, {"actor_id": "pk"}),
        # Who, from where, at which address of the portal.
        Kept(pghistory.models.Context, ("metadata",), personal.SECURITY),
    )
