"""The report tells how good past forecasts were, and that nothing is known before any settled."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.accuracy_ledger import RecentScore
from costgov.pipeline.reporting.charts.spark import spark_line

from tests.unit.accuracy.world import World, steady
from tests.unit.reporting.demo import Demo, with_costs
from tests.unit.reporting.demo_insights import interpret
from tests.unit.reporting.html_tree import Element, read_html, rows_of, section_of
from tests.unit.reporting.pages import read_page_of

TITLE = "How good our forecasts were"


@pytest.fixture(scope="module")
def scored() -> Element:
    """A month of forecasts, twenty percent too high from the tenth day on."""
    world = World(said=lambda day: steady(day) * (Decimal("1.2") if day.day > 9 else 1), ahead=31)
    world.days(date(2026, 7, 1), date(2026, 8, 8))
    demo = interpreted()
    demo.results.items |= {
        key: document
        for key, document in world.results.items.items()
        if key[0].startswith(("accuracy", "scored"))
    }
    return section_of(read_page_of(demo), TITLE)


def interpreted() -> Demo:
    demo = with_costs()
    interpret(demo)
    return demo


def test_before_anything_has_settled_the_page_says_so() -> None:
    section = section_of(read_page_of(interpreted()), TITLE)

    assert "Nothing has settled yet" in section.text
    assert not section.all("table")


def test_every_horizon_has_its_measures(scored: Element) -> None:
    header, *rows = rows_of(scored.one("table"))

    assert header[2:] == ["Off by (WAPE)", "Too high (bias)", "Inside 80 %", "Than last week again"]
    assert [row[0] for row in rows] == [
        "a day, 1 to 7 days ahead",
        "a day, 8 to 30 days ahead",
        "the sum of 7 days",
        "the sum of 30 days",
        "the month's end, from its 1st to 10th",
        "the month's end, from its 11th to 20th",
        "the month's end, from its 21st on",
    ]
    near = rows[0]
    assert near[2] == near[3].removeprefix("+"), "it was only ever too high"
    assert rows[2][4:] == ["\u2013", "\u2013"], (
        "no interval of a sum is stored; the naive was right"
    )


def test_a_fall_in_quality_is_noticed(scored: Element) -> None:
    notice = scored.one("p", class_="notice")

    assert "all costs: off by" in notice.text.replace("\u2068", "").replace("\u2069", "")
    assert notice.text.endswith("had the week before been repeated.")


def test_the_line_is_described_and_has_both_methods(scored: Element) -> None:
    drawing = scored.one("svg")

    assert (drawing.attributes["aria-label"] or "").startswith("Error of the forecasts")
    assert len(drawing.all("path", class_="mean")) == 1
    assert len(drawing.all("path", class_="naive")) == 1


def test_a_larger_error_is_drawn_higher_and_a_later_one_further_right() -> None:
    first = date(2026, 7, 1)
    scores = [
        RecentScore(as_of=first + timedelta(days=i), wape=Decimal(wape), naive=None)
        for i, wape in enumerate(("0.1", "0.4", "0.2"))
    ]

    drawing = read_html(spark_line(scores, "errors"))

    path = drawing.one("path", class_="mean").attributes["d"] or ""
    points = [tuple(map(float, each.split())) for each in path.removeprefix("M").split("L")]
    assert [x for x, _ in points] == [4, 200, 396]
    low, high, middle = (y for _, y in points)
    assert low > middle > high
    assert not drawing.all("path", class_="naive")
