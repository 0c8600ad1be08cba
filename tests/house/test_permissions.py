"""Permissions are members of the enumerations beside the tables: a misspelt one does not exist."""

import ast
import importlib
import re
from enum import StrEnum

from reformasi.organisation.scope import GRANTS
from tests.house.test_imports import BASE, modules

APPS = {perm.split(".")[0] for perm in GRANTS}
LITERAL = re.compile(rf"({'|'.join(sorted(APPS))})\.[a-z]+_[a-z_]+")
IN_TEMPLATE = re.compile(r"\bperms\.(\w+\.\w+)")
SOURCES = {
    **modules(),
    **{str(path.relative_to(BASE)): path for path in (BASE / "tests").rglob("*.py")},
}


def enumerations() -> dict[str, type[StrEnum]]:
    """Every enumeration of permissions by the module that declares it."""
    return {
        name: kind
        for name in modules()
        if name.endswith(".permissions")
        for kind in vars(importlib.import_module(name)).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind.__module__ == name
    }


def literals(source: str) -> list[str]:
    """Strings that are written like permissions, outside of the enumerations."""
    tree = ast.parse(source)
    declared = {
        id(node)
        for kind in ast.walk(tree)
        if isinstance(kind, ast.ClassDef) and kind.name.endswith("Perm")
        for node in ast.walk(kind)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in declared
        and LITERAL.fullmatch(node.value)
    ]


def test_no_permission_is_written_as_a_string():
    written = {name: literals(path.read_text()) for name, path in SOURCES.items()}
    assert {name: strings for name, strings in written.items() if strings} == {}


def test_such_a_string_would_be_noticed():
    member = "organisation" + ".view_unit"
    assert literals(f'user.has_perm("{member}", unit)') == [member]
    assert literals(f'class UnitPerm(StrEnum):\n    VIEW = "{member}"') == []


def test_every_member_is_granted_to_some_role_and_nothing_else_is():
    members = [perm for kind in enumerations().values() for perm in kind]
    assert len(members) == len(set(members))
    of_the_portal = {perm for perm in GRANTS if not perm.startswith("layered.")}  # a test's own
    assert set(members) == of_the_portal
    assert all(GRANTS.values())


def test_templates_name_permissions_that_exist():
    templates = [path.read_text() for path in (BASE / "templates").rglob("*.html")]
    assert {perm for text in templates for perm in IN_TEMPLATE.findall(text)} <= GRANTS.keys()
