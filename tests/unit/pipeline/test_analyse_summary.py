"""The summary is exact, and says nothing of what it does not know."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.costs import ChargeCategory
from costgov.domain.insights import Summary, Trend
from costgov.pipeline.analyse_summary import summarise
from costgov.pipeline.ledger import CutReader, currency_ledgers

from tests.fakes.stores import InMemoryCostStore
from tests.unit.pipeline.ledgers import Bill

TREND = Trend(label="stable", percent=Decimal(0), days=30)


def summary(bill: Bill, as_of: date) -> Summary:
    store = bill.deliver(InMemoryCostStore(), as_of)
    (ledger,) = currency_ledgers(store)
    reader = CutReader(store, ledger.currency, ledger.window(as_of))
    return summarise(ledger, reader, as_of, TREND, ledger.settled_end(as_of, 1))


def one_a_day(first: date, days: int, amount: str = "1.0000000001") -> Bill:
    return Bill().every_day(days, lambda _: amount, first=first)


def test_amounts_keep_every_digit_and_categories_are_apart() -> None:
    bill = one_a_day(date(2026, 9, 1), 50)
    bill.charge(date(2026, 10, 1), "0.1", service="Tax", category=ChargeCategory.TAX)
    bill.charge(date(2026, 10, 2), "-30.000000000000000000001", category=ChargeCategory.CREDIT)
    found = summary(bill, date(2026, 10, 20))
    assert found.today == Decimal("1.0000000001")
    assert found.month_to_date == Decimal("-9.899999998000000000001")
    assert found.same_days_last_month == Decimal("20.000000002")
    assert found.total == Decimal("20.100000005000000000000") - Decimal("0.000000000000000000001")
    assert [(c.category, c.effective) for c in found.month_by_category] == [
        ("Usage", Decimal("20.000000002")),
        ("Tax", Decimal("0.1")),
        ("Credit", Decimal("-30.000000000000000000001")),
    ]
    assert (found.first_day, found.last_day) == (date(2026, 9, 1), date(2026, 10, 20))
    assert found.basis.sources == ("cost_explorer",)
    assert found.basis.as_of == "2026-10-21T06:00:00.000000Z"


def test_a_day_not_delivered_is_unknown_and_a_day_of_zero_is_zero() -> None:
    bill = one_a_day(date(2026, 9, 1), 49).charge(date(2026, 10, 19), "0", service="Free")
    assert summary(bill, date(2026, 10, 20)).today is None
    assert summary(bill, date(2026, 10, 19)).today == Decimal("1.0000000001")
    free = Bill().charge(date(2026, 10, 19), "0")
    assert summary(free, date(2026, 10, 19)).today == Decimal(0)


def test_last_month_is_compared_over_as_many_days_as_this_month_has_delivered() -> None:
    bill = one_a_day(date(2026, 9, 1), 40, "2")
    assert summary(bill, date(2026, 10, 12)).same_days_last_month == Decimal(20)


@pytest.mark.parametrize(
    ("first", "as_of", "same"),
    [
        (date(2026, 2, 1), date(2026, 3, 31), Decimal(28)),
        (date(2028, 2, 1), date(2028, 3, 30), Decimal(29)),
        (date(2025, 12, 1), date(2026, 1, 1), Decimal(1)),
    ],
)
def test_months_of_other_lengths_and_the_turn_of_the_year(
    first: date, as_of: date, same: Decimal
) -> None:
    bill = one_a_day(first, (as_of - first).days + 1, "1")
    assert summary(bill, as_of).same_days_last_month == same


def test_the_first_of_the_month_before_its_data_is_zero_with_nothing_to_compare() -> None:
    found = summary(one_a_day(date(2026, 9, 1), 30), date(2026, 10, 1))
    assert (found.today, found.month_to_date) == (None, Decimal(0))
    assert found.same_days_last_month is None
    assert found.month_by_category == ()


def test_a_ledger_younger_than_last_month_has_no_comparison() -> None:
    found = summary(one_a_day(date(2026, 9, 2), 40), date(2026, 10, 5))
    assert found.same_days_last_month is None


def test_an_earlier_day_can_be_summarised_again() -> None:
    store = one_a_day(date(2026, 9, 1), 50, "1").deliver(InMemoryCostStore(), date(2026, 10, 20))
    (ledger,) = currency_ledgers(store)
    as_of = date(2026, 9, 10)
    found = summarise(ledger, CutReader(store, "USD", ledger.window(as_of)), as_of, TREND, as_of)
    assert (found.total, found.last_day) == (Decimal(10), as_of)


def test_today_is_set_beside_the_same_day_last_month_and_may_still_fill_up() -> None:
    bill = Bill().every_day(60, lambda number: number, first=date(2026, 8, 22))
    found = summary(bill, date(2026, 10, 20))
    assert (found.today, found.same_day_last_month) == (Decimal(59), Decimal(29))
    assert found.settled_until == date(2026, 10, 19)
    assert found.today is not None
    file = Bill(source="export:cur").every_day(60, lambda _: 1, first=date(2026, 8, 22))
    assert summary(file, date(2026, 10, 20)).settled_until == date(2026, 10, 20)


@pytest.mark.parametrize("as_of", [date(2026, 3, 31), date(2026, 3, 29), date(2026, 1, 15)])
def test_a_day_last_month_that_is_not_there_is_unknown(as_of: date) -> None:
    assert summary(one_a_day(date(2026, 1, 1), 100), as_of).same_day_last_month is None


def test_credits_on_the_same_day_last_month_count() -> None:
    bill = one_a_day(date(2026, 9, 1), 50, "2")
    bill.charge(date(2026, 9, 20), "-12", category=ChargeCategory.CREDIT)
    assert summary(bill, date(2026, 10, 20)).same_day_last_month == Decimal(-10)
