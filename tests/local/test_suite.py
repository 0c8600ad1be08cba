"""How script/test hands its arguments to pytest."""

import pytest

from reformasi.local.suite import MEASURED, ON_TWO, spread


def test_the_whole_suite_measures_its_coverage():
    assert spread([]) == (*ON_TWO, *MEASURED)


@pytest.mark.parametrize(
    "arguments", [["-m", "quick"], ["-m", "quick", "-q", "--durations=30"], ["-x"]]
)
def test_all_tests_of_a_marker_run_on_two_processes(arguments):
    assert spread(arguments) == (*ON_TWO, *arguments)


@pytest.mark.parametrize(
    "arguments",
    [["tests/programs"], ["-q", "tests/ui"], ["-k", "submit"], ["-n", "4"], ["-m", "load", "-n0"]],
)
def test_certain_tests_or_a_number_of_processes_are_taken_as_they_are(arguments):
    assert spread(arguments) == arguments
