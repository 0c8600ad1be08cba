"""Prints the figures of a checkout; --write keeps them in docs/measures.md."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.measures import circles, figures, page, repeats, source

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    options = arguments()
    files = source.read(options.root)
    result = {**figures.static(files), **figures.coverage(options.root)}
    if options.times:
        result |= figures.times(options.root)
    for name, value in result.items():
        print(f"{name:<52}{value:>12}")
    if options.places:
        print_places(files)
    if options.write:
        page.write(options.column, result)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/measure", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout of the portal")
    parser.add_argument(
        "--times", action="store_true", help="also run the quick round and all tests"
    )
    parser.add_argument("--places", action="store_true", help="also name the circles and repeats")
    parser.add_argument("--write", action="store_true", help="write docs/measures.md")
    parser.add_argument("--column", choices=page.COLUMNS, default="now", help="which to write")
    return parser.parse_args()


def print_places(files: source.Source) -> None:
    for module in circles.in_circles(files.python):
        print(f"in a circle: {module}")
    for one, line, other, other_line in repeats.pairs(
        [*files.python, *files.templates, *files.scripts]
    ):
        print(f"{one}:{line} repeats in {other}:{other_line}")


if __name__ == "__main__":
    main()
