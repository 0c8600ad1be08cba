"""Who imports whom, at any depth: inside functions and for the sake of types alone as well."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

BASE = Path(__file__).parents[2]
PACKAGES = ("reformasi", "evaluations", "programs", "zona_integritas", "dashboards")


def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name, migrations left out."""
    sources = {}
    for path in (path for package in PACKAGES for path in (BASE / package).rglob("*.py")):
        parts = path.relative_to(BASE).with_suffix("").parts
        if "migrations" not in parts:
            sources[".".join(parts).removesuffix(".__init__")] = path
    return sources


def imported(module: str, path: Path, names: set[str]) -> Iterator[str]:
    """The modules among ``names`` that ``module`` imports; ``from package import name`` may mean
    a module or what the package itself defines."""
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                full = f"{start}.{alias.name}"
                if full in names or start in names:
                    yield full if full in names else start


def imports(sources: dict[str, Path]) -> dict[str, set[str]]:
    names = set(sources)
    return {name: set(imported(name, path, names)) - {name} for name, path in sources.items()}


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A circle of modules, if there is one."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_import_each_other_in_a_circle():
    graph = imports(modules())
    assert len(graph) > 200
    assert circle(graph) == []


@pytest.mark.parametrize(
    "line",
    [
        "import reformasi.a",
        "from reformasi import a",
        "from . import a",
        "from .a import thing",
        "def ask():\n    from .a import thing",
        "if TYPE_CHECKING:\n    from reformasi.a import Thing",
    ],
)
def test_every_kind_of_import_counts(line, tmp_path):
    """The test above would notice each of them."""
    (tmp_path / "a.py").write_text("from . import b")
    (tmp_path / "b.py").write_text(line)
    sources = {f"reformasi.{name}": tmp_path / f"{name}.py" for name in "ab"}
    assert circle(imports(sources))
