"""Pictures, as far as Pillow reads their headers: size, frames, and whether the end is there."""

from __future__ import annotations

from typing import IO, BinaryIO, cast

from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL.ImageFile import ImageFile

from reformasi.sheets.archives import Bomb, Broken, Unusual

from .packages import holds

MAX_PIXELS = 120_000_000  # a photo of 108 megapixels passes; a few KB that unfold to GBs do not
MAX_FRAMES = 500
#: A photo takes some 100 reads, a PNG of 25 MB some 15,000: five for each part of it.
MAX_READS = 50_000
END_OF_JPEG = b"\xff\xd9"
PIECE = 64 * 1024

#: The readers themselves: ``Image.open`` warns of pictures that are not too large for us.
READERS: dict[str, type[ImageFile]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
}


class CountedReads:
    """A stream that has enough after ``MAX_READS``: a picture of a million empty parts."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = MAX_READS

    def read(self, size: int = -1) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise Unusual
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


def look_at(stream: BinaryIO, subtype: str) -> None:
    """Read what the picture says of itself; no pixel is decoded.

    Raises:
        Broken: there is no readable header, or the file ends before the picture does.
        Bomb: more than ``MAX_PIXELS``, or more than ``MAX_FRAMES``.
        Unusual: it is cut into far more parts than any camera makes.
    """
    stream.seek(0)
    try:
        picture = READERS[subtype](cast(IO[bytes], CountedReads(stream)))
        width, height = picture.size
        if width * height > MAX_PIXELS or getattr(picture, "n_frames", 1) > MAX_FRAMES:
            raise Bomb
        if subtype == "jpeg":
            _require_end(stream)  # Pillow stopped where the scan begins
        else:
            picture.verify()
    except Image.DecompressionBombError as error:
        raise Bomb from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        raise Broken from error


def _require_end(stream: BinaryIO) -> None:
    """Refuse a photo whose scan has no end; the mark stands in no scan by chance."""
    if not holds(END_OF_JPEG, iter(lambda: stream.read(PIECE), b"")):
        raise Broken
