"""What the apps above load from the folder of a new version, after its instruments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

#: From the folder and the codes that were loaded to a sentence for each thing that it loaded too.
Companion = Callable[[Path, Sequence[str]], Iterable[str]]
_companions: list[Companion] = []


def follow(companion: Companion) -> None:
    """Let an app above load its part of a folder outside the release."""
    _companions.append(companion)


def load_companions(folder: Path, codes: Sequence[str]) -> Iterator[str]:
    for companion in _companions:
        yield from companion(folder, codes)
