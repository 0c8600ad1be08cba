"""What a file really is, told from its content; its name is only compared with that."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from dataclasses import dataclass
from typing import BinaryIO, cast

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reformasi.sheets.archives import Bomb, Broken, Locked, Unfit, Unusual
from reformasi.sheets.workbooks import ENCRYPTED

from . import films, packages, pdfs, pictures, places

Text = str | Promise
OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class FileKind:
    """One kind of file that the library takes. Its first extension is the usual one."""

    content_type: str
    label: Text
    extensions: tuple[str, ...]
    preview: str = ""  # "image", "pdf", or nothing: download only
    mark: bytes = b""  # of pictures: how every such file begins
    member: str = ""  # for archives: the member that only this kind has


#: The one table of what is accepted; forms, messages and the database constraint come from it.
KINDS = [
    FileKind("application/pdf", "PDF", ("pdf",), "pdf"),
    FileKind("image/jpeg", gettext_lazy("Foto JPG"), ("jpg", "jpeg"), "image", b"\xff\xd8\xff"),
    FileKind("image/png", gettext_lazy("Gambar PNG"), ("png",), "image", b"\x89PNG\r\n\x1a\n"),
    FileKind("image/webp", gettext_lazy("Gambar WEBP"), ("webp",), "image"),
    FileKind(f"{OFFICE}.wordprocessingml.document", "Word", ("docx",), member="word/document.xml"),
    FileKind(f"{OFFICE}.spreadsheetml.sheet", "Excel", ("xlsx",), member="xl/workbook.xml"),
    FileKind(
        f"{OFFICE}.presentationml.presentation",
        "PowerPoint",
        ("pptx",),
        member="ppt/presentation.xml",
    ),
    FileKind(f"{OPEN}.text", gettext_lazy("Dokumen ODT"), ("odt",)),
    FileKind(f"{OPEN}.spreadsheet", gettext_lazy("Lembar kerja ODS"), ("ods",)),
    FileKind(f"{OPEN}.presentation", gettext_lazy("Presentasi ODP"), ("odp",)),
    FileKind("text/csv", "CSV", ("csv",)),
    FileKind("text/plain", gettext_lazy("Teks"), ("txt",)),
    FileKind("video/mp4", gettext_lazy("Video MP4"), ("mp4",)),
]
BY_TYPE = {kind.content_type: kind for kind in KINDS}
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)  # for the file chooser
IN_WORDS = ", ".join(kind.extensions[0].upper() for kind in KINDS)

MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
}
HEIC_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}
#: Bytes that no text holds: control characters except tab, line ends, form feed and escape.
TEXT_BYTES = bytes(set(range(256)) - set(range(32)) | {9, 10, 12, 13, 27})
#: What people often bring and the library does not take: how it begins, what it is, what to do.
REFUSED: list[tuple[bytes, Text, Text]] = [
    (b"MZ", gettext_lazy("program Windows (.exe)"), ""),
    (b"\x7fELF", gettext_lazy("program komputer"), ""),
    (b"#!", gettext_lazy("skrip program"), ""),
    (
        packages.OLE,
        gettext_lazy("Word, Excel, atau PowerPoint format lama"),
        gettext_lazy("Simpan ulang sebagai .docx, .xlsx, .pptx, atau PDF."),
    ),
    (
        b"PK\x05\x06",
        gettext_lazy("arsip ZIP kosong"),
        gettext_lazy("Buat ulang berkasnya dari aplikasi aslinya."),
    ),
    (
        b"Rar!",
        gettext_lazy("arsip RAR"),
        gettext_lazy("Buka arsipnya, lalu unggah isinya satu per satu."),
    ),
    (
        b"7z\xbc\xaf",
        gettext_lazy("arsip 7z"),
        gettext_lazy("Buka arsipnya, lalu unggah isinya satu per satu."),
    ),
]
ADVICE: dict[type[Unfit], Text] = {
    Broken: gettext_lazy(
        "isinya rusak atau terpotong. Buka berkas aslinya, simpan ulang, lalu unggah lagi."
    ),
    Bomb: gettext_lazy(
        "isinya mengembang jauh melebihi ukuran wajar, sehingga tidak aman dibuka. "
        "Buat ulang berkasnya dari aplikasi aslinya."
    ),
    Unusual: gettext_lazy(
        "susunannya tidak lazim, sehingga isinya tidak dapat diperiksa. "
        "Buka berkas aslinya, simpan ulang dari aplikasi yang biasa, lalu unggah lagi."
    ),
    Locked: gettext_lazy(
        "berkas ini dikunci dengan kata sandi, sehingga tidak dapat dibuka orang lain. "
        "Hapus sandinya di aplikasi asalnya, simpan, lalu unggah lagi."
    ),
    packages.Macros: gettext_lazy(
        "dokumen ini memuat makro (program di dalam dokumen). "
        "Simpan ulang tanpa makro sebagai .docx, .xlsx, .pptx, atau PDF, lalu unggah lagi."
    ),
}
BIDI = re.compile(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)  # would let "exe.pdf" read as "fdp.exe"


class FileRefused(ValidationError):
    """The library does not take this file; the message names it and says what to do."""

    def __init__(self, name: str, reason: str) -> None:
        message = _("“%(name)s” tidak disimpan: %(reason)s") % {"name": name, "reason": reason}
        super().__init__(message, code="file_refused")


@dataclass(frozen=True)
class Inspected:
    """A file that passed: what it is, and the digest of its bytes as they are kept."""

    file: File[bytes]
    name: str
    kind: FileKind
    size: int  # bytes
    sha256: str
    is_placeless: bool = False  # where it was taken was removed


def inspect(file: File[bytes]) -> Inspected:
    """Look at the whole content, in pieces.

    Raises:
        FileRefused: empty, too large, of another kind than named, of no accepted kind, or a bomb.
    """
    name = clean_name(file.name or "")
    if not file.size:
        raise FileRefused(
            name, _("berkasnya kosong (0 bita). Periksa berkas aslinya, lalu unggah lagi.")
        )
    if file.size > settings.EVIDENCE_MAX_BYTES:
        sizes = {
            "size": filesizeformat(file.size),
            "limit": filesizeformat(settings.EVIDENCE_MAX_BYTES),
        }
        raise FileRefused(
            name,
            _(
                "ukurannya %(size)s, paling besar %(limit)s. Kecilkan (kompres PDF atau foto) "
                "atau pecah menjadi beberapa berkas."
            )
            % sizes,
        )
    kind = _kind(file, name)
    if not _extension(name):
        name = f"{name}.{kind.extensions[0]}"
    size = file.size
    placeless = _placeless(file, kind)
    file = placeless or file
    return Inspected(file, name, kind, size, _sha256(file), is_placeless=placeless is not None)


def _placeless(file: File[bytes], kind: FileKind) -> File[bytes] | None:
    """The same photo or film without where it was taken; None where it does not say."""
    if kind.content_type not in places.BLANKERS:
        return None
    file.seek(0)
    content = places.without_place(file.read(), kind.content_type)
    return None if content is None else ContentFile(content, name=file.name)


def clean_name(name: str) -> str:
    """The last part of ``name`` without signs that hide what it says; at most 150 characters."""
    base = os.path.basename(name.replace("\\", "/"))
    base = BIDI.sub("", unicodedata.normalize("NFC", base))
    base = "".join(sign if sign.isprintable() else " " for sign in base)
    stem, extension = os.path.splitext(" ".join(base.split()))
    return f"{stem[:140]}{extension[:10]}" or "berkas"


def title_of(name: str) -> str:
    """A first title from a file's name: "Notulen_rapat-1.pdf" -> "Notulen rapat-1"."""
    stem = os.path.splitext(name)[0].replace("_", " ").strip()
    return stem or name


