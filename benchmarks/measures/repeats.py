"""Repeated runs: pairs of places where six lines in a row are equal, or equally shaped.

Python, templates and JavaScript; style sheets repeat by nature. Left out as boilerplate: blank
lines, comments, imports, ``__all__``, and in templates lines that only close something. In a run no
two lines are alike, so that lists of addresses, labels or constants are no repetition.

The shape of a line is the line with every string and number replaced, in Python and JavaScript
every name too. Two places that share more than six lines are one pair. Equal lines are also equally
shaped: a plain copy counts as both, and so weighs twice.
"""

from __future__ import annotations

import ast
import itertools
import keyword
import re
from collections import defaultdict
from collections.abc import Callable

from benchmarks.measures.source import File

RUN = 6
TOKEN = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[A-Za-z_]\w*|\d[\d.]*""")
CLOSES = re.compile(r"^(?:</[\w-]+>|\{% (?:end\w+|else) %\}|[\])},;:]|\s)+$")
KEYWORDS = {*keyword.kwlist, "const", "let", "function", "new", "typeof", "export", "this"}

Place = tuple[str, int]
Pair = tuple[str, int, str, int]


def pairs(files: list[File]) -> list[Pair]:
    """All pairs: the equally shaped ones, and those of them that are equal once more."""
    return repeated(files, shape) + repeated(files, lambda file, line: line)


def repeated(files: list[File], key: Callable[[File, str], str]) -> list[Pair]:
    """Pairs as file and line, file and line: where each run begins."""
    lines = {file.path: significant(file) for file in files}
    places: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for file in files:
        keys = [key(file, line) for _, line in lines[file.path]]
        for at in range(len(keys) - RUN + 1):
            if len(set(keys[at : at + RUN])) == RUN:
                places[tuple(keys[at : at + RUN])].append((file.path, at))
    alike = {
        (*one, *other)
        for group in places.values()
        for one, other in itertools.combinations(group, 2)
        if one[0] != other[0] or other[1] - one[1] >= RUN
    }
    starts = [pair for pair in alike if (pair[0], pair[1] - 1, pair[2], pair[3] - 1) not in alike]
    return sorted((one, lines[one][i][0], other, lines[other][j][0]) for one, i, other, j in starts)


def significant(file: File) -> list[tuple[int, str]]:
    """Number and text of each line that is no boilerplate."""
    left_out = imports(file) if file.path.endswith(".py") else set()
    template = file.path.startswith("templates/")
    return [
        (number, line)
        for number, line in enumerate(map(str.strip, file.text.splitlines()), 1)
        if line
        and number not in left_out
        and not line.startswith("#")
        and not (template and CLOSES.match(line))
    ]


def imports(file: File) -> set[int]:
    """The lines of imports and of ``__all__``."""
    lines: set[int] = set()
    for node in ast.walk(file.tree):
        if isinstance(node, ast.stmt) and is_import_or_all(node):
            lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def is_import_or_all(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return isinstance(node, ast.Import | ast.ImportFrom) or any(
        isinstance(target, ast.Name) and target.id == "__all__" for target in targets
    )


def shape(file: File, line: str) -> str:
    template = file.path.startswith("templates/")

    def replace(match: re.Match[str]) -> str:
        token = match[0]
        if token[0] in "\"'":
            return "s"
        if token[0].isdigit():
            return "n"
        return token if template or token in KEYWORDS else "x"

    return TOKEN.sub(replace, line)
