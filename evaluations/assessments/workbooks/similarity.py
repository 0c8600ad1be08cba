"""How near the text of a row is to the name of a question, which is only a paraphrase of it."""

import math
import re
import unicodedata
from collections import Counter

from evaluations.scoring import InstrumentSpec

from .order import is_filled_in

#: What the field writes in full and in short.
SHORT_FORMS = (
    ("monitoring dan dan evaluasi", "monev"),
    ("monitoring dan evaluasi", "monev"),
    ("pemantauan dan evaluasi", "monev"),
    ("monitoring evaluasi", "monev"),
    ("standar operasional prosedur", "sop"),
    ("prosedur operasional tetap", "sop"),
    ("sistem pemerintahan berbasis elektronik", "spbe"),
    ("sistem pengendalian intern pemerintah", "spip"),
    ("sistem pengendalian internal pemerintah", "spip"),
    ("sistem pengendalian intern", "spi"),
    ("keterbukaan informasi publik", "kip"),
    ("teknologi informasi", "ti"),
    ("sumber daya manusia", "sdm"),
    ("pengaduan masyarakat", "dumas"),
    ("whistle blowing system", "wbs"),
    ("whistleblowing system", "wbs"),
    ("training need analysis", "tna"),
    ("indikator kinerja utama", "iku"),
    ("zona integritas", "zi"),
    ("analisis beban kerja", "abk"),
    ("pendidikan dan pelatihan", "diklat"),
    ("role model", "teladan"),
    ("proses bisnis", "probis"),
    ("laporan harta kekayaan penyelenggara negara", "lhkpn"),
    ("laporan harta kekayaan aparatur sipil negara", "lhkasn"),
    ("indeks persepsi anti korupsi", "ipak"),
    ("indeks persepsi kualitas pelayanan", "ipkp"),
    ("survey", "survei"),
    ("assessment", "asesmen"),
    ("anti korupsi", "antikorupsi"),
    ("tindak lanjut", "tindaklanjut"),
)  # fmt: skip
EMPTY = frozenset(
    {
        "ada", "adalah", "agar", "atas", "atau", "bagi", "dalam", "dan", "dari", "dengan", "di",
        "ini", "itu", "jika", "juga", "ke", "kepada", "maka", "oleh", "pada", "para", "sudah",
        "telah", "terdapat", "terhadap", "untuk", "yaitu", "yang", "unit", "kerja", "dilakukan",
        "apakah", "seluruh",
    }
)  # fmt: skip
GRAM = 4
WHOLE_WORD = 2.0  # weight of the beginning of a word over its other pieces
MISSING, SURPLUS = 0.7, 0.3  # weight of what only the name has, and of what only the row has


def normalise(text: str) -> str:
    """Small letters and single blanks only, with the short forms of the field."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())
    for long, short in SHORT_FORMS:
        plain = plain.replace(long, short)
    return plain


def grams(text: str) -> frozenset[str]:
    """Pieces of its words, so that "ditindaklanjuti" and "tindak lanjut" share something."""
    pieces: set[str] = set()
    for word in normalise(text).split():
        if word not in EMPTY:
            framed = f"_{word}_"
            pieces.add(framed[:GRAM])
            pieces.update(framed[at : at + GRAM] for at in range(len(framed) - GRAM + 1))
    return frozenset(pieces)


def _fullness(gram: str) -> float:
    """An abbreviation has few pieces, and says as much as a word of many."""
    return WHOLE_WORD if gram.startswith("_") else 1.0


class Wording:
    """The names of one instrument, ready to be compared with any text."""

    def __init__(self, instrument: InstrumentSpec) -> None:
        self._questions = {node.code for node in instrument.nodes if is_filled_in(node)}
        self._names: list[tuple[str, frozenset[str]]] = []
        for node in instrument.nodes:
            self._names.append((node.code, grams(node.name)))
            siblings = instrument.children.get(node.parent, [])
            if len(siblings) == 1 and node.parent:
                above = instrument.node(node.parent).name
                self._names.append((node.code, grams(f"{above} {node.name}")))
        counts = Counter(gram for _code, pieces in self._names for gram in pieces)
        self._weight = {
            gram: _fullness(gram) * math.log(1 + len(self._names) / count)
            for gram, count in counts.items()
        }
        self._size = [sum(self._weight[gram] for gram in pieces) for _code, pieces in self._names]
        self._places: dict[str, list[int]] = {}
        for place, (_code, pieces) in enumerate(self._names):
            for gram in pieces:
                self._places.setdefault(gram, []).append(place)

    def similarities(self, text: str) -> dict[str, float]:
        """By code, from 0 to 1; a code without anything in common is not in it."""
        pieces = [gram for gram in grams(text) if gram in self._weight]
        size = sum(self._weight[gram] for gram in pieces)
        shared: dict[int, float] = {}
        for gram in sorted(pieces):
            weight = self._weight[gram]
            for place in self._places[gram]:
                shared[place] = shared.get(place, 0.0) + weight
        near: dict[str, float] = {}
        for place, common in shared.items():
            apart = MISSING * (self._size[place] - common) + SURPLUS * (size - common)
            code = self._names[place][0]
            near[code] = max(near.get(code, 0.0), common / (common + apart))
        return near

    def nearest(self, text: str) -> float:
        """The similarity to whatever question is nearest; headings do not count."""
        near = self.similarities(text)
        return max((value for code, value in near.items() if code in self._questions), default=0.0)
