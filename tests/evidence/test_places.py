"""Where a photo was taken does not come into the library; when it was taken does."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from reformasi.evidence import actions, places
from reformasi.evidence.content import inspect
from reformasi.evidence.models import Evidence
from tests.evidence import files
from tests.evidence.pages import body, download_of, url

TAKEN, TAKEN_TAG, EXIF_IFD = "2026:11:20 09:30:00", 0x9003, 0x8769
METHOD = b"ASCII\0\0\0GPS-JAUH"
GPS = {1: "S", 2: (6.0, 10.0, 31.4), 3: "E", 4: (106.0, 49.0, 38.1), 29: "2026:11:20", 27: METHOD}
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="6,10.52S" '
    b'drone-dji:GpsLongitude="+106.8272" xmp:CreateDate="2026-11-20T09:30:00">'
    b"<exif:GPSLongitude>106,49.63E</exif:GPSLongitude></rdf:Description></x:xmpmeta>"
)
SECRETS = (b"GPS-JAUH", b"6,10.52S", b"106.8272", b"106,49.63E", b"+06.1754-106.8272")
NAMES = {"JPEG": "foto.jpg", "PNG": "foto.png", "WEBP": "foto.webp"}


def exif(endian="<"):
    data = Image.Exif()
    data.endian = endian
    data[0x010F] = "Kamera"
    data.get_ifd(EXIF_IFD)[TAKEN_TAG] = TAKEN
    data.get_ifd(places.GPS_TAG).update(GPS)
    return data


def photo(form, **options):
    stream = io.BytesIO()
    picture = Image.effect_noise((60, 40), 90).convert("RGB")
    if form == "PNG" and "pnginfo" not in options:
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = info
    elif form != "PNG":
        options.setdefault("xmp", XMP)
    picture.save(stream, form, exif=options.pop("exif", None) or exif(), **options)
    return stream.getvalue()


def kept(name, content):
    inspected = inspect(files.upload(name, content))
    inspected.file.seek(0)
    return inspected, inspected.file.read()


@pytest.mark.parametrize("endian", ["<", ">"], ids=["Intel", "Motorola"])
@pytest.mark.parametrize("form", NAMES)
def test_the_place_of_a_photo_is_taken_out_and_nothing_else(form, endian):
    before = photo(form, exif=exif(endian))

    inspected, after = kept(NAMES[form], before)

    assert inspected.is_placeless
    assert len(after) == len(before)
    assert not [secret for secret in SECRETS if secret in after]
    old, new = Image.open(io.BytesIO(before)), Image.open(io.BytesIO(after))
    assert old.getexif().get_ifd(places.GPS_TAG)
    assert not new.getexif().get_ifd(places.GPS_TAG)
    assert new.getexif().get_ifd(EXIF_IFD)[TAKEN_TAG] == TAKEN
    assert new.getexif()[0x010F] == "Kamera"
    assert new.tobytes() == old.tobytes()
    assert b'xmp:CreateDate="2026-11-20T09:30:00"' in after


@pytest.mark.parametrize("form", NAMES)
def test_a_photo_that_tells_no_place_stays_bit_for_bit(form):
    content = files.picture(form)

    inspected, after = kept(NAMES[form], content)

    assert (after, inspected.is_placeless) == (content, False)


def test_a_photo_behind_the_first_loses_its_place_too():
    _inspected, after = kept("foto.jpg", photo("JPEG") + photo("JPEG"))

    assert not [secret for secret in SECRETS if secret in after]
    assert after.count(TAKEN.encode()) == 2


@pytest.mark.parametrize("keyword", ["Raw profile type exif", "Raw profile type APP1"])
@pytest.mark.parametrize("packed", [True, False])
def test_exif_that_a_png_keeps_as_text_is_blanked_as_a_whole(keyword, packed):
    info = PngInfo()
    info.add_text(keyword, "\nexif\n 8\n" + b"GPS-JAUH".hex(), zip=packed)
    before = photo("PNG", pnginfo=info)

    _inspected, after = kept("foto.png", before)

    assert b"Raw profile" not in after
    assert b"GPS-JAUH".hex().encode() not in after
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()


def test_packed_xmp_of_a_png_is_blanked_as_a_whole():
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)

    _inspected, after = kept("foto.png", photo("PNG", pnginfo=info))

    assert b"XML:com.adobe.xmp" not in after
    assert zlib.compress(XMP) not in after


def test_a_film_loses_its_place_and_keeps_its_length():
    place = b"+06.1754-106.8272/"
    index = files.box(b"udta", files.box(b"\xa9xyz", b"\0\x12\x15\xc7" + place))
    index += files.box(b"meta", b"com.apple.quicktime.location.ISO6709" + place)
    before = files.film(index=index)

    inspected, after = kept("film.mp4", before)

    assert inspected.is_placeless
    assert len(after) == len(before)
    assert place not in after
    assert b"free" in after
    assert kept("film.mp4", after)[0].is_placeless is False


HOSTILE = {
    "a directory without end": b"Exif\0\0II*\0\x08\0\0\0\xff\xff"
    + b"\x25\x88\x04\0\xff\xff\xff\xff\x08\0\0\0" * 40,
    "a pointer to nowhere": b"Exif\0\0MM\0*\xff\xff\xff\xff",
    "a value as large as the file": b"Exif\0\0II*\0\x08\0\0\0\x01\0"
    b"\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\x01\0\x02\0\x07\0\xff\xff\xff\x7f\0\0\0\0",
    "nothing behind it": b"Exif\0\0II*\0",
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("block", HOSTILE.values(), ids=HOSTILE)
def test_a_block_that_lies_changes_no_pixel(block):
    plain = files.picture("JPEG", (40, 40))
    content = plain[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + plain[2:]

    _inspected, after = kept("foto.jpg", content)

    assert len(after) == len(content)
    assert after.endswith(plain[2:])


def test_the_person_is_told_and_what_is_downloaded_has_no_place(unit, pegawai, login):
    client = login(pegawai)
    photos = [files.upload("apel.jpg", photo("JPEG")), files.pdf()]

    response = client.post(url("upload"), {"unit": unit.code, "files": photos}, follow=True)

    messages = [str(message) for message in response.context["messages"]]
    [note] = messages[1:]
    assert note.startswith("Lokasi (GPS) pada “apel.jpg” dihapus sebelum disimpan; isi lainnya")
    evidence = Evidence.objects.get(title="apel")
    content = body(client.get(download_of(evidence, 1)))
    assert not [secret for secret in SECRETS if secret in content]


def test_the_same_photo_sent_again_is_the_same_proof(unit, pegawai):
    content = photo("JPEG")
    first, second = (
        actions.upload(unit=unit, files=[files.upload("a.jpg", content)], by=pegawai)[0]
        for _count in range(2)
    )

    assert first == second
