"""Who wrote, submitted and decided what: the columns of everything that is decided on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from reformasi.audit.sealing import pseudonym
from reformasi.workflow.models import Decidable, Snapshot
from reformasi.workflow.moves import State

from .rows import Cell, Rows

REOPENED = "reopened"  # a draft again, with an approval that belongs to the older version
RETURN_REASON = "Bukti belum memperlihatkan hasilnya. Lengkapi, lalu ajukan lagi (data contoh)."
REOPEN_REASON = "Ada data yang perlu diperbaiki menurut hasil pemeriksaan (data contoh)."

Content = Mapping[str, object]
Columns = dict[str, Cell]


@dataclass(frozen=True)
class Hands:
    """Who submits, who decides, and who else may not decide because they asked for it."""

    writer: int
    decider: int
    asker: int | None = None

    @property
    def submitted(self) -> list[int]:
        return sorted({self.writer} if self.asker is None else {self.writer, self.asker})


def decided(
    rows: Rows,
    model: type[Decidable],
    key: int,
    state: str,
    hands: Hands,
    day: date,
    content: Content,
    before: Content | None = None,
) -> Columns:
    """The columns of ``Decidable`` for a row in ``state`` that was submitted on ``day``.

    ``content`` is what the model freezes: its hash and snapshot are those that the actions would
    have written. ``before`` is what was approved where that has changed since.
    """
    columns: Columns = {
        "id": key,
        "status": State.DRAFT if state == REOPENED else state,
        "content_sha256": digest_of(canonical(content)),
        "version": 1 if state == State.DRAFT else 2,
        "writers": [] if state in (State.APPROVED, REOPENED) else [hands.writer],
    }
    if state == State.DRAFT:
        return columns
    snapshot = freeze(rows, model, key, hands.writer, day, content if before is None else before)
    columns |= {
        "submitted_at": moment(day),
        "submitted_by_id": hands.writer,
        "submitted_hands": hands.submitted,
        "submitted_snapshot_id": snapshot,
    }
    if state == State.RETURNED:
        columns |= {
            "returned_at": moment(day, days=2),
            "returned_by_id": hands.decider,
            "return_reason": RETURN_REASON,
        }
    if state in (State.APPROVED, REOPENED):
        columns |= {
            "approved_at": moment(day, days=2),
            "approved_by_id": hands.decider,
            "approved_snapshot_id": snapshot,
        }
    if state == REOPENED:
        columns |= {
            "reopened_at": moment(day, days=3),
            "reopened_by_id": hands.decider,
            "reopen_reason": REOPEN_REASON,
        }
    return columns


def freeze(
    rows: Rows, model: type[Decidable], key: int, by: int, day: date, content: Content
) -> int:
    """The key of the snapshot with what was submitted."""
    frozen = canonical(content)
    return rows.add(
        Snapshot,
        {
            "target": model._meta.label_lower,
            "target_id": str(key),
            "number": 1,
            "content": frozen,
            "sha256": digest_of(frozen),
            "frozen_at": moment(day),
            "frozen_by_label": pseudonym(str(by)),
        },
    )


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def moment(day: date, *, days: int = 0) -> str:
    """An hour of work on ``day``, or so many days later."""
    return f"{day + timedelta(days) if days else day} 03:00:00+00"


def canonical(content: object) -> str:
    """The JSON of which ``workflow.frozen.digest`` takes the hash; of plain values alone."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
