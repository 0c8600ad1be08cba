"""What changed since the bureau set a task: for the eyes of the one who verifies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from reformasi.audit.models import Entry
from reformasi.audit.values import as_kept_text, label

from .models import FollowUp


@dataclass(frozen=True)
class Change:
    """One thing that reads otherwise than before, or one return; texts for people."""

    at: datetime
    by: str
    what: str
    old: str
    new: str
    reason: str


def changes_since_task(follow_up: FollowUp) -> list[Change]:
    """Task, deadline and recommendation as they were changed, and returns; oldest first."""
    own = list(Entry.objects.about(follow_up).filter(refused=False).order_by("at", "pk"))
    changes = [change for entry in own for change in _of_task(entry)]
    changes += [
        Change(entry.at, entry.actor_label, _("dikembalikan"), "", "", entry.note)
        for entry in own
        if entry.action.endswith(".return")
    ]
    if own:
        changes += _of_recommendation(follow_up, own[0].at)
    return sorted(changes, key=lambda change: change.at)


def _of_task(entry: Entry) -> list[Change]:
    if not entry.action.endswith(".change"):
        return []
    return [
        Change(
            entry.at,
            entry.actor_label,
            label(FollowUp, name),
            as_kept_text(FollowUp, name, entry.changes[name][0]),
            as_kept_text(FollowUp, name, entry.changes[name][1]),
            entry.note,
        )
        for name in FollowUp.TASK
        if name in entry.changes
    ]


def _of_recommendation(follow_up: FollowUp, since: datetime) -> list[Change]:
    """The texts that it had since then, found from the present one backwards: by its number,
    which may have changed in between as the same entries say."""
    recommendation = follow_up.recommendation
    entries = Entry.objects.about(recommendation.finding.letter).filter(
        action__endswith=".finding", at__gte=since, refused=False
    )
    changes, text, number = [], recommendation.text, recommendation.label
    for entry in entries.order_by("-at", "-pk"):
        old, new = entry.changes.get(f"rekomendasi {number}", ("", ""))
        if old and new == text:
            name = _("teks rekomendasi")
            changes.append(Change(entry.at, entry.actor_label, name, old, new, entry.note))
            text = old
        moves = (pair for name, pair in entry.changes.items() if name.startswith("nomor "))
        number = next((before for before, after in moves if after == number), number)
    return changes
