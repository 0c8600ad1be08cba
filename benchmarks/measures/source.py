"""Which files are the source: written by hand, and neither a migration nor a test."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

APPS = ("reformasi", "evaluations", "programs", "zona_integritas", "dashboards")
FOLDERS = (*APPS, "script", "templates", "static", "tests")
SUFFIXES = {".py", ".html", ".txt", ".js", ".css"}


@dataclass(frozen=True)
class File:
    """One file of the checkout; ``path`` is relative to its root."""

    path: str
    text: str

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def module(self) -> str:
        """``programs/models/__init__.py`` is the module ``programs.models``."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)


@dataclass(frozen=True)
class Source:
    """The files of a checkout, by what is counted in them."""

    python: list[File]
    templates: list[File]
    scripts: list[File]
    styles: list[File]
    tests: list[File]

    @property
    def lines(self) -> int:
        return sum(file.lines for file in self.python)


def read(root: Path) -> Source:
    paths = [
        str(path.relative_to(root))
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix in SUFFIXES
    ]

    def files(wanted: list[str]) -> list[File]:
        return [File(path, (root / path).read_text("utf-8")) for path in wanted]

    return Source(
        python=files(["manage.py", *(path for path in paths if is_python_source(path))]),
        templates=files([path for path in paths if path.startswith("templates/")]),
        scripts=files([path for path in paths if is_static(path, ".js")]),
        styles=files([path for path in paths if is_static(path, ".css")]),
        tests=files([path for path in paths if path.startswith("tests/") and path.endswith(".py")]),
    )


def is_python_source(path: str) -> bool:
    folders = path.split("/")[:-1]
    return path.endswith(".py") and "migrations" not in folders and folders[0] != "tests"


def is_static(path: str, suffix: str) -> bool:
    return path.startswith("static/") and path.endswith(suffix)
