"""The one policy for archives that people upload: looked at before anybody unpacks them."""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

MIB = 1024 * 1024
MAX_DIRECTORY = 2 * MIB  # bytes of the archive's own list of members
END_OF_ARCHIVE, ZIP64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
#: What ``zipfile`` raises while it reads an archive that is damaged, locked or packed unusually.
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip


class Broken(Exception):
    """The file ends early or contradicts itself."""


class Bomb(Exception):
    """The file is small but unfolds to more than the portal will ever open."""


@dataclass(frozen=True)
class Limits:
    """What an archive may unfold to. ``ratio`` counts from ``dense_from`` bytes on."""

    unpacked: int = 400 * MIB
    members: int = 20_000
    ratio: int = 150  # unpacked : packed; text in XML reaches about 30
    dense_from: int = 8 * MIB


def inspect(stream: BinaryIO, limits: Limits) -> list[zipfile.ZipInfo]:
    """The members as the archive declares them; nothing is unpacked.

    Raises:
        Broken: it is no readable archive.
        Bomb: too many members, too large together, or suspiciously well packed.
    """
    _refuse_long_directory(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except BROKEN_ARCHIVE as error:
        raise Broken from error
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if len(members) > limits.members or unpacked > limits.unpacked:
        raise Bomb
    if unpacked > limits.dense_from and unpacked / packed > limits.ratio:
        raise Bomb
    return members


def unpack(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes]:
    """The members with their content, counted while they unfold: what they declare may be a lie.

    Raises:
        Broken: a member is damaged or locked.
        Bomb: it unfolds to more than it declared and ``limits`` allow.
    """
    content: dict[str, bytes] = {}
    left = limits.unpacked
    try:
        for member in archive.infolist():
            with archive.open(member) as stream:
                data = stream.read(left + 1)
            left -= len(data)
            dense = len(data) > limits.ratio * max(member.compress_size, 1)
            if left < 0 or (dense and len(data) > limits.dense_from):
                raise Bomb
            content[member.filename] = data
    except BROKEN_ARCHIVE as error:
        raise Broken from error
    return content


def _refuse_long_directory(stream: BinaryIO) -> None:
    """The list of members is read as a whole, so look at its stated length first."""
    size = stream.seek(0, 2)
    stream.seek(max(size - 66_000, 0))
    tail = stream.read()
    end = tail.rfind(END_OF_ARCHIVE)
    if end < 0 or len(tail) < end + 16:
        raise Broken
    (directory,) = struct.unpack("<I", tail[end + 12 : end + 16])
    zip64 = tail[max(end - 20, 0) : end].startswith(ZIP64_LOCATOR)
    if directory > MAX_DIRECTORY or zip64:
        raise Bomb
    stream.seek(0)
