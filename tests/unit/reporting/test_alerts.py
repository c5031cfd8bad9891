"""The report's alerts: whose they are, who saw to them, and what nobody was told yet."""

import pytest

from tests.unit.reporting.demo import HOSTILE, with_costs
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.html_tree import Element, read_html, rows_of
from tests.unit.reporting.pages import html_of, read_page_of


@pytest.fixture(scope="module")
def section() -> Element:
    return read_html(html_of(complete_demo())).one("section", aria_labelledby="alerts")


def test_open_alerts_stand_by_team_the_most_severe_first(section: Element) -> None:
    shops, nobodys = (rows_of(table)[1:] for table in section.all("table"))
    assert [row[1] for row in shops] == ["critical", "high", "medium", "low"]
    assert shops[0][3:] == ["$1,234.00", "acknowledged by jane"]
    assert shops[1][3:] == ["$500.00", "snoozed until 25 Oct 2026"]
    assert shops[2][3] == "\u2013"
    assert [row[3] for row in nobodys] == ["€40.00"]
    assert "5 alerts open, 1 resolved within the last two weeks" in " ".join(section.text.split())


def test_what_was_held_back_is_listed_with_why_and_until_when(section: Element) -> None:
    held = [" ".join(item.text.split()) for item in section.all("li")]
    assert any(
        "beyond the team's weekly budget, goes to slack on 19 Oct 2026" in one for one in held
    )
    assert any(one.startswith("A small service grows: low severity, goes to") for one in held)


def test_a_name_is_shown_and_not_obeyed(section: Element) -> None:
    assert HOSTILE in section.text.replace("\u2068", "").replace("\u2069", "")
    assert not section.all("script")


def test_without_an_alert_there_is_no_section() -> None:
    assert not read_page_of(with_costs()).all("section", aria_labelledby="alerts")
