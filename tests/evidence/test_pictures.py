"""Pictures that are cut, huge, or made of nothing but parts."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from reformasi.evidence import pictures
from reformasi.evidence.content import FileRefused, inspect
from tests.evidence import files

FORMS = {"JPEG": "foto.jpg", "PNG": "gambar.png", "WEBP": "gambar.webp"}


def refusal(name, content):
    with pytest.raises(FileRefused) as refused:
        inspect(files.upload(name, content))
    return refused.value.message


def noise(form, size=(300, 200), **options):
    """A picture that packs badly, so that half of it is half of its pixels."""
    stream = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(stream, form, **options)
    return stream.getvalue()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_picture_cut_on_its_way_is_refused(form, part):
    content = noise(form)

    assert "rusak atau terpotong" in refusal(FORMS[form], content[: int(len(content) * part)])


@pytest.mark.parametrize("options", [{"progressive": True}, {"optimize": True}, {"quality": 20}])
def test_photos_of_every_make_are_taken(options):
    assert inspect(files.upload("foto.jpg", noise("JPEG", **options))).kind.label == "Foto JPG"


def test_a_photo_with_another_photo_behind_it_is_taken():
    """Phones put a film, a map of brightness or a second picture after the end."""
    content = noise("JPEG") + b"\x00\x00\x00\x18ftypmp42" + bytes(5000)

    assert inspect(files.upload("foto.jpg", content)).kind.label == "Foto JPG"


def test_an_end_in_the_small_picture_of_the_header_is_not_the_end():
    small = noise("JPEG", (16, 16))
    content = noise("JPEG", exif=b"Exif\0\0" + bytes(20) + small)

    assert "rusak atau terpotong" in refusal("foto.jpg", content[: len(content) // 2])


@pytest.mark.parametrize("mode", ["one after another", "with junk between"])
def test_a_photo_of_a_million_empty_parts_is_given_up_early(mode, monkeypatch):
    part = b"\xff\xe5\x00\x02" if mode == "one after another" else b"\x00"
    content = b"\xff\xd8\xff\xe0\x00\x02" + part * 1_000_000 + b"\xff\xd9"
    reads = []
    read = pictures.CountedReads.read
    monkeypatch.setattr(
        pictures.CountedReads, "read", lambda self, size=-1: reads.append(1) or read(self, size)
    )

    assert "susunannya tidak lazim" in refusal("foto.jpg", content)
    assert len(reads) == pictures.MAX_READS + 1


def test_a_png_of_a_million_empty_parts_is_given_up_early():
    content = files.picture("PNG")
    content = content[:33] + files.png_chunk(b"tESt") * 100_000 + content[33:]

    assert "susunannya tidak lazim" in refusal("gambar.png", content)


def test_a_picture_that_moves_for_an_hour_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_FRAMES", 2)
    stream = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 100, 200)]
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])

    assert "mengembang jauh" in refusal("gerak.webp", stream.getvalue())


@pytest.mark.parametrize("form", FORMS)
def test_no_picture_is_decoded(form, monkeypatch):
    photo = files.upload(FORMS[form], noise(form))
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("decoded"))

    inspect(photo)
