"""What the syntax trees say: functions, ``Any``, ignored types, constraints, tests."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

from benchmarks.measures.source import File

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def function_lengths(files: list[File]) -> list[int]:
    """From ``def`` to the last line, docstring included, decorators not."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in nodes(files)
        if isinstance(node, FUNCTIONS)
    ]


def count_any(files: list[File]) -> int:
    """The name ``Any`` wherever it stands, but for its import."""
    return sum(isinstance(node, ast.Name) and node.id == "Any" for node in nodes(files))


def count_ignored_types(files: list[File]) -> int:
    return sum(
        token.type == tokenize.COMMENT and "type: ignore" in token.string
        for file in files
        for token in tokenize.generate_tokens(io.StringIO(file.text).readline)
    )


def count_constraints(files: list[File]) -> int:
    """Constraints made, also by functions of ours whose return type names a constraint.

    Such a function counts once for each call, and what stands in it does not count.
    """
    makers = {
        node.name: node
        for node in nodes(files)
        if isinstance(node, FUNCTIONS)
        and node.returns
        and "Constraint" in ast.unparse(node.returns)
    }
    inside = {id(part) for maker in makers.values() for part in ast.walk(maker)}
    names = {"CheckConstraint", "UniqueConstraint", "ExclusionConstraint", *makers}
    return sum(
        isinstance(node, ast.Call) and id(node) not in inside and called(node) in names
        for node in nodes(files)
    )


def count_tests(files: list[File]) -> int:
    return sum(
        isinstance(node, FUNCTIONS) and node.name.startswith("test_") for node in nodes(files)
    )


def called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def nodes(files: list[File]) -> Iterator[ast.AST]:
    for file in files:
        yield from ast.walk(file.tree)
