"""A value is called by the thing that it is: names that mean nothing are refused.

The names stand in docs/words.md.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver

from benchmarks.measures import source
from tests.house.addresses import addresses

ROOT = Path(__file__).resolve().parents[2]
#: What Django and cotton evaluate: {{ ... }}, {% ... %} and the attributes of <c-...  :name="...">.
EVALUATED = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|\s:[\w.-]+=(\"[^\"]*\"|'[^']*')", re.DOTALL)
PARSED_ONCE = pytest.mark.xdist_group("words")
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")


@pytest.fixture(scope="module")
def files() -> source.Source:
    return source.read(ROOT)


def banned_words() -> set[str]:
    """The first column of the last table of docs/words.md."""
    section = (ROOT / "docs/words.md").read_text("utf-8").partition("## Names that mean nothing")[2]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


BANNED = banned_words()


def banned_verbs() -> set[str]:
    """What stands in code type in the last column of the table of verbs of docs/words.md."""
    section = (ROOT / "docs/words.md").read_text("utf-8").partition("## Verbs of actions")[2]
    rows = re.findall(r"^\|.*\|(.*)\|$", section.partition("\n## ")[0], re.MULTILINE)
    return {verb for cell in rows for verb in re.findall(r"`(\w+)`", cell)}


def names_in_python(tree: ast.AST) -> Iterator[str]:
    """Every name that the code gives to a value or to a function."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ExceptHandler(name=str(name)) | ast.alias(asname=str(name)):
                yield name


def names_in_template(text: str) -> Iterator[str]:
    """Every word of what is evaluated, but for its strings."""
    for match in EVALUATED.finditer(text):
        printed, tag, attribute = match.groups()
        code = attribute[1:-1] if attribute else STRING.sub("", printed or tag)
        yield from re.findall(r"[A-Za-z_]\w*", code)


def files_with_banned_words(files: source.Source) -> list[str]:
    python = [
        file.path
        for file in (*files.python, *files.tests)
        if file.path.endswith(".py") and BANNED.intersection(names_in_python(file.tree))
    ]
    templates = [
        file.path for file in files.templates if BANNED.intersection(names_in_template(file.text))
    ]
    return sorted(python + templates)


@PARSED_ONCE
def test_no_file_has_a_banned_name(files):
    wrong = files_with_banned_words(files)

    assert wrong == [], f"name the thing instead of {sorted(BANNED)} (docs/words.md)"


#: Where sheets are answered: their rooms, their tests, and the sheet of layers of tests/workflow.
SHEETS = ("evaluations/", "tests/evaluations/", "tests/workflow/", "dashboards/demo/sheets.py")


@PARSED_ONCE
def test_only_sheets_have_answers(files):
    elsewhere = {
        f"{file.path}: {name}"
        for file in (*files.python, *files.tests)
        if file.path.endswith(".py") and not file.path.startswith(SHEETS)
        for name in names_in_python(file.tree)
        if {"answer", "answers"}.intersection(name.lower().split("_"))
        and not name.startswith("test_")
    }

    assert elsewhere == set(), "docs/words.md, answer"


@PARSED_ONCE
def test_actions_and_addresses_have_the_same_verbs(files):
    actions = [
        f"{file.module}.{node.name}"
        for file in files.python
        if file.path.endswith("/actions.py")
        for node in file.tree.body
        if isinstance(node, ast.FunctionDef) and node.name.partition("_")[0] in banned_verbs()
    ]
    views = [
        name for name in addresses(get_resolver()) if re.split("[:_]", name)[-1] in banned_verbs()
    ]

    assert {"make", "save", "edit", "update"} <= banned_verbs()
    assert actions + views == [], "docs/words.md, Verbs of actions and of addresses"


@pytest.mark.parametrize(
    "code",
    [
        "found = 1",
        "for found in rows: pass",
        "self.found = 1",
        "def f(found): pass",
        "def f(*, found=1): pass",
        "def found(): pass",
        "f(found=1)",
        "with f() as found: pass",
        "[found for found in rows]",
        "import found_rows as found",
        "class A:\n    found: int",
    ],
)
def test_a_name_is_noticed_wherever_it_is_given(code):
    assert "found" in set(names_in_python(ast.parse(code)))


def test_text_and_comments_may_use_any_word():
    code = 'title = _("found")  # as found\nrow["found"] = found_rows'

    assert "found" not in set(names_in_python(ast.parse(code)))


@pytest.mark.parametrize(
    "template",
    [
        "{{ shown.title }}",
        "{% if shown %}",
        "{% with shown=activity %}",
        "{{ page.shown|default:'–' }}",
        '<c-state :item="shown" />',
    ],
)
def test_a_template_variable_is_noticed(template):
    assert "shown" in set(names_in_template(template))


def test_the_text_of_a_template_may_use_any_word():
    template = '<p class="shown">{% translate "shown" %} shown {{ title|add:"shown" }}</p>'

    assert "shown" not in set(names_in_template(template))
