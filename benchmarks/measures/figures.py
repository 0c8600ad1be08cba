"""The figures by name: one row each in the table."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measures import circles, repeats, syntax
from benchmarks.measures.source import File, Source

Figures = dict[str, str]
COVERAGE = "var/test/coverage.json"
QUICK = ("script/test", "-m", "quick", "-q")
WHOLE = ("script/test",)


def static(source: Source) -> Figures:
    """What the files say, without running any of them."""
    lengths = [file.lines for file in source.python]
    functions = syntax.function_lengths(source.python)
    explicit_any = syntax.count_any(source.python)
    all_files = [*source.python, *source.templates, *source.scripts]
    all_lines = sum(file.lines for file in all_files)
    pairs = repeats.pairs(all_files)
    return {
        "Python: files": str(len(lengths)),
        "Python: lines": thousands(source.lines),
        "file length: median": f"{statistics.median(lengths):.0f}",
        "file length: p90": str(percentile(lengths, 90)),
        "file length: longest": str(max(lengths)),
        "functions": thousands(len(functions)),
        "functions over 40 lines": str(sum(length > 40 for length in functions)),
        "functions over 50 lines": str(sum(length > 50 for length in functions)),
        "modules in an import circle": str(len(circles.in_circles(source.python))),
        "`Any`": str(explicit_any),
        "`Any` per 1,000 lines": per_thousand(explicit_any, source.lines),
        "`type: ignore`": str(syntax.count_ignored_types(source.python)),
        "check and unique constraints": str(syntax.count_constraints(source.python)),
        "templates: files / lines": files_and_lines(source.templates),
        "JavaScript: files / lines": files_and_lines(source.scripts),
        "style sheets: files / lines": files_and_lines(source.styles),
        "Python, templates, JavaScript: lines": thousands(all_lines),
        "repeated runs of six lines: pairs": str(len(pairs)),
        "repeated runs of six lines: pairs per 1,000 lines": per_thousand(len(pairs), all_lines),
        "test functions": thousands(syntax.count_tests(source.tests)),
        "lines of tests": thousands(sum(file.lines for file in source.tests)),
    }


def percentile(values: Sequence[int], percent: int) -> int:
    """The smallest value that ``percent`` of the values do not exceed."""
    return sorted(values)[-(-len(values) * percent // 100) - 1]


def thousands(number: int) -> str:
    return f"{number:,}"


def per_thousand(number: int, lines: int) -> str:
    return f"{1000 * number / lines:.1f}"


def files_and_lines(files: Sequence[File]) -> str:
    return f"{len(files)} / {thousands(sum(file.lines for file in files))}"


def coverage(root: Path) -> Figures:
    """Branch coverage as the last whole run left it; nothing where none did."""
    report = root / COVERAGE
    if not report.exists():
        return {}
    totals = json.loads(report.read_text("utf-8"))["totals"]
    covered, branches = totals["covered_branches"], totals["num_branches"]
    percent = 100 * covered / branches if branches else 100.0
    return {"branch coverage of what must be covered": f"{percent:.1f} % of {thousands(branches)}"}


def times(root: Path) -> Figures:
    """Runs the quick round and the whole suite, one after the other."""
    return {
        f"{name}: {what}": value
        for name, command in {"quick round": QUICK, "whole suite": WHOLE}.items()
        for what, value in timed(root, command).items()
    }


def timed(root: Path, command: Sequence[str]) -> Figures:
    """Number and time as pytest's last line has them. Raises ``SystemExit`` where tests fail."""
    done = subprocess.run(command, cwd=root, check=False, stdout=subprocess.PIPE, text=True)
    summary = re.search(r"(\d+) passed.* in ([\d.]+)s", done.stdout)
    if done.returncode or summary is None:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}")
    return {"tests": thousands(int(summary[1])), "seconds": f"{float(summary[2]):.0f}"}
