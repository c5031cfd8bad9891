"""The report's use: dates with their uncertainty, scores of what is known, exact unit costs."""

import pytest

from tests.unit.reporting.demo import HOSTILE
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.html_tree import Element, read_html, rows_of
from tests.unit.reporting.pages import html_of


@pytest.fixture(scope="module")
def section() -> Element:
    return read_html(html_of(complete_demo())).one("section", aria_labelledby="use")


def plain(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ")


def test_what_will_be_full_stands_with_its_dates_and_what_to_do(section: Element) -> None:
    _, capacity, *_ = section.all("table")
    full, filling = ([plain(cell) for cell in row] for row in rows_of(capacity)[1:])
    assert full[0].startswith(HOSTILE)
    assert full[2:5] == ["91 percent", "80 percent", "reached already"]
    assert full[-1] == "now"
    assert filling[4] == "29 Nov 2026 (10 Nov 2026 to later than a year)"
    assert filling[5:] == ["12.0 %", "90.0 %", "30 Oct 2026"]
    assert "web-2" not in capacity.text, "what is far from full takes no room"


def test_scores_say_of_how_many_they_are_and_what_they_are_made_of(section: Element) -> None:
    _, _, groups, marked = section.all("table")
    everything = rows_of(groups)[1]
    assert everything[0] == "All"
    assert everything[3] == "6 of 6"
    assert all("memory unknown" not in row[-1] for row in rows_of(marked)[1:]), "unknown, not low"


def test_unit_costs_stand_beside_target_trend_and_forecast(section: Element) -> None:
    unit_costs = section.all("table")[0]
    orders, tenants = ([plain(cell) for cell in row] for row in rows_of(unit_costs)[1:])
    assert orders[1:] == [
        "0.3 USD", "0.25 USD", "above target", "stable", "0.3 USD", "0.28 USD", "0.32 USD",
    ]  # fmt: skip
    assert tenants[1:5] == ["no units were made", "none", "no target", "stable"]
    assert tenants[5] == "insufficient history"


def test_without_anything_stored_there_is_no_section() -> None:
    demo = complete_demo()
    kinds = ("capacity", "efficiency", "unit-cost")
    for partition, sort in list(demo.results.items):
        if partition.partition("#")[0] in kinds:
            demo.results.delete(partition, sort)

    page = read_html(html_of(demo))

    assert not page.all("section", aria_labelledby="use")
    assert "Use" not in [link.text for link in page.one("nav").all("a")]
