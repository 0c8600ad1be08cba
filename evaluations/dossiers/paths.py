"""Names inside a dossier: safe on every system, short, and each one once."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.utils.text import slugify

#: Letters of a file's own name that are kept; the folders of people's desks are long already.
LONGEST = 50
LONGEST_ENDING = 8
INDEX, STYLE, PRINTED = "index.html", "index.css", "dokumen"
UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def folder(number: int, code: str, *, digits: int) -> str:
    """ "01-A.I.1.i.a": in the order of the sheet wherever it is unpacked."""
    return f"{number:0{digits}d}-{UNSAFE.sub('-', code).strip('.-') or 'butir'}"


def file_name(number: int, name: str) -> str:
    """ "01-sk-tim.pdf": what a person called it, without anything that a system could trip over.

    The number before it makes it unique, and keeps names like "CON" or ".htaccess" harmless.
    """
    path = PurePath(name.replace("\\", "/"))
    stem = slugify(path.stem.replace(".", "-"))[:LONGEST].strip("-_") or "berkas"
    ending = slugify(path.suffix)[:LONGEST_ENDING]
    return f"{number:02d}-{stem}.{ending}" if ending else f"{number:02d}-{stem}"
