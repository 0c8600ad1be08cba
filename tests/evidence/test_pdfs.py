"""PDF that others can open is taken; what is cut or locked is refused with the way out."""

from __future__ import annotations

import io
import re
import time
from contextlib import suppress

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject

from reformasi.evidence.content import FileRefused, inspect
from tests.evidence import files


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        inspect(files.upload("surat.pdf", content))
    return refused.value.message


def is_taken(content):
    return inspect(files.upload("surat.pdf", content)).kind.label == "PDF"


def written(change=lambda writer: None, **options):
    """Three pages as a library writes them; ``change`` may lock them."""
    writer = PdfWriter(**options)
    for _number in range(3):
        writer.add_blank_page(200, 200)
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def in_streams():
    """A PDF whose index is a stream, as Word and scanners write it."""
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    index = b"9 0 obj\n<</Type/XRef/Size 3/W[1 1 1]/Root 1 0 R/Length 0>>\nstream\n"
    index += b"\nendstream\nendobj\n"
    return body + index + b"startxref\n%d\n%%%%EOF" % len(body)


ALGORITHMS = ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"]

GOOD = {
    "as a library writes it": written,
    "an index in a stream": in_streams,
    "blank lines before the head": lambda: b"\r\n\r\n" + written(),
    "a thousand signs before the head": lambda: b" " * 1000 + written(),
    "zeros and blanks behind the end": lambda: written() + bytes(5000) + b"\r\n \r\n",
    "an index that is not where it should be": lambda: b"%PDF-1.4\nlebih\n" + written()[9:],
    "a text that speaks of a lock": lambda: files.page(b"/Encrypt 99 0 R"),
    "a longer file than was told": lambda: files.page(b"/Linearized 1/L 12"),
}


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_pdf_that_others_can_open_is_taken(make):
    assert is_taken(make())


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_password_to_open_is_refused_and_one_against_copying_is_not(algorithm):
    def lock(user):
        return lambda writer: writer.encrypt(user, "pemilik", algorithm=algorithm)

    message = refusal(written(lock("rahasia")))
    assert "dikunci dengan kata sandi" in message
    assert "Hapus sandinya" in message
    assert is_taken(written(lock("")))


def test_a_lock_written_into_the_trailer_itself_is_seen():
    content = written(lambda writer: writer.encrypt("rahasia", "pemilik", algorithm="RC4-128"))
    reader = PdfReader(io.BytesIO(content))
    number = reader.trailer.raw_get("/Encrypt").idnum
    begin = content.index(b"%d 0 obj" % number) + len(b"%d 0 obj" % number)
    dictionary = content[begin : content.index(b"endobj", begin)].strip()
    inline = content.replace(b"/Encrypt %d 0 R" % number, b"/Encrypt " + dictionary)

    assert "dikunci dengan kata sandi" in refusal(inline)


def test_a_lock_for_the_holder_of_a_certificate_is_a_lock():
    lock = b"7 0 obj\n<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5>>\nendobj\n"
    content = files.page().replace(b"trailer\n<<", lock + b"trailer\n<</Encrypt 7 0 R")

    assert "dikunci dengan kata sandi" in refusal(content)


def test_a_lock_that_makes_no_sense_is_damage():
    content = files.page().replace(
        b"trailer\n<<", b"7 0 obj\n<</Filter/Standard/V 4>>\nendobj\ntrailer\n<</Encrypt 7 0 R"
    )

    assert "rusak atau terpotong" in refusal(content)


CUT = {
    "in the middle": lambda: written()[:-300],
    "before its last line": lambda: written()[: written().rindex(b"startxref")],
    "in the middle of a later change": lambda: written() + b"\n5 0 obj\n" + b"x" * 3000,
    "made for the web, whose end was at the beginning too": lambda: files.page(
        b"/Linearized 1/L 99999"
    ),
    "nothing but head and end": lambda: b"%PDF-1.7\nstartxref\n0\n%%EOF",
    "nothing but a head": lambda: b"%PDF-1.7\n",
}


@pytest.mark.parametrize("make", CUT.values(), ids=CUT)
def test_pdf_cut_on_its_way_is_refused_with_advice(make):
    message = refusal(make())

    assert "rusak atau terpotong" in message
    assert "simpan ulang, lalu unggah lagi" in message


def test_a_pdf_that_means_harm_costs_no_more_than_another_of_its_size():
    """Each part of it is known to keep a reader busy: a long chain, an index of millions."""
    honest = files.page(b"x" * 3_000_000)
    harmful = files.page(b"\n1 0 obj\n" * 300_000 + b"/Encrypt 1 0 R\n" * 20_000)

    assert seconds(harmful) < 40 * seconds(honest)


def seconds(content):
    started = time.process_time()
    with suppress(FileRefused):
        inspect(files.upload("surat.pdf", content))
    return time.process_time() - started


def with_the_id(content, *, written):
    """The same file with its two identifying strings written another way."""
    both = re.search(rb"/ID\s*\[\s*<([0-9a-fA-F]*)>\s*<([0-9a-fA-F]*)>\s*\]", content)
    strings = [bytes.fromhex(number.decode()) for number in both.groups()]
    return content.replace(both[0], b"/ID " + written(*strings))


def literal(*strings):
    """(text), with octal numbers for what is no letter, as many writers do."""
    return b"[%s]" % b" ".join(
        b"(%s)" % b"".join(b"\\%03o" % sign for sign in string) for string in strings
    )


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_identifying_strings_may_be_literal(algorithm):
    def locked(user):
        made = written(lambda writer: writer.encrypt(user, "pemilik", algorithm=algorithm))
        return with_the_id(made, written=literal)

    assert is_taken(locked(""))
    assert "dikunci dengan kata sandi" in refusal(locked("rahasia"))


def test_identifying_strings_without_a_letter_are_blank_ones():
    """As FPDF protects a file: /ID [()()]."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer._ID = ArrayObject([ByteStringObject(b""), ByteStringObject(b"")])
    writer.encrypt("", "pemilik", algorithm="RC4-40")
    stream = io.BytesIO()
    writer.write(stream)
    content = with_the_id(stream.getvalue(), written=lambda *_strings: b"[()()]")

    assert is_taken(content)


def test_a_lock_whose_name_is_written_in_numbers_is_seen():
    locked = written(lambda writer: writer.encrypt("rahasia", "pemilik", algorithm="AES-128"))

    assert "dikunci dengan kata sandi" in refusal(locked.replace(b"/Encrypt", b"/#45ncryp#74"))


def test_a_lock_in_the_trailer_is_the_one_that_was_met():
    """The same words stand in the text before: they tell nothing of the trailer."""
    locked = written(lambda writer: writer.encrypt("rahasia", "pemilik", algorithm="RC4-128"))
    number = PdfReader(io.BytesIO(locked)).trailer.raw_get("/Encrypt").idnum
    begin = locked.index(b"%d 0 obj" % number) + len(b"%d 0 obj" % number)
    dictionary = locked[begin : locked.index(b"endobj", begin)].strip()
    inline = locked.replace(b"/Encrypt %d 0 R" % number, b"/Encrypt " + dictionary)
    head, _, rest = inline.partition(b"\n")

    assert "dikunci dengan kata sandi" in refusal(head + b"\n% /Encrypt <<tidak>>\n" + rest)
