"""Sheets as other offices make them: the same questions in many layouts, with a key to them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.assessments.workbooks.order import printed
from evaluations.scoring import AnswerType, InstrumentSpec, Kind, NodeSpec
from evaluations.scoring.tree import CHOICES, WEIGHTED

ASKED = {
    AnswerType.YA_TIDAK: "Ya/Tidak",
    AnswerType.ABC: "A/B/C",
    AnswerType.ABCD: "A/B/C/D",
    AnswerType.ABCDE: "A/B/C/D/E",
    AnswerType.PERCENT: "%",
    AnswerType.COUNT: "Jumlah",
    AnswerType.SCALE_0_4: "Nilai (0-4)",
    AnswerType.SCALE_0_5: "Nilai (0-5)",
    AnswerType.SCALE_0_100: "Nilai (0-100)",
    AnswerType.OPINION: "Opini",
}
OTHER_WORDS = {
    "ditetapkan": "sudah ada penetapannya",
    "dilaksanakan": "sudah berjalan",
    "ditindaklanjuti": "telah ditindak lanjuti",
    "monev": "monitoring dan evaluasi",
    "dumas": "pengaduan masyarakat",
    "sdm": "sumber daya manusia",
    "ti": "teknologi informasi",
    "wbs": "whistle blowing system",
    "memakai": "menggunakan",
    "kinerja": "kinerja",
    "pegawai": "pegawai",
    "zi": "zona integritas",
}
NUMBERS = (
    "full", "bracket", "rootless", "slashes", "split", "steps", "single", "counted", "running",
    "inline", "none",
)  # fmt: skip
TEXTS = ("name", "name", "filled", "reworded", "cut", "short", "upper")
LOCAL = {"steps", "single", "counted", "inline", "none"}  # numbers that begin anew under a heading
ADDED = (
    "Unit kerja mempunyai taman baca",
    "Pimpinan hadir pada rapat bulanan pegawai",
    "Telah disusun laporan tahunan perpustakaan",
    "Tersedia ruang laktasi dan tempat ibadah",
    "Kendaraan dinas dirawat sesuai jadwal",
)
FILLERS = ("Telah", "Sudah", "Unit kerja", "Terdapat", "Apakah", "Pada unit kerja,")


@dataclass(frozen=True)
class Style:
    """One way to lay a sheet out; see ``style_of``."""

    numbers: str = "full"
    text: str = "name"
    headings: str = "rows"
    asks: bool = True
    criteria: bool = False
    weighs: bool = True
    notes: bool = True
    answers: str = "letter"
    tpi: str = ""
    titled_from: int = 1
    spread: bool = False
    noise: bool = False
    decoys: bool = False
    dropped: float = 0.0
    blank: float = 0.0
    renumbered: bool = False
    order: str = "printed"
    mixed_columns: bool = False
    is_csv: bool = False


@dataclass
class Sheet:
    """``code_at`` is the key: the cell of each answer, and whose answer it is."""

    content: bytes = b""
    code_at: dict[str, str] = field(default_factory=dict)
    answers: dict[str, object] = field(default_factory=dict)


def style_of(dice: random.Random) -> Style:
    """Any style that a person could read."""
    numbers = dice.choice(NUMBERS)
    orders = ["printed", "printed", "areas", "codes"]
    if numbers in {"full", "bracket", "rootless", "slashes"}:
        orders.append("shuffled")
    return Style(
        numbers=numbers,
        text=dice.choice(TEXTS),
        headings=dice.choice(["rows", "rows", "columns", "none"]),
        asks=dice.random() < 0.6,
        criteria=dice.random() < 0.3,
        weighs=dice.random() < 0.5,
        notes=dice.random() < 0.8,
        answers=dice.choice(["letter", "letter", "small", "text"]),
        tpi=dice.choice(["", "", "group", "title"]),
        titled_from=dice.choice([1, 1, 2, 4, 9]),
        spread=dice.random() < 0.3,
        noise=dice.random() < 0.5,
        decoys=dice.random() < 0.3,
        dropped=dice.choice([0, 0, 0.05, 0.3]),
        blank=dice.choice([0, 0, 0.1, 0.6]),
        renumbered=numbers in LOCAL and dice.random() < 0.3,
        order=dice.choice(orders),
        mixed_columns=dice.random() < 0.3,
        is_csv=dice.random() < 0.15,
    )


def make_sheet(instrument: InstrumentSpec, style: Style, dice: random.Random) -> Sheet:
    """A filled-in sheet of ``instrument`` in that style."""
    made = Sheet()
    columns = _columns(style, dice)
    rows = list(_rows(instrument, style, dice, made))
    grid = _grid(rows, columns, style, dice, made)
    made.content = _as_csv(grid) if style.is_csv else _as_workbook(grid, instrument, style, dice)
    return made


@dataclass
class _Row:
    code: str
    cells: dict[str, object]


def _columns(style: Style, dice: random.Random) -> list[str]:
    numbers = {
        "split": [f"n{at}" for at in range(7)],
        "steps": [f"n{at}" for at in range(7)],
        "inline": [],
        "none": [],
    }.get(style.numbers, ["code"])
    groups = [numbers]
    if style.headings == "columns":
        groups += [["area"], ["indicator"]]
    groups.append(["text"])
    groups += [["criteria"]] * style.criteria + [["asked"]] * style.asks
    groups += [["weight"]] * style.weighs
    groups.append(["answer", *(["note"] * style.notes), *(["evidence"] * style.notes)])
    if style.tpi:
        groups.append(["tpi", "tpi note"])
    if style.mixed_columns:
        dice.shuffle(groups)
    return [column for group in groups for column in group]


def _rows(
    instrument: InstrumentSpec, style: Style, dice: random.Random, made: Sheet
) -> Iterator[_Row]:
    codes, added = _renumbered(instrument, style, dice)
    for node in _ordered(instrument, style, dice):
        code = codes.get(node.code, node.code)
        if node.kind in WEIGHTED:
            if style.headings == "rows":
                yield _Row("", _numbered(instrument, node, code, style, dice))
            continue
        if node.code in added:
            cells = _numbered(instrument, node, node.code, style, dice)
            cells |= {"text": dice.choice(ADDED), "answer": _answer(node, style, dice)}
            yield _Row("", cells)
        if dice.random() < style.dropped:
            continue
        cells = _numbered(instrument, node, code, style, dice)
        cells["answer"] = _answer(node, style, dice)
        if cells["answer"] is not None and node.answer_type is not AnswerType.PERCENT:
            made.answers[node.code] = cells["answer"]
        cells["tpi"] = _answer(node, style, dice)
        cells["note"] = f"Catatan {dice.randrange(1000)} tentang hal ini"
        cells["evidence"] = "1. SK Tim\n2. Notulen rapat"
        cells["tpi note"] = "Sudah diperiksa"
        yield _Row(node.code, cells)
        if style.noise and dice.random() < 0.02:
            other = dice.choice(instrument.nodes).name
            text = dice.choice(["Catatan penilai: lengkapi dokumen", f"Saran tentang {other}"])
            yield _Row("", {"text": text, "answer": dice.choice(["A", None, 3])})


def _ordered(instrument: InstrumentSpec, style: Style, dice: random.Random) -> list[NodeSpec]:
    """As printed; by the letters of the codes; the halves of an area together; or anyhow."""
    nodes = list(printed(instrument))
    if style.order == "codes":
        nodes.sort(key=lambda node: node.code.rpartition(".")[0])
        nodes.sort(key=lambda node: node.code.split("."))
    if style.order == "areas":
        nodes = [node for node in nodes if node.kind is not Kind.COMPONENT]
        nodes.sort(key=lambda node: node.area or "9")
    if style.order == "shuffled":
        dice.shuffle(nodes)
    return nodes


def _renumbered(
    instrument: InstrumentSpec, style: Style, dice: random.Random
) -> tuple[dict[str, str], set[str]]:
    """An office puts questions of its own between the others, and counts on from there."""
    codes: dict[str, str] = {}
    added: set[str] = set()
    for siblings in instrument.children.values():
        if not style.renumbered or len(siblings) < 2 or dice.random() < 0.6:
            continue
        if siblings[0].kind is not Kind.QUESTION:
            continue
        first = dice.randrange(1, len(siblings))
        added.add(siblings[first].code)
        for node in siblings[first:]:
            above, _dot, last = node.code.rpartition(".")
            codes[node.code] = f"{above}.{chr(ord(last) + 1)}"
    return codes, added


def _numbered(
    instrument: InstrumentSpec, node: NodeSpec, code: str, style: Style, dice: random.Random
) -> dict[str, object]:
    parts = code.split(".")
    cells: dict[str, object] = {"text": _text(node, style, dice)}
    siblings = [one.code for one in instrument.children[node.parent]]
    written: object = {
        "counted": siblings.index(node.code) + 1 + (code != node.code),
        "running": instrument.nodes.index(node) + 1,
        "full": code,
        "bracket": f"{code})",
        "rootless": code.partition(".")[2] if len(parts) > 3 else code,
        "slashes": code.replace(".", " / "),
        "single": f"{parts[-1]}.",
    }.get(style.numbers)
    if written:
        cells["code"] = written
    if style.numbers == "split":
        cells |= {f"n{at}": part for at, part in enumerate(parts)}
    if style.numbers == "steps":
        cells[f"n{len(parts) - 1}"] = f"{parts[-1]}."
    if style.numbers == "inline":
        cells["text"] = f"{parts[-1]}. {cells['text']}"
    if style.asks and node.answer_type:
        cells["asked"] = ASKED[node.answer_type]
    if style.criteria and node.answer_type in CHOICES:
        cells["criteria"] = "\n".join(
            f"{option.letter.lower()}. Jika {option.description or 'demikian'}"
            for option in node.options
        )
    if style.weighs and node.weight is not None:
        cells["weight"] = float(node.weight)
    above = [
        instrument.by_code[".".join(parts[:at])]
        for at in range(1, len(parts))
        if ".".join(parts[:at]) in instrument.by_code
    ]
    cells["area"] = next((one.name for one in above if one.kind is Kind.AREA), None)
    cells["indicator"] = next((o.name for o in reversed(above) if o.kind is Kind.INDICATOR), None)
    return cells


def _text(node: NodeSpec, style: Style, dice: random.Random) -> str:
    name = node.name.split()
    if style.text == "upper":
        return node.name.upper()
    if style.text == "cut":
        return " ".join(name[: max(3, len(name) - 2)])
    if style.text == "short":
        return node.name[:24]
    if style.text == "filled":
        return f"{dice.choice(FILLERS)} {node.name.lower()} di lingkungan unit kerja"
    if style.text == "reworded":
        name = [OTHER_WORDS.get(word.lower().strip(",()"), word) for word in name]
        if len(name) > 4 and node.kind not in WEIGHTED:
            name.pop(dice.randrange(len(name)))
        return f"{dice.choice(FILLERS)} {' '.join(name)}"
    return node.name


def _answer(node: NodeSpec, style: Style, dice: random.Random) -> object:
    if dice.random() < style.blank:
        return None
    if node.answer_type in CHOICES:
        option = dice.choice([one for one in node.options if one.score is not None])
        if style.answers == "small":
            return option.letter.lower()
        if style.answers == "text" and option.description:
            return f"{option.letter}. {option.description}"
        return option.letter
    if node.answer_type is AnswerType.PERCENT:
        return round(dice.random(), 4)
    if node.answer_type is AnswerType.COUNT:
        return dice.randrange(1, 9)
    return 80 if node.answer_type is AnswerType.SCALE_0_100 else dice.choice(["3,6", 3.25, 4])


TITLES = {
    "code": ("Kode", "No", "No."),
    "text": ("Pertanyaan", "Penilaian", "Uraian", "Butir Penilaian", "Komponen/Indikator"),
    "area": ("Area",),
    "indicator": ("Indikator",),
    "criteria": ("Penjelasan", "Kriteria", "Keterangan"),
    "asked": ("Pilihan Jawaban", "Jenis Jawaban", "Opsi"),
    "weight": ("Bobot",),
    "answer": ("Jawaban", "Jawaban Unit", "Isian", "Penilaian Mandiri"),
    "note": ("Catatan", "Keterangan/Penjelasan", "Narasi"),
    "evidence": ("Data Dukung", "Bukti", "Eviden"),
    "tpi": ("Jawaban TPI", "Penilaian Tim Penilai", "Hasil Evaluator"),
    "tpi note": ("Catatan TPI",),
}


def _grid(
    rows: list[_Row], columns: list[str], style: Style, dice: random.Random, made: Sheet
) -> list[list[object]]:
    grid: list[list[object]] = [
        [dice.choice([None, "LEMBAR KERJA EVALUASI", "Unit kerja: Dinas Contoh"])]
        for _line in range(style.titled_from - 1)
    ]
    titles = [dice.choice(TITLES[name]) if name in TITLES else None for name in columns]
    if "n0" in columns:
        titles[columns.index("n0")] = "Penilaian" if style.numbers == "steps" else "No"
    if style.tpi == "group":
        group: list[object] = [None] * len(columns)
        group[columns.index("answer")] = "Unit Kerja"
        group[columns.index("tpi")] = "Tim Penilai Internal"
        titles[columns.index("tpi")] = titles[columns.index("answer")] = "Jawaban"
        if style.notes:
            titles[columns.index("note")] = titles[columns.index("tpi note")] = "Catatan"
        grid.append(group)
    grid.append(titles)
    for row in rows:
        if style.spread and dice.random() < 0.2:
            grid.append([])
        grid.append([row.cells.get(name) for name in columns])
        if row.code:
            made.code_at[f"{get_column_letter(columns.index('answer') + 1)}{len(grid)}"] = row.code
    grid += [[], ["NILAI TOTAL"], ["Ketua Tim"]]
    return grid


def _as_csv(grid: list[list[object]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(grid)
    return stream.getvalue().encode("utf-8-sig")


def _as_workbook(
    grid: list[list[object]], instrument: InstrumentSpec, style: Style, dice: random.Random
) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Data"
    if style.decoys:
        recap = book.create_sheet("Rekap", 0)
        recap.append(["No", "Komponen", "Bobot", "Nilai"])
        for node in instrument.nodes:
            if node.kind in WEIGHTED:
                recap.append([node.code, node.name, float(node.weight or 0), 1.5])
        old = book.create_sheet("Lama", 0)
        old.append(["Kode", "Jawaban"])
        for node in instrument.answerable[:9]:
            old.append([node.code, "A"])
        old.sheet_state = "hidden"
    for number, cells in enumerate(grid, start=1):
        for position, value in enumerate(cells, start=1):
            if value is not None:
                sheet.cell(number, position, value)  # type: ignore[arg-type]
    _merge_title(sheet, style)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _merge_title(sheet: Worksheet, style: Style) -> None:
    if style.titled_from > 1 and sheet.cell(1, 1).value:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=4)
