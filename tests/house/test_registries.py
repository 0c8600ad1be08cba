"""What apps give to the floors below is registered by their ``apps.py``, and by nothing else."""

import ast
from functools import cache
from pathlib import Path

import pytest

from reformasi.evidence.attachments import Attachment
from reformasi.organisation.models import Grant
from tests.house.test_imports import modules


@cache
def registering() -> dict[str, Path]:
    """The modules with a function ``register`` that takes nothing: each is a part of its app."""
    return {
        name: path
        for name, path in modules().items()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name == "register" and not node.args.args
        if not node.args.vararg
    }


def app_of(path: Path) -> Path:
    """The ``apps.py`` of the app in which ``path`` lies."""
    return next(folder / "apps.py" for folder in path.parents if (folder / "apps.py").exists())


@pytest.mark.parametrize("name", sorted(registering()))
def test_every_part_of_an_app_is_registered_by_its_configuration(name):
    apps = app_of(registering()[name])
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(apps.read_text()))
        if isinstance(node, ast.Call)
    }
    assert any(f"{name}.register".endswith(f".{call}") for call in calls), apps


def concrete(base):
    """The kinds that have a table, be it below one that has none."""
    for kind in base.__subclasses__():
        if kind._meta.abstract:
            yield from concrete(kind)
        else:
            yield kind


def test_no_attachment_and_no_grant_is_forgotten():
    """Otherwise the library would hide a proof from those who see what it is attached to."""
    ours = "tests."
    for base in (Attachment, Grant):
        made = {kind for kind in concrete(base) if not kind.__module__.startswith(ours)}
        assert set(base.kinds()) == made
        assert made


REGISTERS = {"register", "grant", "contribute", "introduce_with", "autodiscover_modules"}


def test_importing_a_module_registers_nothing():
    """Else whoever imports first would decide what there is."""
    calls = [
        (name, ast.unparse(node.value.func).rpartition(".")[2])
        for name, path in modules().items()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    ]
    assert [call for call in calls if call[1] in REGISTERS] == []