def _extension(name: str) -> str:
    return os.path.splitext(name)[1].removeprefix(".").lower()


def _kind(file: File[bytes], name: str) -> FileKind:
    """The kind of the content, if the name agrees."""
    extension = _extension(name)
    stream = cast(BinaryIO, file.file)
    try:
        kind = _sniff(stream, extension)
    except Unfit as error:
        raise FileRefused(name, str(ADVICE[type(error)])) from error
    if kind is None:
        raise FileRefused(name, _why_not(stream, extension))
    if extension and extension not in kind.extensions:
        right = f".{kind.extensions[0]}"
        reason = _(
            "namanya berakhiran .%(named)s, tetapi isinya %(kind)s. Ganti akhiran namanya menjadi "
            "%(right)s, atau pilih berkas yang benar."
        )
        raise FileRefused(name, reason % {"named": extension, "kind": kind.label, "right": right})
    return kind


def _sniff(stream: BinaryIO, extension: str) -> FileKind | None:
    """What the bytes say; ``extension`` only tells CSV from other plain text."""
    stream.seek(0)
    head = stream.read(2048)
    if pdfs.begins(head):
        pdfs.look_at(stream)
        return BY_TYPE["application/pdf"]
    for kind in KINDS:
        if kind.mark and head.startswith(kind.mark):
            pictures.look_at(stream, kind.content_type.removeprefix("image/"))
            return kind
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        pictures.look_at(stream, "webp")
        return BY_TYPE["image/webp"]
    if head[4:8] == b"ftyp":
        if head[8:12] not in MP4_BRANDS:
            return None
        films.look_at(stream)
        return BY_TYPE["video/mp4"]
    if head.startswith(b"PK\x03\x04"):
        return _office(stream)
    if head.startswith(packages.OLE):
        _refuse_locked_office(stream)
    if any(head.startswith(mark) for mark, _what, _advice in REFUSED) or not _is_text(stream):
        return None
    return BY_TYPE["text/csv" if extension == "csv" else "text/plain"]


