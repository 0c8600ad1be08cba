"""Films: whether their boxes end within the file, and their index came along."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from reformasi.sheets.archives import Broken, Unusual

MAX_BOXES = 10_000  # a film cut into pieces has two for each; an hour has some 4,000
INDEX = b"moov"


def look_at(stream: BinaryIO) -> None:
    """See whether a player finds the index; a recording that broke off has none.

    Raises:
        Broken: it ends early, or has no index.
        Unusual: it is cut into far more boxes than any camera makes.
    """
    if INDEX not in {name for name, _begin, _end in boxes(stream)}:
        raise Broken


def boxes(stream: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of the first level: name, and where the content begins and ends.

    Raises:
        Broken, Unusual: as ``look_at``.
    """
    end = stream.seek(0, 2)
    place = 0
    for _number in range(MAX_BOXES):
        if place == end:
            return
        stream.seek(place)
        head = stream.read(16)
        if len(head) < 8:
            raise Broken
        length, name = struct.unpack(">I4s", head[:8])
        begin = place + 8
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
            begin = place + 16
        elif length == 0:
            length = end - place  # to the end of the file
        if length < begin - place or place + length > end:
            raise Broken
        yield name, begin, place + length
        place += length
    raise Unusual
