"""Takes out of photos and films where they were taken, and changes nothing else (ADR 107).

Everything is overwritten in place: no byte moves, no picture is packed anew, and the moment at
which it was taken stays.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from . import films

GPS_TAG = 0x8825
MOST_ENTRIES = 1_000  # of a directory of EXIF: a camera writes some 50
#: Bytes of one value by its type in EXIF.
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
TIFF = rb"(?=II\*\0|MM\0\*)"
EXIF = re.compile(rb"(?:Exif\0\0|EXIF.{4})" + TIFF, re.DOTALL)
#: In XMP, as attribute or element, of any maker: exif:GPSLatitude, drone-dji:GpsLongitude.
ATTRIBUTE = re.compile(rb""":(?:GPS|Gps)\w{1,40}\s{0,9}=\s{0,9}(["'])([^"'<>]{1,200})\1""")
ELEMENT = re.compile(rb":(?:GPS|Gps)\w{1,40}[^<>]{0,200}>([^<>]{1,200})</")
#: Packed or in hexadecimal: such a part of a PNG is blanked as a whole.
PACKED_PROFILE = re.compile(rb"Raw profile type (?:exif|APP1|xmp)\0")
PACKED_XMP = b"XML:com.adobe.xmp\0\x01"
UNKNOWN_PART = b"prVt"  # what no reader knows, and all pass over
#: Where a phone writes the place of a film, and how: "+06.1754-106.8272/".
PLACE_BOXES = re.compile(rb"\xa9xyz|loci")
ISO_6709 = re.compile(rb"[+-]\d{2}\.\d{3,10}[+-]\d{3}\.\d{3,10}(?:[+-]\d{1,6}\.\d{1,6})?/?")
LONGEST_SEGMENT = 64 * 1024
LONGEST_PLACE = 1_024  # bytes of such a box, or of one value in EXIF


def without_place(content: bytes, content_type: str) -> bytes | None:
    """``content`` without where it was taken; None where it does not say."""
    blank = BLANKERS.get(content_type)
    if blank is None:
        return None
    changed = bytearray(content)
    blank(changed)
    return None if changed == content else bytes(changed)


def _blank_photo(content: bytearray) -> None:
    """JPEG and WebP: every block of EXIF, of the photos behind the first too, and all XMP."""
    for block in list(EXIF.finditer(content)):
        _blank_gps(content, block.end(), _end_of(content, block))
    _blank_xmp(content, 0, len(content))


def _end_of(content: bytearray, block: re.Match[bytes]) -> int:
    """Where the part ends that holds a block of EXIF: whatever the block says lies before."""
    start = block.start()
    if block[0].startswith(b"EXIF"):  # a part of WebP
        (size,) = struct.unpack_from("<I", content, start + 4)
        return min(start + 8 + int(size), len(content))
    (size,) = struct.unpack_from(">H", content, max(start - 2, 0))  # a segment of JPEG
    if content[max(start - 4, 0) : max(start - 2, 0)] != b"\xff\xe1":
        size = LONGEST_SEGMENT
    return min(start - 2 + int(size), len(content))


def _blank_gps(content: bytearray, start: int, end: int) -> None:
    """The directory of positions in the EXIF that begins at ``start``: emptied, values too."""
    order = "<" if content[start : start + 2] == b"II" else ">"

    def number(form: str, place: int) -> int:
        size = struct.calcsize(form)
        if start <= place <= end - size:
            return int(struct.unpack_from(order + form, content, place)[0])
        return 0

    first = start + number("I", start + 4)
    for entry in _entries(first, number("H", first)):
        if number("H", entry) != GPS_TAG:
            continue
        directory = start + number("I", entry + 8)
        count = number("H", directory)
        for position in _entries(directory, count):
            size = SIZES.get(number("H", position + 2), 1) * number("I", position + 4)
            if 4 < size <= LONGEST_PLACE:
                _fill(content, start + number("I", position + 8), size, end)
        _fill(content, directory, 2 + 12 * min(count, MOST_ENTRIES), end)


def _entries(directory: int, count: int) -> Iterator[int]:
    return (directory + 2 + 12 * number for number in range(min(count, MOST_ENTRIES)))


def _fill(content: bytearray, begin: int, size: int, end: int, sign: bytes = b"\0") -> None:
    """Overwrite up to ``end``, as far as it is there."""
    stop = min(begin + size, end)
    if begin < stop:
        content[begin:stop] = sign * (stop - begin)


def _blank_xmp(content: bytearray, begin: int, end: int) -> None:
    for match in list(ATTRIBUTE.finditer(content, begin, end)):
        _fill(content, match.start(2), len(match[2]), end, b" ")
    for match in list(ELEMENT.finditer(content, begin, end)):
        _fill(content, match.start(1), len(match[1]), end, b" ")


def _blank_png(content: bytearray) -> None:
    """Part by part, each with its checksum made anew where it changed."""
    place = 8
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        begin, end = place + 8, min(place + 8 + length, len(content) - 4)
        before = content[place + 4 : end]
        _blank_part(content, bytes(content[place + 4 : begin]), begin, end)
        if content[place + 4 : end] != before:
            struct.pack_into(">I", content, end, zlib.crc32(content[place + 4 : end]))
        place = end + 4


def _blank_part(content: bytearray, name: bytes, begin: int, end: int) -> None:
    if name == b"eXIf":
        _blank_gps(content, begin, end)
    elif name in (b"tEXt", b"zTXt", b"iTXt"):
        head = bytes(content[begin : begin + 64])
        if PACKED_PROFILE.match(head) or head.startswith(PACKED_XMP):
            content[begin - 4 : begin] = UNKNOWN_PART
            _fill(content, begin, end - begin, end)
        else:
            _blank_xmp(content, begin, end)


def _blank_film(content: bytearray) -> None:
    """The boxes of a film that tell its place, in its index and nowhere else."""
    for name, begin, end in list(films.boxes(BytesIO(content))):
        if name != films.INDEX:
            continue
        for match in list(PLACE_BOXES.finditer(content, begin, end)):
            (length,) = struct.unpack_from(">I", content, match.start() - 4)
            if 8 < length <= LONGEST_PLACE:
                content[match.start() : match.end()] = b"free"
                _fill(content, match.end(), length - 8, end)
        for match in list(ISO_6709.finditer(content, begin, end)):
            _fill(content, match.start(), len(match[0]), end, b" ")


BLANKERS: dict[str, Callable[[bytearray], None]] = {
    "image/jpeg": _blank_photo,
    "image/webp": _blank_photo,
    "image/png": _blank_png,
    "video/mp4": _blank_film,
}
