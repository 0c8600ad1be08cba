"""Codes of questions as others write them: ``A.I.1.i.a``, ``I.1.i.a)``, or column by column."""

import re
from collections.abc import Iterator

from evaluations.scoring import InstrumentSpec, Kind, NodeSpec

Parts = tuple[str, ...]

BETWEEN = re.compile(r"[\s.,:;/\\()\[\]_\-\u2013\u2014]+")
PART = re.compile(r"[a-z]|[ivx]{2,5}|[0-9]{1,3}[a-z]?")
LONGEST = 40  # signs of a code; what is longer is text
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
ONE = r"(?:[0-9]{1,3}[a-z]?|[A-Za-z]|[IVXivx]{2,5})"
#: A code at the beginning of a text: "a. ...", "1.a) ...".
INLINE = re.compile(rf"\s*\(?({ONE}(?:[.)/-]{ONE})*)[.)]{{1,2}}(?:\s+(?=\S)|(?=\w\w))")
#: A whole one needs no sign behind it: "A.I.1.i.a ...".
WHOLE = re.compile(rf"\s*\(?({ONE}(?:[.)/-]{ONE}){{2,}})[.):]*\s+(?=\S)")
SHORTEST = 3  # parts of a code that may stand without its first


def parts_of(text: str) -> Parts:
    """The parts of a code, the same however it is written; nothing where ``text`` is no code."""
    if len(text) > LONGEST:
        return ()
    parts = tuple(filter(None, BETWEEN.split(text.casefold())))
    if not all(PART.fullmatch(part) for part in parts):
        return ()
    return tuple(_arabic(part) for part in parts)


def split_inline(text: str) -> tuple[Parts, str]:
    """The code that a text begins with, and the text behind it."""
    match = WHOLE.match(text) or INLINE.match(text)
    parts = parts_of(match[1]) if match else ()
    return (parts, text[match.end() :]) if match and parts else ((), text)


def parts_of_node(node: NodeSpec) -> Parts:
    """The parts of its code, which need not look like one."""
    return parts_of(node.code) or (node.code.casefold(),)


def _arabic(part: str) -> str:
    return str(ROMAN.get(part, part.lstrip("0") or part))


class CodeIndex:
    """Which nodes of one instrument a code may mean."""

    def __init__(self, instrument: InstrumentSpec) -> None:
        self._nodes: dict[Parts, set[str]] = {}
        for siblings in instrument.children.values():
            for position, node in enumerate(siblings, start=1):
                for form in _forms(node, position):
                    self._nodes.setdefault(form, set()).add(node.code)

    def codes(self, parts: Parts) -> frozenset[str]:
        """None, one, or several where the way of writing leaves it open."""
        return frozenset(self._nodes.get(parts, ()))


def _forms(node: NodeSpec, position: int) -> Iterator[Parts]:
    """The code itself, with numbers for its last letter, and without the letter in front."""
    parts = parts_of_node(node)
    yield parts
    if node.kind in {Kind.QUESTION, Kind.INPUT} and len(parts) > SHORTEST:
        yield parts[1:]
    last = parts[-1]
    if len(last) == 1 and last.isalpha() and len(parts) > 1:
        yield (*parts[:-1], str(ord(last) - ord("a") + 1))
        yield (*parts[:-1], str(position))
