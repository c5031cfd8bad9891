"""Whatever a service, account, tag or file is called, it stays text and stays in its place."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from costgov.pipeline.reporting.text import clean
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.reporting.bill import Line
from tests.unit.reporting.demo import ARABIC, FORMULA, HOSTILE, LONG, Demo
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.html_tree import Element, section_of
from tests.unit.reporting.pages import read_page_of

DAY = date(2026, 10, 20)


@pytest.fixture(scope="module")
def page() -> Element:
    return read_page_of(complete_demo())


def page_with(*lines: Line) -> Element:
    demo = Demo()
    demo.deliver("cost_explorer", iter(lines))
    return read_page_of(demo)


@pytest.mark.fault_case(20)
def test_markup_in_a_name_is_shown_not_obeyed(page: Element) -> None:
    assert not page.all("script")
    assert not page.all("b", class_="none")
    assert not page.all("i")
    names = [name.text for name in page.all("bdi")]
    for hostile in (HOSTILE, FORMULA, ARABIC, "data 📊 platform"):
        assert hostile in names


def test_a_name_keeps_its_direction_to_itself(page: Element) -> None:
    teams = section_of(page, "Cost by tag Team").one("table")
    named = [cell for cell in teams.all("th", role="rowheader") if cell.all("bdi")]
    assert ARABIC in [cell.one("bdi").text for cell in named]


def test_a_very_long_name_is_clamped_and_whole_in_its_title(page: Element) -> None:
    long = page.all("bdi", class_="long")
    assert long
    assert {one.attributes["title"] for one in long} == {LONG}


def test_no_value_and_an_empty_value_are_two_things(page: Element) -> None:
    unnamed = [one.text for one in section_of(page, "Cost by tag Team").all("span", class_="none")]
    assert sorted(unnamed) == ["empty tag Team", "no tag Team"]


@pytest.mark.fault_case(20)
def test_bidirectional_controls_cannot_reach_past_the_name() -> None:
    page = page_with(Line(DAY, Decimal(1), service="a\u2069\u202eb"))
    assert "\u202e" not in page.text
    assert "a\ufffd\ufffdb" in page.text


@settings(max_examples=40)
@given(names=st.lists(st.text(min_size=1, max_size=300), min_size=3, max_size=3))
def test_any_text_is_a_name(names: list[str]) -> None:
    service, account, team = names
    page = page_with(Line(DAY, Decimal("12.5"), service, account, "eu-central-1", team))
    for heading, name in (
        ("Cost by service", service),
        ("Cost by account", account),
        ("Cost by tag Team", team),
    ):
        shown = section_of(page, heading).one("tbody").one("bdi").children
        assert "".join(map(str, shown)) == clean(name)


def test_cleaning_leaves_ordinary_text_alone() -> None:
    for text in ("Amazon EC2", ARABIC, "👩‍👩‍👧 family", "tab\tnewline\n", "Größe"):
        assert clean(text) == text


def test_labels_of_the_daily_chart_do_not_touch(page: Element) -> None:
    for width, chart in ((1000, "wide"), (640, "medium"), (360, "narrow")):
        for drawing in page.all("div", class_=chart):
            labels = [one for one in drawing.all("text") if one.has("class_", "middle")]
            days = [one for one in labels if not one.has("class_", "badge-text")]
            places = [float(one.attributes["x"] or "") for one in days]
            size = float(days[0].attributes["font-size"] or "")
            assert all(b - a >= size * 4 for a, b in pairwise(places))
            assert places[-1] + 2 * size <= width
