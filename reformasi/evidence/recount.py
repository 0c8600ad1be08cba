# ruff: noqa: S608  # every part of these statements is a name of ours
"""Whether what triggers keep beside evidence is what there is, counted anew (ADR 140)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils.translation import gettext as _

from .attachments import Attachment
from .units import COLUMNS, OWN, TABLE, rows_of

#: The names that ``names.Names`` writes.
NAMES = r"""
    concat_ws(E'\n ', ' ' || evidence.title, (
        SELECT string_agg(DISTINCT name, E'\n ') FROM evidence_evidenceversion
        WHERE evidence_id = evidence.id
    ))
"""


def wanted() -> str:
    """All rows that there should be, as one SELECT."""
    kinds = [kind.as_kind() for kind in Attachment.kinds()]
    uses = " UNION ALL ".join(
        f'SELECT evidence_id FROM "{kind.model._meta.db_table}"' for kind in kinds
    )
    own = (
        f"SELECT evidence.id, evidence.unit_id, '{OWN}', 0, FALSE, count(used.evidence_id)"
        f" FROM evidence_evidence evidence LEFT JOIN ({uses}) used"
        " ON used.evidence_id = evidence.id GROUP BY evidence.id"
    )
    return " UNION ALL ".join([own, *map(rows_of, kinds)])


def differences() -> list[str]:
    """A sentence for each evidence beside which something else is kept than there is."""
    return [*_wrong_units(), *_wrong_names()]


def _wrong_units() -> Iterator[str]:
    row = "concat_ws(' ', kind, attachment, unit_id, is_downward, uses)"
    grouped = f"SELECT evidence_id, array_agg({row} ORDER BY {row}) AS units FROM"
    message = _("Bukti %(key)s: unit yang dicatat %(kept)s, seharusnya %(wanted)s.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT evidence_id, kept.units, wanted.units"
            f" FROM ({grouped} {TABLE} GROUP BY 1) kept"
            f" FULL JOIN ({grouped} ({wanted()}) AS rows ({COLUMNS}) GROUP BY 1) wanted"
            " USING (evidence_id) WHERE kept.units IS DISTINCT FROM wanted.units ORDER BY 1"
        )
        for key, kept, right in cursor:
            yield message % {"key": key, "kept": kept or "–", "wanted": right or "–"}


def _wrong_names() -> Iterator[str]:
    message = _("Bukti %(key)s: nama untuk pencarian tidak sama dengan nama berkasnya.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM evidence_evidence evidence WHERE names <> {NAMES} ORDER BY 1"
        )
        for (key,) in cursor:
            yield message % {"key": key}


@transaction.atomic
def restore() -> None:
    """Write all of it anew where it differs: after rows came in past the triggers."""
    rows = f"SELECT {COLUMNS} FROM {TABLE}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE ({COLUMNS}) IN ({rows} EXCEPT {wanted()});"
            f"INSERT INTO {TABLE} ({COLUMNS}) ({wanted()} EXCEPT {rows});"
            f"UPDATE evidence_evidence evidence SET title = title WHERE names <> {NAMES}"
        )
