"""Office documents, which are archives: which one it is, and whether it holds what is not taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast
from zipfile import ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from reformasi.sheets import archives
from reformasi.sheets.archives import MIB, Bomb, Broken, Limits, Locked, Room, Unfit, Unusual

LIMITS = Limits()
MAX_DEPTH = 3  # a workbook in a document in a presentation, and one more
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: How a container of old Office names its parts; a macro is known by it under any name.
MACRO_PROJECT = "_VBA_PROJECT".encode("utf-16-le")
#: Names of parts and of their types that hold programs: ``vbaProject.bin``,
#: ``application/vnd.ms-excel.macrosheet+xml``, ``...sheet.macroEnabled.main+xml``.
MACRO_NAMES = ("vbaproject", "vbadata", "macrosheet", "macroenabled", "/basic/", "/scripts/")
#: Parts that tell what the others are, beside the ``.rels``.
CONTENTS, MANIFEST, MIMETYPE = "[Content_Types].xml", "META-INF/manifest.xml", "mimetype"
#: The attributes of such parts that name a part or its type. A link in the text may say anything.
TELLING = {"ContentType", "PartName", "Type", "full-path", "media-type"}
LOCKED_PACKAGE = "encrypted-package"  # an OpenDocument locked as a whole


class Macros(Unfit):
    """The document holds programs."""


@dataclass
class Package:
    """What an archive says of itself: the names of its members, and the type of OpenDocument."""

    names: set[str] = field(default_factory=set)
    mimetype: str = ""


def look_into(stream: BinaryIO) -> Package:
    """Unfold the archive and the archives inside it, piece by piece, keeping nothing.

    Raises:
        Broken, Bomb, Unusual, Locked: as ``archives.inspect`` and ``archives.pieces`` do.
        Macros: it, or a document inside it, holds a macro.
    """
    return _look(stream, archives.room_of(stream, LIMITS), depth=0)


def holds(mark: bytes, pieces: Iterable[bytes]) -> bool:
    """Whether ``mark`` stands anywhere, be it across the border of two pieces."""
    tail = b""
    for piece in pieces:
        tail += piece
        if mark in tail:
            return True
        tail = tail[-len(mark) :]
    return False


def _look(stream: BinaryIO, room: Room, depth: int) -> Package:
    if depth > MAX_DEPTH:
        raise Bomb
    members = archives.inspect(stream, room)
    package = Package({member.filename for member in members})
    _refuse_macros(package.names)
    if LOCKED_PACKAGE in package.names:
        raise Locked
    with ZipFile(stream) as archive:
        for member in members:
            _look_at(archive, member, room, depth, package)
    return package


def _look_at(archive: ZipFile, member: ZipInfo, room: Room, depth: int, package: Package) -> None:
    """One member: read where it tells of others, looked into where it is a document itself."""
    pieces = archives.pieces(archive, member, room)
    first = next(pieces, b"")
    name = member.filename
    if name == MIMETYPE:
        package.mimetype = first[:100].decode("ascii", "replace").strip()
    elif name in (CONTENTS, MANIFEST) or name.endswith(".rels"):
        _read_types(chain([first], pieces))
    elif first.startswith(ZIP):
        _look_inside(chain([first], pieces), room, depth)
    elif first.startswith(OLE) and holds(MACRO_PROJECT, chain([first], pieces)):
        raise Macros
    for _piece in pieces:  # what is left is counted, and its checksum is asked for
        pass


def _look_inside(pieces: Iterator[bytes], room: Room, depth: int) -> None:
    """A member that is an archive. What no program can read is no danger to anybody."""
    with SpooledTemporaryFile(max_size=8 * MIB) as copy:
        for piece in pieces:
            copy.write(piece)
        try:
            _look(cast(BinaryIO, copy), room, depth + 1)
        except Broken:
            return


def _read_types(pieces: Iterator[bytes]) -> None:
    parser = DefusedXMLParser(target=_Types())
    try:
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except DefusedXmlException as error:
        raise Unusual from error
    except ParseError as error:
        raise Broken from error


class _Types:
    """What a parser of the parts that tell of others sends: only names and types matter."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith("}encryption-data"):
            raise Locked
        local = ((name.rpartition("}")[2], value) for name, value in attributes.items())
        _refuse_macros(value for name, value in local if name in TELLING)

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass


def _refuse_macros(names: Iterable[str]) -> None:
    if any(mark in f"/{name.lower()}" for name in names for mark in MACRO_NAMES):
        raise Macros
