"""The table in docs/measures.md: a row for each figure, a column for each state of the source."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measures.figures import Figures

PAGE = Path(__file__).resolve().parents[2] / "docs/measures.md"
BEGIN, END = "<!-- script/measure --write: begin -->\n", "<!-- script/measure --write: end -->\n"
COLUMNS = ("before", "now")

Table = dict[str, dict[str, str]]


def write(column: str, figures: Figures) -> None:
    """Put ``figures`` into their column; the rest of the page stays, also times not taken anew."""
    above, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    inside, _, below = rest.partition(END)
    table = parse(inside)
    for name, value in figures.items():
        table.setdefault(name, {})[column] = value
    PAGE.write_text(f"{above}{BEGIN}\n{draw(table)}\n{END}{below}", "utf-8")


def parse(text: str) -> Table:
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {
        name.strip(): {
            column: cell.strip()
            for column, cell in zip(COLUMNS, cells, strict=True)
            if cell.strip()
        }
        for name, *cells in rows[2:]  # after the head and its rule
    }


def draw(table: Table) -> str:
    head = ["figure", *COLUMNS]
    rows = [
        [name, *(cells.get(column, "–") for column in COLUMNS)] for name, cells in table.items()
    ]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]

    def line(cells: list[str]) -> str:
        name, *values = cells
        aligned = [value.rjust(width) for value, width in zip(values, widths[1:], strict=True)]
        return f"| {' | '.join([name.ljust(widths[0]), *aligned])} |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([line(head), f"| {' | '.join(rule)} |", *map(line, rows)]) + "\n"
