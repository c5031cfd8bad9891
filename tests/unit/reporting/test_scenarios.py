"""The report's scenarios: figures as stored, what is known of each change, and what is not told."""

import pytest
from costgov.pipeline.scenario_records import scenario_results, scenarios

from tests.unit.reporting.demo import ARABIC, HOSTILE
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.demo_scenarios import RESULT
from tests.unit.reporting.html_tree import Element, rows_of, section_of
from tests.unit.reporting.pages import read_page_of


@pytest.fixture(scope="module")
def section() -> Element:
    dollars = read_page_of(complete_demo()).one("section", aria_labelledby="l1")
    return section_of(dollars, "Scenarios")


def test_every_period_stands_beside_its_baseline(section: Element) -> None:
    periods, changes = section.all("table")
    assert rows_of(periods)[1:] == [
        [
            "This month, to 31 Oct 2026", "$26,000.00", "$27,199.50", "$26,699.50", "$27,699.50",
            "+$1,199.50", "+$1,109.50", "+$1,289.50",
        ],
        [
            "All coming days, to 19 Oct 2027", "$300,000.00", "$301,199.50", "$300,699.50",
            "$301,699.50", "+$1,199.50", "+$1,109.50", "+$1,289.50",
        ],
    ]  # fmt: skip
    assert [row[-1] for row in rows_of(changes)[1:]] == ["+$1,500.25", "-$300.75", "+<$0.01"]


def test_changes_say_what_is_known_of_them(section: Element) -> None:
    _, changes = section.all("table")
    launch, commitment, driver = rows_of(changes)[1:]
    assert launch[:3] == [HOSTILE, "1 Nov 2026", ""]
    assert commitment[2] == "of 40.0 % of the cost; 93.2 % used; to be ordered by 16 Oct 2026"
    assert driver[2].replace("\u2068", "").replace("\u2069", "") == (
        f"elasticity to {ARABIC} 0.8 (80 % interval 0.71 to 0.93, from 11 weeks)"
    )


def test_warnings_and_what_could_not_be_told_are_said(section: Element) -> None:
    assert f"{RESULT.warnings[0]}." in section.text
    assert "It could not be told on this day; the list of gaps says why." in section.text


def test_without_scenarios_there_is_no_section() -> None:
    demo = complete_demo()
    scenarios(demo.control).make_equal([])
    assert "Scenarios" not in read_page_of(demo).text


def test_another_day_s_figures_are_not_shown() -> None:
    demo = complete_demo()
    scenario_results(demo.results).make_equal([("2026-10-19", RESULT)], RESULT.name)
    dollars = read_page_of(demo).one("section", aria_labelledby="l1")
    assert not section_of(dollars, "Scenarios").all("table")
