"""The files for editors, hooks and readers say what the project does."""

import tomllib
from pathlib import Path

import yaml

from reformasi.local.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def hooks():
    [local] = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert local["repo"] == "local"
    return local["hooks"]


def test_the_hooks_run_what_script_check_runs():
    assert {hook["id"]: hook["entry"] for hook in hooks()} == {
        name: f"script/check {name}" for name in CHECKS
    }


def test_a_hook_downloads_nothing():
    assert {hook["language"] for hook in hooks()} == {"system"}


def test_the_python_of_the_developers_is_the_oldest_that_is_supported():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    version = (ROOT / ".python-version").read_text().strip()

    assert project["project"]["requires-python"] == f">={version}"
    assert project["tool"]["mypy"]["python_version"] == version


def test_the_changelog_begins_with_what_is_unreleased():
    headings = [
        line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line[:3] == "## "
    ]

    assert headings[0] == "## Unreleased"
