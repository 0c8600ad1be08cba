"""A unit is shown by its whole name: the bare one shows namesakes alike (F10, ADR 114)."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARE = re.compile(r"\bunit\.(name|short_name)\b|\bunit__(name|short_name)\b")
#: Who works the names out, reads them as they are typed, or shows the place beside them.
READERS = {
    "reformasi/organisation/actions.py",
    "reformasi/organisation/qualifiers.py",
    "reformasi/organisation/unit_names.py",
    "programs/events/tables.py",
    "dashboards/demo/origin.py",
    "templates/organisation/unit.html",
    "templates/organisation/unit_base.html",
    "templates/organisation/unit_rows.html",
}


def test_nothing_shows_a_unit_by_its_bare_name():
    folders = ("reformasi", "evaluations", "programs", "zona_integritas", "dashboards", "templates")
    wrong = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in folders
        for kind in ("*.py", "*.html")
        for path in sorted((ROOT / folder).rglob(kind))
        if str(path.relative_to(ROOT)) not in READERS and "migrations" not in path.parts
        for line in path.read_text().splitlines()
        if BARE.search(line)
    ]

    assert wrong == []
