"""What differs between two wordings, word by word, for whoever reads them side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

LITTLE_ALIKE = 0.4
"""Two texts that share less than this were written anew: marking every word would say nothing."""


@dataclass(frozen=True)
class Piece:
    """A run of words; ``differs``: the other wording does not have it."""

    text: str
    differs: bool = False


Pieces = tuple[Piece, ...]


def side_by_side(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Both wordings as pieces, with their blanks; texts that are little alike are not marked."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LITTLE_ALIKE:
        return _whole(old), _whole(new)
    kept_before: set[int] = set()
    kept_after: set[int] = set()
    for match in matcher.get_matching_blocks():
        kept_before.update(range(match.a, match.a + match.size))
        kept_after.update(range(match.b, match.b + match.size))
    return tuple(_pieces(before, kept_before)), tuple(_pieces(after, kept_after))


def _whole(text: str) -> Pieces:
    return (Piece(text),) if text else ()


def _pieces(terms: list[str], kept: set[int]) -> Iterator[Piece]:
    runs = groupby(enumerate(terms), key=lambda term: term[0] not in kept)
    for differs, run in runs:
        yield Piece(" ".join(term for _, term in run), differs)
