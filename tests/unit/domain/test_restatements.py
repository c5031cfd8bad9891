"""When a month is closed, and what counts as a correction of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from costgov.domain.costs import ORG, TOTAL, ChargeCategory, Metric, MonthCost, SeriesKey
from costgov.domain.period import Month
from costgov.domain.restatements import MetricChange, closing_day, corrections, is_closed
from hypothesis import given
from hypothesis import strategies as st

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)
NOW = datetime(2026, 11, 16, 6, tzinfo=UTC)


def total(month: Month, *billed: str, currency: str = "USD") -> MonthCost:
    """A month's total whose first days cost so much."""
    fact = MonthCost(SeriesKey(currency, ORG, TOTAL), None, month, "cost_explorer")
    for number, amount in enumerate(billed, start=1):
        day = date(month.year, month.month, number)
        fact.add(ChargeCategory.USAGE, Metric.BILLED, day, Decimal(amount))
    return fact


def changed(
    before: Sequence[MonthCost], after: Sequence[MonthCost], *closed: Month
) -> list[tuple[str, tuple[MetricChange, ...], bool]]:
    found = corrections("cost_explorer", before, after, closed=closed, noted_at=NOW)
    return [(one.month, one.changes, one.after_close) for one in found]


@pytest.mark.parametrize(
    ("read_on", "estimated", "closed"),
    [
        (date(2026, 10, 14), False, False),
        (date(2026, 10, 15), False, True),
        (date(2026, 10, 15), True, False),
        (date(2026, 12, 1), True, False),
    ],
)
def test_a_month_closes_on_the_15th_of_the_next_one_unless_a_day_is_estimated(
    read_on: date, *, estimated: bool, closed: bool
) -> None:
    assert is_closed(SEPTEMBER, read_on, estimated=estimated) is closed


@pytest.mark.fault_case(10)
def test_december_closes_in_january() -> None:
    assert closing_day(Month(2026, 12)) == date(2027, 1, 15)


@pytest.mark.fault_case(8)
def test_a_changed_total_of_a_closed_month_is_a_correction_after_its_close() -> None:
    found = changed([total(SEPTEMBER, "5", "7.50")], [total(SEPTEMBER, "5", "7.25")], SEPTEMBER)

    change = MetricChange(metric=Metric.BILLED, before=Decimal("12.50"), after=Decimal("12.25"))
    assert found == [("2026-09", (change,), True)]
    assert change.difference == Decimal("-0.25")


def test_money_that_only_moved_between_days_is_no_correction_of_the_month() -> None:
    assert changed([total(SEPTEMBER, "5", "7")], [total(SEPTEMBER, "7", "5")]) == []


def test_a_month_that_was_not_stored_before_is_no_correction() -> None:
    assert changed([], [total(AUGUST, "5")]) == []


def test_a_metric_that_was_not_stored_before_is_no_correction() -> None:
    after = total(AUGUST, "5")
    after.add(ChargeCategory.USAGE, Metric.EFFECTIVE, AUGUST.first, Decimal(5))

    assert changed([total(AUGUST, "5")], [after]) == []


@pytest.mark.fault_case(7)
def test_a_total_that_disappears_is_a_correction_to_nothing() -> None:
    [(_, [change], _)] = changed([total(AUGUST, "5")], [])

    assert change.after is None
    assert change.difference == -change.before == Decimal(-5)


@pytest.mark.fault_case(16)
def test_currencies_are_corrected_apart() -> None:
    before = [total(AUGUST, "5"), total(AUGUST, "5", currency="CNY")]
    after = [total(AUGUST, "5"), total(AUGUST, "6", currency="CNY")]

    [found] = corrections("cost_explorer", before, after, closed=(), noted_at=NOW)

    assert (found.currency, found.after_close) == ("CNY", False)


cents = st.lists(st.decimals(-1000, 1000, places=10).map(str), min_size=1, max_size=28)


@given(cents, cents)
def test_a_correction_tells_the_exact_difference(before: list[str], after: list[str]) -> None:
    found = changed([total(AUGUST, *before)], [total(AUGUST, *after)])

    noted = sum((change.difference for _, [change], _ in found), Decimal(0))
    assert noted == sum(map(Decimal, after)) - sum(map(Decimal, before))
