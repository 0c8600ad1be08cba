"""PDF, as far as one needs to look to know that others can open it."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from typing import BinaryIO

from pypdf import PasswordType, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, ByteStringObject, TextStringObject, read_object

from reformasi.sheets.archives import Broken, Locked

from .packages import holds

HEAD = b"%PDF-"
HEAD_WITHIN = 1024  # readers look for it so far (ISO 32000, annex H)
END_WITHIN = 2048  # of the end, blanks and zeros apart, which mail and scanners add
PIECE = 64 * 1024
LARGEST_LOCK = 16 * 1024  # bytes of the object that tells how the file is encrypted
PADDING = b"\0\t\n\r\x1a "

LINEARIZED = re.compile(rb"/Linearized\b.{0,200}?/L\s+(\d+)", re.DOTALL)
STARTXREF = re.compile(rb"startxref\s+(\d+)\s+%%EOF")
XREF = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")
#: Any letter of a name may be written as its number: /#45ncrypt.
LOCK = re.compile(b"/" + b"".join(b"(?:%c|(?i:#%x))" % (sign, sign) for sign in b"Encrypt"))
LONGEST_NAME = len(b"/" + b"#00" * len(b"Encrypt"))
ENCRYPT = re.compile(LOCK.pattern + rb"\s*(?:(\d+)\s+(\d+)\s+R|<<)")
FILE_ID = re.compile(rb"/ID\s*(?=\[)")
LONGEST_ID, MOST_IDS = 1024, 5
LONGEST_MARK = 64  # bytes of the two numbers before "obj", with the blanks between them
STRINGS = (ByteStringObject, TextStringObject)


def begins(head: bytes) -> bool:
    """Whether ``head`` is the beginning of a PDF, be it after blank lines."""
    return HEAD in head[: HEAD_WITHIN + len(HEAD)]


def look_at(stream: BinaryIO) -> None:
    """See whether it has an end, an index of its objects, and opens without a password.

    An owner's password, which only forbids printing or copying, is no hindrance.

    Raises:
        Broken: it ends early, or its index is nowhere.
        Locked: it opens with a password only, or for the holder of a certificate.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    head = stream.read(2 * HEAD_WITHIN)
    _require_length(head, size)
    _require_index(stream, head.index(HEAD), size)
    stream.seek(0)
    if _speaks_of_a_lock(stream):
        _require_no_password(stream)


def _require_length(head: bytes, size: int) -> None:
    """A file made for the web tells its length at the beginning."""
    told = LINEARIZED.search(head)
    if told and int(told[1][:20]) > size:
        raise Broken


def _require_index(stream: BinaryIO, begin: int, size: int) -> None:
    """The end names the place of the index; without one, readers build it from the catalog."""
    stream.seek(max(size - PIECE, 0))
    tail = stream.read().rstrip(PADDING)
    ends = STARTXREF.findall(tail[-END_WITHIN:])
    if not ends:
        raise Broken
    offset = int(ends[-1][:20])
    for place in (offset, offset + begin):  # some count from the beginning of the PDF proper
        stream.seek(min(place, size))
        if XREF.match(stream.read(64)):
            return
    stream.seek(0)
    if not holds(b"/Root", iter(lambda: stream.read(PIECE), b"")):
        raise Broken


def _speaks_of_a_lock(stream: BinaryIO) -> bool:
    """Whether its name stands anywhere, be it across the border of two pieces."""
    tail = b""
    for piece in iter(lambda: stream.read(PIECE), b""):
        tail += piece
        if LOCK.search(tail):
            return True
        tail = tail[-LONGEST_NAME:]
    return False


def _require_no_password(stream: BinaryIO) -> None:
    """Try the blank password on a PDF of nothing but the lock of this one.

    The whole file is not given to the library: it takes minutes over one that means harm.
    """
    stream.seek(0)
    content = stream.read()
    end = max(len(content) - PIECE, 0)
    places = list(ENCRYPT.finditer(content, end)) or list(ENCRYPT.finditer(content))
    lock = _lock(content, places[-1]) if places else None
    if lock is None:
        return  # the text speaks of it, no dictionary does
    ids = list(FILE_ID.finditer(content, end)) or list(FILE_ID.finditer(content))
    try:
        reader = PdfReader(io.BytesIO(_only(lock, _file_id(content, ids))))
        is_open = reader.decrypt("") != PasswordType.NOT_DECRYPTED
    except NotImplementedError:  # a lock that only the holder of a certificate opens
        is_open = False
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Broken from error
    if not is_open:
        raise Locked


def _lock(content: bytes, place: re.Match[bytes]) -> bytes | None:
    """The dictionary that tells how the file is encrypted; None where it points to none."""
    if place[1] is None:
        begin = place.end() - len(b"<<")
        return content[begin : begin + LARGEST_LOCK]
    mark = re.compile(rb"(?:^|\D)" + place[1] + rb"\s+" + place[2] + rb"\s+obj\Z")
    end = len(content)
    while (end := content.rfind(b"obj", 0, end)) >= 0:  # the last one counts
        after = end + len(b"obj")
        begin = max(end - LONGEST_MARK, 0)
        if re.search(mark, content[begin:after]):
            return content[after : after + LARGEST_LOCK].partition(b"endobj")[0]
    return None


def _file_id(content: bytes, places: list[re.Match[bytes]]) -> bytes:
    """The two strings that went into the key, which may be written in either way; the last that
    makes sense, and blank ones where there are none."""
    for place in reversed(places[-MOST_IDS:]):
        with suppress(PyPdfError, ValueError, TypeError, RecursionError):
            text = io.BytesIO(content[place.end() : place.end() + LONGEST_ID])
            both = read_object(text, None)
            if isinstance(both, ArrayObject) and len(both) == 2:
                parts = [part for part in both if isinstance(part, STRINGS)]
                return b"[%s]" % b"".join(b"<%s>" % _hex(part) for part in parts)
    return b"[<><>]"


def _hex(text: ByteStringObject | TextStringObject) -> bytes:
    return text.original_bytes.hex().encode()


def _only(lock: bytes, file_id: bytes) -> bytes:
    """A PDF of one blank catalog under ``lock``."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", lock]
    content = HEAD + b"1.7\n"
    index = b"xref\n0 4\n0000000000 65535 f \n"
    for number, part in enumerate(parts, start=1):
        index += b"%010d 00000 n \n" % len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    trailer = b"trailer\n<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID%s>>\n" % file_id
    return b"%s%s%sstartxref\n%d\n%%%%EOF\n" % (content, index, trailer, len(content))