def _office(stream: BinaryIO) -> FileKind | None:
    """Which office document an archive is; None for any other archive."""
    package = packages.look_into(stream)
    if package.mimetype:
        return BY_TYPE.get(package.mimetype)
    if packages.CONTENTS not in package.names:
        return None
    return next((kind for kind in KINDS if kind.member and kind.member in package.names), None)


def _refuse_locked_office(stream: BinaryIO) -> None:
    """New office documents with a password lie in a container of the old ones."""
    stream.seek(0)
    if packages.holds(ENCRYPTED, iter(lambda: stream.read(64 * 1024), b"")):
        raise Locked


def _is_text(stream: BinaryIO) -> bool:
    stream.seek(0)
    while chunk := stream.read(64 * 1024):
        if chunk.translate(None, TEXT_BYTES):
            return False
    return True


def _why_not(stream: BinaryIO, extension: str) -> str:
    """What the content is instead, and what to do."""
    what, advice = _recognise(stream)
    named = BY_EXTENSION.get(extension)
    parts = {
        "named": named.label if named else "",
        "what": what,
        "advice": advice or _("Yang diterima: %(kinds)s.") % {"kinds": IN_WORDS},
    }
    if named:
        return _("isinya bukan %(named)s, melainkan %(what)s. %(advice)s") % parts
    return _("isinya %(what)s. %(advice)s") % parts


def _recognise(stream: BinaryIO) -> tuple[str, str]:
    """What unaccepted content seems to be, and a way out where there is one."""
    stream.seek(0)
    head = stream.read(2048)
    for mark, what, advice in REFUSED:
        if head.startswith(mark):
            return str(what), str(advice)
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return _("foto HEIC"), _(
            "Ubah dahulu menjadi JPG. Di iPhone: buka aplikasi Foto, pilih fotonya, ketuk Bagikan, "
            "Opsi, Paling Kompatibel, lalu Simpan ke File, dan unggah berkas itu. Agar foto "
            "berikutnya langsung JPG: Pengaturan › Kamera › Format › Paling Kompatibel."
        )
    if head.startswith(b"PK\x03\x04"):
        return (
            _("arsip ZIP"),
            _("Buka arsipnya, lalu unggah isinya satu per satu."),
        )
    try:
        guesses = [guess.extension for guess in puremagic.magic_string(head) if guess.extension]
    except (puremagic.PureError, ValueError):
        guesses = []
    if guesses:
        return _("jenis lain (tampaknya %(guess)s)") % {"guess": guesses[0]}, ""
    return _("jenis yang tidak dikenal"), ""


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
