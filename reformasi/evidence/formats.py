"""Reads just enough of a file's structure to know its size when unpacked; never unpacks it."""

from __future__ import annotations

import struct
from typing import BinaryIO
from zipfile import ZipFile

from reformasi.sheets.archives import BROKEN_ARCHIVE, Bomb, Broken, Limits, inspect

MAX_PIXELS = 120_000_000  # a photo of 108 megapixels passes; a few KB that unfold to GBs do not
#: JPEG markers that carry the size of the picture (SOF0 to SOF15 without DHT, JPG and DAC).
JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def refuse_huge_picture(stream: BinaryIO, subtype: str) -> None:
    """Look at the size that the header states.

    Raises:
        Broken: there is no readable header.
        Bomb: the picture has more than ``MAX_PIXELS``.
    """
    stream.seek(0)
    try:
        width, height = {"png": _png, "jpeg": _jpeg, "webp": _webp}[subtype](stream)
    except (struct.error, IndexError) as error:
        raise Broken from error
    if not width or not height:
        raise Broken
    if width * height > MAX_PIXELS:
        raise Bomb


def _png(stream: BinaryIO) -> tuple[int, int]:
    head = stream.read(24)
    if head[12:16] != b"IHDR":
        raise Broken
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def _jpeg(stream: BinaryIO) -> tuple[int, int]:
    stream.seek(2)
    while True:
        byte = stream.read(1)
        if byte != b"\xff":
            raise Broken
        while byte == b"\xff":  # markers may be padded
            byte = stream.read(1)
        (length,) = struct.unpack(">H", stream.read(2))
        if byte[0] in JPEG_FRAMES:
            height, width = struct.unpack(">xHH", stream.read(5))
            return width, height
        stream.seek(length - 2, 1)


def _webp(stream: BinaryIO) -> tuple[int, int]:
    head = stream.read(30)
    kind = head[12:16]
    if kind == b"VP8X":
        return _uint24(head[24:27]) + 1, _uint24(head[27:30]) + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", head[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise Broken


def _uint24(three: bytes) -> int:
    return int.from_bytes(three, "little")


def members(stream: BinaryIO) -> dict[str, str]:
    """The names in an archive; for "mimetype", which OpenDocument stores first, its text.

    Raises:
        Broken: it is no readable archive.
        Bomb: its members together are too large or suspiciously well packed.
    """
    listed = inspect(stream, Limits())
    names = dict.fromkeys((member.filename for member in listed), "")
    try:
        with ZipFile(stream) as archive:
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                names["mimetype"] = archive.read("mimetype").decode("ascii", "replace")
    except BROKEN_ARCHIVE as error:
        raise Broken from error
    return names
