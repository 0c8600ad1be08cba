"""What script/measure counts, shown on sources of a few lines."""

import pytest

from benchmarks.measures import circles, page, repeats, source, syntax
from benchmarks.measures.source import File

SIX = ["a = 1", "if a:", "    b(a)", "for c in b:", "    c.d(a, b)", "return [a]"]


def file(text, path="programs/plans.py"):
    return File(path, text)


def pairs(*texts):
    return repeats.pairs([file(text, f"programs/{at}.py") for at, text in enumerate(texts)])


def test_a_copy_of_six_lines_is_a_pair_of_equal_and_of_equally_shaped_places():
    copied = "\n".join(SIX)

    assert pairs(f"first = 0\n{copied}", copied) == [
        ("programs/0.py", 2, "programs/1.py", 1),
        ("programs/0.py", 2, "programs/1.py", 1),
    ]


def test_a_copy_with_other_names_is_one_pair():
    copied = "\n".join(SIX)

    assert len(pairs(copied, copied.replace("a", "z").replace("1", "22"))) == 1


def test_a_longer_copy_is_no_more_pairs():
    longer = "\n".join([*SIX, "while a < b:", "    pass"])

    assert len(pairs(longer, longer)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(SIX[:5]),
        "\n".join(f"from a import b{number}" for number in range(9)),
        "\n".join(f"name_{number} = {number}" for number in range(9)),
        "\n".join(f"# {line}" for line in SIX),
    ],
    ids=["five lines", "imports", "a list of constants", "comments"],
)
def test_boilerplate_is_no_repetition(text):
    assert pairs(text, text.replace("name", "label")) == []


def test_modules_that_import_each_other_stand_in_a_circle_wherever_the_import_is():
    files = [
        file("from . import two", "programs/one.py"),
        file("def f():\n    from programs.three import x", "programs/two.py"),
        file("if TYPE_CHECKING:\n    from .one import y", "programs/three.py"),
        file("from .one import y", "programs/four.py"),
    ]

    assert circles.in_circles(files) == ["programs.one", "programs.three", "programs.two"]


def test_a_function_is_measured_from_def_to_its_last_line():
    assert syntax.function_lengths(
        [file('@cached\ndef f():\n    """Text."""\n    return 1\n')]
    ) == [3]


def test_any_counts_where_it_is_used_and_not_where_it_is_imported():
    text = "from typing import Any\n\ndef f(x: Any) -> dict[str, Any]:\n    return cast(Any, x)\n"

    assert syntax.count_any([file(text)]) == 3


def test_a_maker_of_constraints_counts_at_its_calls():
    text = (
        "def pair(name) -> CheckConstraint:\n    return CheckConstraint(name=name)\n"
        "constraints = [pair('a'), pair('b'), models.UniqueConstraint(name='c')]\n"
    )

    assert syntax.count_constraints([file(text)]) == 3


def test_migrations_tests_and_benchmarks_are_no_source(tmp_path):
    for path in [
        "manage.py",
        "programs/plans/models.py",
        "programs/migrations/0001_initial.py",
        "script/bootstrap.py",
        "tests/conftest.py",
        "benchmarks/web.py",
        "var/settings.py",
    ]:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()

    files = source.read(tmp_path)

    python = ["manage.py", "programs/plans/models.py", "script/bootstrap.py"]
    assert [file.path for file in files.python] == python
    assert [file.path for file in files.tests] == ["tests/conftest.py"]


def test_writing_one_column_keeps_the_other(tmp_path, monkeypatch):
    written = tmp_path / "measures.md"
    written.write_text(f"Above.\n\n{page.BEGIN}{page.END}\nBelow.\n")
    monkeypatch.setattr(page, "PAGE", written)

    page.write("before", {"lines": "21,700", "seconds": "184"})
    page.write("now", {"lines": "20,000"})

    table = page.parse(written.read_text())
    assert table == {
        "lines": {"before": "21,700", "now": "20,000"},
        "seconds": {"before": "184", "now": "–"},
    }
    assert written.read_text().startswith("Above.")
    assert written.read_text().endswith("Below.\n")
