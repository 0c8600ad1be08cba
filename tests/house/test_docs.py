"""The documents name what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = sorted((ROOT / "docs/adr").glob("0*.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.stem)
def test_every_decision_stands_in_the_index_under_its_title(decision):
    title = decision.read_text("utf-8").splitlines()[0].removeprefix("# ")

    assert f"- [{title}]({decision.name})\n" in (DECISIONS[0].parent / "README.md").read_text()


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.stem)
def test_a_decision_has_the_number_of_its_file(decision):
    number = int(decision.name[:4])

    assert decision.read_text("utf-8").startswith(f"# {number}. ")


def test_every_command_of_the_developers_page_exists():
    page = (ROOT / "docs/developing.md").read_text("utf-8")
    commands = set(re.findall(r"`((?:script|\.ci)/\w+)", page))

    assert len(commands) > 3
    assert [command for command in commands if not (ROOT / command).is_file()] == []


def test_the_glossary_names_only_what_the_code_holds():
    """Names that look like classes, and files of ours, in the glossary's "in code" column."""
    glossary = (ROOT / "docs/glossary.md").read_text("utf-8")
    code = "\n".join(
        path.read_text("utf-8")
        for folder in ("reformasi", "evaluations", "programs", "zona_integritas")
        for path in (ROOT / folder).rglob("*.py")
    )
    quoted = re.findall(r"`([\w.]+)`", glossary)
    classes = {part for name in quoted for part in name.split(".") if re.match(r"[A-Z][a-z]", part)}

    assert len(classes) > 30
    assert sorted(name for name in classes if f"class {name}" not in code) == []
