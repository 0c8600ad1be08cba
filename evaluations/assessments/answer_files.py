"""Reads a sheet of answers (``code,answer``) as people's spreadsheets write it, row by row."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from evaluations.scoring import (
    Answer,
    DuplicateAnswer,
    InstrumentSpec,
    Message,
    ScoringError,
    contradictions,
    gettext_noop,
    read_answer,
)

COLUMNS = ("code", "answer")


@dataclass(frozen=True)
class BadRow:
    line: int
    reason: Message


class BadAnswers(Exception):
    """A file that cannot be scored: ``rows`` says where and why, every bad row of it."""

    def __init__(self, rows: list[BadRow]):
        self.rows = sorted(rows, key=lambda row: row.line)
        super().__init__("; ".join(f"{row.line}: {row.reason}" for row in self.rows))


def read_answer_file(content: bytes, instrument: InstrumentSpec) -> dict[str, Answer]:
    """The answers by code, blanks left out. Raises BadAnswers.

    UTF-8 with or without BOM, comma or semicolon, any line ends, columns in any order; further
    columns (a name, a note) are ignored. A blank answer may stand beside any code.
    """
    answers: dict[str, Answer] = {}
    lines: dict[str, int] = {}
    bad: list[BadRow] = []
    for line, cells in _Table(_decode(content), bad).rows():
        code = cells["code"]
        try:
            if code in lines:
                raise DuplicateAnswer(code, first=lines[code])
            lines[code] = line
            answer = read_answer(instrument, code, cells["answer"])
        except ScoringError as error:
            bad.append(BadRow(line, error.message))
        else:
            if answer is not None:
                answers[code] = answer
    bad += [
        BadRow(lines.get(error.code, 1), error.message)
        for error in contradictions(instrument, answers)
    ]
    if bad:
        raise BadAnswers(bad)
    return answers


def _decode(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = gettext_noop("Berkas bukan teks UTF-8. Simpan ulang sebagai “CSV UTF-8”.")
        raise BadAnswers([BadRow(line, Message(reason))]) from None
    if not text.strip():
        raise BadAnswers([BadRow(1, Message(gettext_noop("Berkas kosong.")))])
    return text


class _Table:
    """Rows under a header; what cannot be read as a row is added to ``bad``."""

    def __init__(self, text: str, bad: list[BadRow]):
        self.bad = bad
        self.lines = list(io.StringIO(text, newline=""))
        self.delimiter = max(",;", key=next(filter(str.strip, self.lines)).count)

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The line on which each row begins, and its cells by column."""
        header: list[str] | None = None
        for line, cells in self._filled():
            if header is None:
                header = [cell.casefold() for cell in cells]
                self._check(line, header)
            elif len(cells) < len(header) or any(cells[len(header) :]):
                reason = gettext_noop(
                    "Terbaca %(found)s kolom, seharusnya %(expected)s. Tulis angka pecahan "
                    "dengan titik atau di antara tanda kutip."
                )
                params = {"found": len(cells), "expected": len(header)}
                self.bad.append(BadRow(line, Message(reason, params)))
            else:
                row = dict(zip(header, cells, strict=False))
                if row["code"]:
                    yield line, row
                elif row["answer"]:
                    reason = gettext_noop("Jawaban “%(answer)s” tidak mempunyai kode.")
                    self.bad.append(BadRow(line, Message(reason, {"answer": row["answer"]})))

    def _check(self, line: int, header: list[str]) -> None:
        if any(header.count(column) != 1 for column in COLUMNS):
            reason = gettext_noop(
                "Baris pertama harus memuat judul kolom “code” dan “answer”, "
                "masing-masing satu kali. Terbaca: %(header)s."
            )
            message = Message(reason, {"header": ", ".join(header)})
            raise BadAnswers([*self.bad, BadRow(line, message)])

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        """Rows with anything in them; spreadsheets like to leave empty ones behind.

        A cell may run over several lines; after an unmatched quote reading starts afresh on the
        next line, or the rest of the file would count as one cell and its bad rows stay hidden.
        """
        done = 0
        while done < len(self.lines):
            reader = csv.reader(self.lines[done:], delimiter=self.delimiter, strict=True)
            start = done
            try:
                for record in reader:
                    cells = [cell.strip() for cell in record]
                    if any(cells):
                        yield done + 1, cells
                    done = start + reader.line_num
            except csv.Error:
                reason = gettext_noop("Tanda kutip pada baris ini tidak berpasangan.")
                self.bad.append(BadRow(done + 1, Message(reason)))
                done += 1
