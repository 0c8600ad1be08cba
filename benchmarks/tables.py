"""The results as Markdown: readable in the terminal, and the same in docs/performance.md."""

import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.load import Load
from benchmarks.report import Report
from benchmarks.timing import Pair
from benchmarks.web import Timed, Weight

PAGE = Path(__file__).resolve().parents[1] / "docs/performance.md"
BEGIN, END = "<!-- script/bench --write: begin -->\n", "<!-- script/bench --write: end -->\n"
MARK = "script/bench"


def all_tables(
    dashboards: list[Timed], sheet: list[Timed], report: Report, weights: list[Weight]
) -> str:
    parts = [machine(), of_pages("Dashboards", dashboards), of_pages("A sheet", sheet)]
    return "\n".join([*parts, of_report(report), of_weights(weights)])


def machine() -> str:
    versions = [
        f"{name} {importlib.metadata.version(name)}"
        for name in ("Django", "gunicorn", "WeasyPrint")
    ]
    return (
        f"Measured on {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {', '.join(versions)}; commit {commit()}.\n"
    )


def commit() -> str:
    """Of the sources, where git knows it."""
    asked = ["git", "-C", str(PAGE.parent), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, check=False, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def of_pages(title: str, rows: list[Timed]) -> str:
    count = len(rows[0].times.measured.seconds)
    return section(
        title,
        f"{count} requests of each and {count} to the empty page, in turn, over one connection; "
        "p95: 19 of 20 requests are faster.",
        ("request", *MEDIANS, "ratio of p95", "p95", "queries", "of them the empty page's"),
        [
            (
                row.name,
                *medians(row.times),
                f"{row.times.p95_ratio:.2f}",
                f"{1000 * row.times.measured.p95:.1f} ms",
                f"{row.queries}",
                f"{row.base_queries}",
            )
            for row in rows
        ],
    )


MEDIANS = ("ratio of medians", "median", "median of the base")


def medians(pair: Pair) -> tuple[str, ...]:
    both = (f"{1000 * times.median:.1f} ms" for times in (pair.measured, pair.base))
    return (f"{pair.ratio:.2f}", *both)


def of_report(report: Report) -> str:
    count = len(report.drawn.measured.seconds)
    pairs = {"drawn already by a page": report.drawn, "drawn by the worker": report.undrawn}
    return section(
        "Evaluation report",
        f"{report.pages} pages; {count} times each, the worker's task and bare WeasyPrint in turn. "
        "The CPU time leaves out what else the machine did meanwhile.",
        ("chart", *MEDIANS, "ratio of CPU time"),
        [(name, *medians(pair), f"{pair.cpu_ratio:.2f}") for name, pair in pairs.items()],
    )


def of_weights(rows: list[Weight]) -> str:
    return section(
        "Weight over the wire",
        "As the portal sends them: pages by gzip, files by Brotli.",
        ("page", "first load", "later"),
        [(f"`{row.path}`", kilobytes(row.first), kilobytes(row.page)) for row in rows],
    )


def of_loads(loads: list[Load]) -> str:
    """A table for each configuration: a row for each crowd on each page."""
    return "\n".join(
        section(
            f"Many at once: {load.configuration}",
            f"Each crowd for {load.crowds[0].seconds:.0f} s on each page: everybody sends the next "
            "as soon as the last is answered, over a connection of their own; people, server and "
            "database share the machine. Memory at the end, what is shared divided: "
            f"{', '.join(f'{size / 1e6:.0f} MB' for size in load.memory)} (master first).",
            ("page", "people", "a second", "of the empty page's", "median", "p95", "errors"),
            [
                (
                    crowd.work,
                    f"{crowd.people}",
                    f"{crowd.rate:.0f}",
                    f"{crowd.rate / base.rate:.2f}",
                    f"{1000 * crowd.times.median:.0f} ms",
                    f"{1000 * crowd.times.p95:.0f} ms",
                    f"{len(crowd.failures)}",
                )
                for crowd in load.crowds
                for base in [each for each in load.crowds if each.people == crowd.people][:1]
            ],
        )
        for load in loads
    )


def kilobytes(count: int) -> str:
    return f"{count / 1000:.1f} kB"


def section(title: str, text: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A heading, a sentence and a table with aligned columns: words left, figures right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        first, *figures = row
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(figures, widths[1:], strict=True)]
        return f"| {' | '.join(cells)} |"

    rule = [f"{'-' * (width - 1)}:" for width in widths]
    rule[0] = "-" * widths[0]
    lines = [line(head), f"| {' | '.join(rule)} |", *map(line, rows)]
    return "\n".join([f"## {title}", "", text, "", *lines, ""])


def marks(option: str) -> tuple[str, str]:
    """Between which lines of the page the tables of ``option`` stand."""
    own = f"{MARK} {option}".strip()
    return BEGIN.replace(MARK, own), END.replace(MARK, own)


def write(tables: str, option: str = "") -> None:
    """Replace what stands between the marks in docs/performance.md; ``option`` has its own."""
    begin, end = marks(option)
    before, _, rest = PAGE.read_text().partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n{tables}\n{end}{after}")
