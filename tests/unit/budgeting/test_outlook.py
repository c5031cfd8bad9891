"""How likely a budget ends above its limit, and when: only what the intervals tell."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from costgov.domain.budgeting.outlook import Outlook, breach_probability, reached_on
from costgov.domain.insights import (
    Basis,
    ForecastDay,
    ForecastResult,
    Interval,
    MonthEnd,
    PeriodEnd,
)
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Window
from hypothesis import given
from hypothesis import strategies as st

NORMAL = {80: "12.816", 90: "16.449", 95: "19.600"}
NOVEMBER = Window(date(2026, 11, 1), date(2026, 12, 1))


def around(mean: str, low: str = "1", high: str = "1") -> tuple[Interval, ...]:
    """A normal distribution with a standard deviation of 10, each side stretched."""
    return tuple(
        Interval(
            level=level,
            low=Decimal(mean) - Decimal(width) * Decimal(low),
            high=Decimal(mean) + Decimal(width) * Decimal(high),
        )
        for level, width in NORMAL.items()
    )


def chance(limit: str, mean: str = "100", low: str = "1", high: str = "1") -> str:
    return breach_probability(Decimal(limit), Decimal(mean), around(mean, low, high)).words


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("100", "50 %"),
        ("110", "16 %"),
        ("90", "84 %"),
        ("112.816", "10 %"),
        ("119.6", "3 %"),
        ("119.601", "< 3 %"),
        ("500", "< 3 %"),
        ("80.4", "> 97 %"),
        ("1", "> 97 %"),
    ],
)
def test_the_probability_is_the_normal_ones_and_stops_where_the_intervals_do(
    limit: str, words: str
) -> None:
    assert chance(limit) == words


def test_each_side_has_its_own_width() -> None:
    assert chance("120", high="2") == "16 %"
    assert chance("90", high="2") == "84 %"


def test_an_interval_without_width_knows_only_above_or_below() -> None:
    point = tuple(Interval(level=n, low=Decimal(50), high=Decimal(50)) for n in (80, 90, 95))
    assert breach_probability(Decimal(50), Decimal(50), point).words == "> 97 %"
    assert breach_probability(Decimal("50.01"), Decimal(50), point).words == "< 3 %"


@given(
    st.lists(st.decimals("-1000", "1000", places=2), min_size=7, max_size=7),
    st.lists(st.decimals("-2000", "2000", places=2), min_size=2, max_size=20),
)
def test_a_higher_limit_is_never_more_likely(bounds: list[Decimal], limits: list[Decimal]) -> None:
    a, b, c, mean, d, e, f = bounds  # also bounds that cross, and a mean outside of them
    intervals = (
        Interval(level=80, low=c, high=d),
        Interval(level=90, low=b, high=e),
        Interval(level=95, low=a, high=f),
    )
    found = [breach_probability(limit, mean, intervals).percent for limit in sorted(limits)]
    assert found == sorted(found, reverse=True)
    assert all(3 <= percent <= 97 for percent in found)


def forecast(end: MonthEnd | PeriodEnd, history_end: date, daily: str, days: int) -> ForecastResult:
    return ForecastResult(
        currency="USD",
        dimension="total",
        value=None,
        as_of=history_end + ONE_DAY,
        history_days=60,
        history_end=history_end,
        state="ok",
        days=tuple(
            ForecastDay(day=history_end + timedelta(days=i + 1), mean=Decimal(daily), intervals=())
            for i in range(days)
        ),
        month_end=end if isinstance(end, MonthEnd) else None,
        period_ends=() if isinstance(end, MonthEnd) else (end,),
        accuracy=None,
        basis=Basis(sources=("cost_explorer",), as_of="now", method="naive"),
    )


def november(mean: str, actual: str, history_end: date, *, days: int = 90) -> Outlook:
    end = MonthEnd(
        month="2026-11",
        actual=Decimal(actual),
        mean=Decimal(mean),
        intervals=(Interval(level=80, low=Decimal(mean) - 300, high=Decimal(mean) + 300),),
    )
    found = Outlook.of(forecast(end, history_end, "100", days), NOVEMBER)
    assert found is not None
    return found


def spent(until: int, amount: str = "100") -> dict[date, Decimal]:
    return {date(2026, 11, day): Decimal(amount) for day in range(1, until + 1)}


def test_the_limit_is_reached_on_the_day_whose_sum_reaches_it_and_earlier_by_the_upper_bound() -> (
    None
):
    outlook = november("3000", "1000", date(2026, 11, 10))
    curve = outlook.curve(spent(11), date(2026, 11, 11))
    assert curve[0].day == date(2026, 11, 12)
    assert [one.mean for one in curve] == [Decimal(100 * n) for n in range(12, 31)]
    assert reached_on(curve, Decimal(2500)) == (date(2026, 11, 25), date(2026, 11, 23))
    assert reached_on(curve, Decimal(3100)) == (None, date(2026, 11, 29))
    assert reached_on(curve, Decimal(3301)) == (None, None)
    assert (curve[-1].low, curve[-1].high) == (Decimal(2700), Decimal(3300))


def test_days_that_no_forecast_is_stored_of_share_what_is_left() -> None:
    outlook = november("3000", "1000", date(2026, 11, 10), days=10)
    curve = outlook.curve(spent(10), date(2026, 11, 10))
    assert [one.mean for one in curve] == [Decimal(100 * n) for n in range(11, 31)]


@given(
    st.integers(1, 29),
    st.integers(0, 2),
    st.integers(0, 40),
    st.decimals("-500", "9000", places=4),
)
def test_the_curve_ends_where_the_forecast_does(
    settled: int, unsettled: int, stored: int, mean: Decimal
) -> None:
    until = min(30, settled + unsettled)
    actual = exact_sum(spent(settled).values())
    outlook = november(str(mean), str(actual), date(2026, 11, settled), days=stored)
    curve = outlook.curve(spent(until), date(2026, 11, until))
    assert [one.day.day for one in curve] == list(range(until + 1, 31))
    for one in curve[-1:]:
        assert one.mean == mean
        assert one.high - one.mean == 300
    assert all(one.low <= one.mean <= one.high for one in curve)


def test_only_the_forecast_of_this_very_period_is_one() -> None:
    quarter = PeriodEnd(
        start=date(2026, 10, 1),
        end=date(2027, 1, 1),
        actual=Decimal(1),
        mean=Decimal(2),
        intervals=(),
    )
    made = forecast(quarter, date(2026, 11, 10), "1", 3)
    assert Outlook.of(made, Window(date(2026, 10, 1), date(2027, 1, 1))) is not None
    assert Outlook.of(made, NOVEMBER) is None
    assert Outlook.of(None, NOVEMBER) is None
    short = made.model_copy(update={"state": "insufficient history"})
    assert Outlook.of(short, Window(date(2026, 10, 1), date(2027, 1, 1))) is None
