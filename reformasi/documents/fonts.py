"""Fonts for what people paste: the scripts of Indonesia, Chinese, emoji and signs.

They come with the npm packages. A document loads only those of which it holds a sign: each costs
tenths of a second, and most documents need none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

FOLDER = Path(settings.BASE_DIR) / "node_modules" / "@fontsource"
PREFIX = "/huruf/"
BODY = '"Liberation Sans"'
NAMED = 20  # signs that a document names which it could not print


@dataclass(frozen=True)
class Face:
    """One font, and the signs for which it is loaded."""

    family: str
    package: str
    subset: str
    signs: re.Pattern[str]

    @property
    def file(self) -> str:
        return f"{self.package}/files/{self.package}-{self.subset}-400-normal.woff"


FACES = (
    Face("Noto Sans Javanese", "noto-sans-javanese", "javanese", re.compile("[\ua980-\ua9df]")),
    Face("Noto Sans Sundanese", "noto-sans-sundanese", "sundanese",
         re.compile("[\u1b80-\u1bbf\u1cc0-\u1ccf]")),
    Face("Noto Sans Balinese", "noto-sans-balinese", "balinese", re.compile("[\u1b00-\u1b7f]")),
    Face("Noto Sans Buginese", "noto-sans-buginese", "buginese", re.compile("[\u1a00-\u1a1f]")),
    Face("Noto Sans Rejang", "noto-sans-rejang", "rejang", re.compile("[\ua930-\ua95f]")),
    Face("ZCOOL XiaoWei", "zcool-xiaowei", "chinese-simplified",
         re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")),
    Face("Noto Emoji", "noto-emoji", "emoji", re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")),
    Face("Noto Sans Symbols 2", "noto-sans-symbols-2", "symbols",
         re.compile("[\u2190-\u2bff\U00010100-\U000101ff\U0001f000-\U0001fbff]")),
)  # fmt: skip


def style_for(html: str) -> str:
    """The style sheet that loads what ``html`` needs besides the font of the body; often none."""
    faces = [face for face in FACES if face.signs.search(html)]
    if not faces:
        return ""
    loaded = "".join(
        f'@font-face{{font-family:"{face.family}";src:url("{PREFIX}{face.file}")}}'
        for face in faces
    )
    families = ",".join([BODY, *(f'"{face.family}"' for face in faces), "sans-serif"])
    return f"<style>{loaded}body{{font-family:{families}}}</style>"


def font_file(path: str) -> bytes | None:
    """The bytes of a font of ours by its path in a document; none for anything else."""
    files = {f"{PREFIX}{face.file}": face.file for face in FACES}
    return (FOLDER / files[path]).read_bytes() if path in files else None


def note_about(missing: Iterable[int]) -> SafeString:
    """What a document says about signs that no font here has: their codes and names."""
    codes = sorted(set(missing))
    names = [f"U+{code:04X} {unicodedata.name(chr(code), '')}".strip() for code in codes[:NAMED]]
    more = "; …" if len(codes) > NAMED else ""
    return format_html(
        '<p class="unprintable"><strong>{}</strong> {}{}. {}</p>',
        _("Tidak dapat dicetak:"),
        "; ".join(names),
        more,
        _("Di tempatnya tercetak kotak; bacalah tandanya di portal."),
    )
