"""Fault cases and the tests that prove them, as read from the tests' text."""

from pathlib import Path

import pytest
from costgov.errors import InvalidInput

from cli import faults

MODULE = """
@pytest.mark.fault_case(3, 4)
def test_a_broken_query_stores_nothing() -> None: ...

@pytest.mark.parametrize("code", [pytest.param("x", marks=pytest.mark.fault_case(5))])
def test_throttling(code: str) -> None: ...

@pytest.mark.fault_case(7)
class TestRestatements:
    @pytest.mark.fault_case(8)
    def test_a_closed_month(self) -> None: ...

    def helper(self) -> None: ...

def test_something_else() -> None: ...
"""


def test_markers_of_functions_parameters_and_classes_are_found() -> None:
    assert sorted(faults.marked_tests(MODULE, "tests/test_x.py")) == [
        (3, "test_a_broken_query_stores_nothing"),
        (4, "test_a_broken_query_stores_nothing"),
        (5, "test_throttling"),
        (7, "TestRestatements::test_a_closed_month"),
        (8, "TestRestatements::test_a_closed_month"),
    ]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("pytestmark = pytest.mark.fault_case(3)", "tests/x.py:1: fault_case marks no test"),
        (
            "@pytest.mark.fault_case(3)\ndef helper() -> None: ...",
            "tests/x.py:1: fault_case marks no test",
        ),
        (
            "@pytest.mark.fault_case('3')\ndef test_it() -> None: ...",
            "tests/x.py:1: fault_case names no number",
        ),
    ],
)
def test_a_marker_that_proves_nothing_is_an_error(source: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        faults.marked_tests(source, "tests/x.py")


def test_the_page_lists_each_case_with_its_tests(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/fault_cases.toml").write_text('3 = "Nothing is stored."\n9 = "A day."\n')
    marker = "@pytest.mark.fault_case(3)"
    tests = f"{marker}\ndef test_b(): ...\n{marker}\ndef test_a(): ..."
    (tmp_path / "tests/test_x.py").write_text(tests)

    cases, proofs = faults.outcomes(tmp_path), faults.proofs(tmp_path)

    lines = faults.page(cases, proofs).splitlines()
    both = "`tests/test_x.py::test_a`<br>`tests/test_x.py::test_b`"
    assert lines[-2:] == [
        f"| 3 | Nothing is stored. | {both} |",
        "| 9 | A day. | **none yet** |",
    ]
    assert faults.unproved(cases, proofs) == [9]


def test_a_case_that_nobody_described_is_an_error() -> None:
    with pytest.raises(InvalidInput, match="fault case 99 is not described"):
        faults.page({1: "One."}, {99: ["tests/test_x.py::test_a"]})


def test_a_marker_of_the_module_is_one_of_all_its_tests() -> None:
    source = """
pytestmark = [pytest.mark.loopback, pytest.mark.fault_case(3)]

def test_one(): ...

@pytest.mark.fault_case(4)
def test_two(): ...
"""

    assert set(faults.marked_tests(source, "tests/x.py")) == {
        (3, "test_one"),
        (3, "test_two"),
        (4, "test_two"),
    }
