"""Drawings put amounts where they belong."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.insights import ForecastDay
from costgov.domain.period import ONE_DAY, Window
from costgov.pipeline.reporting.charts.badges import badge_rows
from costgov.pipeline.reporting.charts.budget import budget_bar
from costgov.pipeline.reporting.charts.cuts import limit_of
from costgov.pipeline.reporting.charts.daily import daily_chart
from costgov.pipeline.reporting.charts.plot import FRAMES, WIDE, Frame, make_plot
from costgov.pipeline.reporting.charts.share import share_bar
from costgov.pipeline.reporting.charts.svg import Scale, nice_step, short, ticks
from costgov.pipeline.reporting.daily import DailyCosts, DayCost, Series
from costgov.pipeline.reporting.labels import daily_label, runs_of_days
from costgov.pipeline.reporting.text import axis_number
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.reporting.demo_insights import interval
from tests.unit.reporting.html_tree import Element, read_html

FIRST = date(2026, 10, 1)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


def daily(*days: tuple[str, ...] | None, forecast: tuple[ForecastDay, ...] = ()) -> DailyCosts:
    """Days from 1 October with the parts of two services and credits; None is a missing day."""
    costs = [
        DayCost(
            FIRST + timedelta(days=number),
            tuple(map(Decimal, parts or ())),
            None if parts is None else sum(map(Decimal, parts), Decimal(0)),
        )
        for number, parts in enumerate(days)
    ]
    end = forecast[-1].day if forecast else costs[-1].day
    series = (Series("service", "A"), Series("service", "B"), Series("credit"))
    return DailyCosts("USD", series, tuple(costs), forecast, end + ONE_DAY)


def draw(costs: DailyCosts, frame: Frame = WIDE, **badges: str) -> Element:
    numbers = {date.fromisoformat(day.strip("_").replace("_", "-")): n for day, n in badges.items()}
    return read_html(daily_chart(costs, numbers, daily_label(costs), "u", frame))


def boxes(path: Element) -> list[tuple[float, float, float, float]]:
    """The rectangles of a layer as (x, y, width, height)."""
    found = re.findall(r"M([-\d.]+) ([-\d.]+)h([-\d.]+)v([-\d.]+)", path.attributes["d"] or "")
    return [(float(x), float(y), float(width), float(height)) for x, y, width, height in found]


@given(amounts, amounts, st.integers(2, 12))
def test_ticks_cover_the_range_in_equal_round_steps(a: Decimal, b: Decimal, count: int) -> None:
    marks = ticks(min(a, b), max(a, b), count)
    assert marks[0] <= min(a, b)
    assert marks[-1] >= max(a, b)
    assert Decimal(0) in marks
    steps = {after - before for before, after in pairwise(marks)}
    (step,) = steps
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert len(marks) <= count + 2


@given(st.decimals(min_value=Decimal("1e-9"), max_value=10**12), st.integers(1, 12))
def test_a_step_is_no_larger_than_it_must_be(span: Decimal, count: int) -> None:
    step = nice_step(span, count)
    assert step * count >= span
    assert step * count <= span * Decimal("2.6")


@pytest.mark.parametrize(
    ("value", "largest", "text"),
    [
        ("1500", "2000", "1,500"),
        ("2500", "20000", "2.5k"),
        ("-0.002", "0.01", "-0.002"),
        ("0", "5000000", "0"),
        ("2E+7", "5E+7", "20M"),
        ("1E+10", "2E+10", "10B"),
    ],
)
def test_tick_labels_are_short(value: str, largest: str, text: str) -> None:
    assert axis_number(Decimal(value), Decimal(largest)) == text


def test_coordinates_are_short_and_never_minus_zero() -> None:
    assert [short(x) for x in (12.0, 0.333, -0.001, 100.0)] == ["12", "0.33", "0", "100"]


def test_columns_stack_up_from_zero_in_proportion() -> None:
    drawing = draw(daily(("30", "10", "0"), ("60", "0", "0")))
    first, second = (boxes(drawing.one("path", class_=look)) for look in ("s1", "s2"))
    assert first[1][3] == pytest.approx(2 * first[0][3], abs=0.02)
    assert second[0][1] + second[0][3] == pytest.approx(first[0][1], abs=0.02)
    assert len(second) == 1


def test_what_is_given_back_hangs_below_the_axis() -> None:
    costs = daily(("30", "10", "-15"))
    plot = make_plot(costs, WIDE, WIDE.top)
    drawing = draw(costs)
    (credit,) = boxes(drawing.one("path", class_="credit"))
    assert credit[1] == pytest.approx(plot.y(Decimal(0)), abs=0.02)
    assert credit[1] + credit[3] <= WIDE.base + 0.02
    net = drawing.one("path", class_="net").attributes["d"] or ""
    assert f" {short(plot.y(Decimal(25)))}h" in net


def test_a_negative_day_reaches_below_zero() -> None:
    plot = make_plot(daily(("5", "0", "-40")), WIDE, WIDE.top)
    assert plot.marks[0] <= -40
    assert plot.y(Decimal(-40)) > plot.y(Decimal(0))


def test_a_missing_day_is_hatched_and_a_free_one_ringed() -> None:
    drawing = draw(daily(("5", "1", "0"), None, ("0", "0", "0")))
    (hatched,) = boxes(drawing.one("path", class_="missing"))
    ring = drawing.one("circle", class_="zero")
    assert hatched[0] < float(ring.attributes["cx"] or "")
    pattern = drawing.one("pattern").attributes["id"]
    assert drawing.one("path", class_="missing").attributes["fill"] == f"url(#{pattern})"
    assert len(boxes(drawing.one("path", class_="s1"))) == 1


def test_the_fan_starts_after_the_last_known_day() -> None:
    tomorrow = ForecastDay(
        day=date(2026, 10, 3),
        mean=Decimal(40),
        intervals=(
            interval(80, Decimal(30), Decimal(50)),
            interval(95, Decimal(20), Decimal(900)),
        ),
    )
    costs = daily(("30", "0", "0"), ("35", "0", "0"), forecast=(tomorrow,))
    drawing = draw(costs)
    (inner,), (outer,) = (boxes(drawing.one("path", class_=f"band{n}")) for n in (80, 95))
    assert inner[0] == outer[0] > boxes(drawing.one("path", class_="s1"))[1][0]
    assert outer[1] >= WIDE.top - 0.02, "a bound beyond the scale ends at its edge"
    assert inner[3] < outer[3]


def test_a_fee_does_not_flatten_the_days_that_follow() -> None:
    days = [("5000", "0", "0")] + [("100", "20", "0")] * 19
    costs = daily(*days)
    plot = make_plot(costs, WIDE, WIDE.top)
    assert plot.marks[-1] < 300
    drawing = draw(costs)
    assert len(drawing.all("path", class_="break")) == 1
    assert [one.text for one in drawing.all("text", class_="cut")] == ["5,000"]
    (tallest, *others) = boxes(drawing.one("path", class_="s1"))
    assert tallest[1] >= plot.top - 0.02
    assert all(box[3] > plot.height / 4 for box in others)


def test_a_large_credit_is_cut_below_and_says_its_net() -> None:
    costs = daily(*[("100", "0", "0")] * 12, ("100", "0", "-12700"))
    drawing = draw(costs)
    assert [one.text for one in drawing.all("text", class_="cut")] == ["-12.6k"]
    (credit,) = boxes(drawing.one("path", class_="credit"))
    assert credit[1] + credit[3] <= WIDE.base + 0.02


@pytest.mark.parametrize(
    "days",
    [
        [("5000", "0", "0"), ("100", "0", "0")],
        [("200", "0", "0")] + [("100", "0", "0")] * 19,
        [("0", "0", "0")] * 30,
        [("0", "0", "0")] * 29 + [("9", "0", "0")],
    ],
)
def test_nothing_is_cut_without_need(days: list[tuple[str, ...]]) -> None:
    assert limit_of(daily(*days).days) is None
    assert not draw(daily(*days)).all("path", class_="break")


def test_labels_of_neighbouring_cut_columns_do_not_lie_on_each_other() -> None:
    costs = daily(*[("100", "0", "0")] * 57, *[("123456", "0", "0")] * 5)
    for frame in FRAMES:
        drawing = draw(costs, frame)
        assert len(drawing.all("path", class_="break")) == 5
        labels = drawing.all("text", class_="cut")
        places = [float(one.attributes["x"] or "") for one in labels]
        assert labels
        assert all(b - a >= frame.font * 3 for a, b in pairwise(places))


@given(
    st.dictionaries(
        st.dates(FIRST, FIRST + timedelta(days=60)),
        st.sampled_from(["1", "12", "3\u20139"]),
        min_size=1,
    )
)
def test_badges_never_lie_on_each_other(badges: dict[date, str]) -> None:
    days = Window(FIRST, FIRST + timedelta(days=61))
    for frame in FRAMES:
        rows = badge_rows(badges, days, frame)
        column = frame.column(len(days))
        for one, other in combinations(rows, 2):
            if rows[one] == rows[other]:
                apart = abs((one - other).days) * column
                width = 3.5 * (len(badges[one]) + len(badges[other])) + 7
                assert apart >= min(width, 14)


@pytest.mark.parametrize("count", [1, 2, 13, 31, 61, 93, 400])
@pytest.mark.parametrize("frame", FRAMES)
def test_any_number_of_days_can_be_drawn(count: int, frame: Frame) -> None:
    drawing = draw(daily(*[("1", "2", "0")] * count), frame)
    assert len(boxes(drawing.one("path", class_="s2"))) == count
    months = [one for one in drawing.all("text") if one.has("class_", "strong")]
    places = [float(one.attributes["x"] or "") for one in months]
    assert all(b - a >= frame.font * 5 for a, b in pairwise(places))


def test_the_drawing_says_the_extremes_and_the_gaps() -> None:
    label = daily_label(daily(("5", "1", "0"), None, None, ("9", "0", "0")))
    assert "Lowest $6.00 on 1 Oct 2026, highest $9.00 on 4 Oct 2026." in label
    assert "2 days without data: 2\u20133 Oct 2026" in label


def test_consecutive_days_are_one_span() -> None:
    days = [date(2026, 10, day) for day in (1, 2, 5, 7, 8)]
    assert [(a.day, b.day) for a, b in runs_of_days(days)] == [(1, 2), (5, 5), (7, 8)]
    assert runs_of_days([]) == []


def status(actual: str, forecast: str | None, thresholds: tuple[int, ...]) -> BudgetStatus:
    return BudgetStatus(
        plan=BudgetPlan(id="b", amount=Decimal(100), thresholds=thresholds),
        limit=Decimal(100),
        period_start=FIRST,
        period_end=date(2026, 11, 1),
        as_of=FIRST,
        actual=Decimal(actual),
        actual_percent=Decimal(actual),
        forecast=None if forecast is None else Decimal(forecast),
        state="ok",
        basis="",
    )


def test_a_budget_bar_marks_its_thresholds() -> None:
    bar = read_html(budget_bar(status("40", "90", (50, 80, 100)), "label"))
    spent, expected = (
        float(bar.one("rect", class_=look).attributes["width"] or "")
        for look in ("spent", "expected")
    )
    assert expected == pytest.approx(spent * 90 / 40, abs=0.05)
    assert [one.text for one in bar.all("text")] == ["50 %", "80 %", "100 %"]


def test_marks_that_would_touch_keep_one_label() -> None:
    bar = read_html(budget_bar(status("40", None, (97, 98, 99, 100)), "label"))
    assert len(bar.all("path", class_="mark")) == 4
    assert [one.text for one in bar.all("text")] == ["97 %"]


def test_a_budget_overrun_tenfold_or_in_credit_stays_on_the_bar() -> None:
    for actual in ("1000", "-50"):
        bar = read_html(budget_bar(status(actual, None, (100,)), "label"))
        assert 0 <= float(bar.one("rect", class_="spent").attributes["width"] or "") <= 396


def test_a_share_below_zero_has_its_own_look() -> None:
    assert read_html(share_bar(Decimal(-3))).all("rect", class_="below")
    assert read_html(share_bar(None)).one("rect", class_="part").attributes["width"] == "0"


def test_a_scale_of_nothing_is_no_division_by_zero() -> None:
    assert Scale(Decimal(0), Decimal(0), 0.0, 10.0)(Decimal(0)) == 0.0
