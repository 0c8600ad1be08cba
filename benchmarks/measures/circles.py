"""Modules that import each other in a circle: imports at any depth, ``TYPE_CHECKING`` included."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.measures.source import File

Graph = dict[str, set[str]]


def in_circles(files: list[File]) -> list[str]:
    """The modules that reach themselves by way of another."""
    imports = graph(files)
    return sorted(module for module in imports if module in reached(module, imports))


def graph(files: list[File]) -> Graph:
    known = {file.module for file in files}
    return {file.module: set(imported(file, known)) - {file.module} for file in files}


def imported(file: File, known: set[str]) -> Iterator[str]:
    """``from package import name`` leads to the module of that name, else to the package."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, file)
            for alias in node.names:
                name = f"{base}.{alias.name}"
                if name in known:
                    yield name
                elif base in known:
                    yield base


def absolute(node: ast.ImportFrom, file: File) -> str:
    if not node.level:
        return node.module or ""
    parts = file.module.split(".")
    up = node.level - 1 if file.is_package else node.level
    package = parts[: len(parts) - up] if up else parts
    return ".".join([*package, *([node.module] if node.module else [])])


def reached(start: str, imports: Graph) -> set[str]:
    """All that ``start`` imports, and what that imports in turn."""
    seen: set[str] = set()
    waiting = list(imports[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += imports[module]
    return seen
