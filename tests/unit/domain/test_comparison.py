"""A change of cost is taken apart without losing a digit, and without guessing."""

from decimal import Decimal

import pytest
from costgov.domain.comparison import (
    FROM_CREDIT,
    FROM_ZERO,
    NO_BASE_QUANTITY,
    NO_QUANTITY,
    NOTHING_KNOWN,
    SEVERAL_UNITS,
    SOME_QUANTITY,
    Usage,
    by_kind,
    percent_change,
    usage_drivers,
)
from costgov.domain.money import EXACT, exact_sum
from hypothesis import given
from hypothesis import strategies as st


def used(amount: str, *, on_every_day: bool = True, **quantities: str) -> Usage:
    known = {unit: Decimal(text) for unit, text in quantities.items()}
    return Usage(Decimal(amount), known, on_every_day)


def kinds(base: Usage | None, now: Usage | None) -> dict[str, Decimal]:
    drivers = usage_drivers("AmazonEC2", "BoxUsage:m7g.large", base, now)
    return {driver.kind: driver.amount for driver in drivers}


def test_more_hours_are_usage_and_a_dearer_hour_is_rate() -> None:
    drivers = usage_drivers("AmazonEC2", "BoxUsage", used("10", Hrs="100"), used("18", Hrs="150"))
    assert [(driver.kind, driver.amount) for driver in drivers] == [
        ("usage", Decimal(5)),
        ("rate", Decimal(3)),
    ]
    assert {(driver.unit, driver.base_quantity, driver.quantity) for driver in drivers} == {
        ("Hrs", Decimal(100), Decimal(150))
    }
    assert (drivers[0].base_rate, drivers[0].rate) == (Decimal("0.1"), Decimal("0.12"))


def test_a_price_alone_has_no_usage_part_and_usage_alone_no_rate_part() -> None:
    assert kinds(used("10", Hrs="100"), used("7", Hrs="100")) == {"rate": Decimal(-3)}
    assert kinds(used("10", Hrs="100"), used("5", Hrs="50")) == {"usage": Decimal(-5)}
    assert kinds(used("0", Hrs="100"), used("9", Hrs="200")) == {"rate": Decimal(9)}, "free before"


def test_what_was_not_there_is_new_and_what_is_not_there_any_more_is_gone() -> None:
    assert kinds(None, used("4.25", Hrs="1")) == {"new": Decimal("4.25")}
    assert kinds(used("4.25"), None) == {"gone": Decimal("-4.25")}
    assert kinds(None, None) == {}


@pytest.mark.parametrize(
    ("base", "now", "reason"),
    [
        (used("10"), used("12", Hrs="3"), NO_QUANTITY),
        (used("10", Hrs="2"), used("12"), NO_QUANTITY),
        (used("10", Hrs="2"), used("12", GB="3"), SEVERAL_UNITS),
        (used("10", Hrs="2", GB="1"), used("12", Hrs="3", GB="1"), SEVERAL_UNITS),
        (used("10", Hrs="2", on_every_day=False), used("12", Hrs="3"), SOME_QUANTITY),
        (used("10", Hrs="0"), used("12", Hrs="3"), NO_BASE_QUANTITY),
        (used("-10", Hrs="2"), used("12", Hrs="3"), NO_BASE_QUANTITY),
    ],
)
def test_where_no_quantity_explains_it_nothing_is_guessed(
    base: Usage, now: Usage, reason: str
) -> None:
    (driver,) = usage_drivers("AmazonEC2", "BoxUsage", base, now)
    assert (driver.kind, driver.reason) == ("unexplained", reason)
    assert driver.amount == now.amount - base.amount


amounts = st.decimals(-(10**9), 10**9, places=18, allow_nan=False, allow_infinity=False)
usages = st.one_of(
    st.none(),
    st.builds(
        Usage,
        amounts,
        st.dictionaries(st.sampled_from(["Hrs", "GB"]), amounts, max_size=2),
        st.booleans(),
    ),
)


@given(usages, usages)
def test_the_drivers_are_the_change_in_every_digit(base: Usage | None, now: Usage | None) -> None:
    drivers = usage_drivers("s", "u", base, now)
    after = now.amount if now else Decimal(0)
    before = base.amount if base else Decimal(0)
    change = EXACT.subtract(after, before)
    assert exact_sum(driver.amount for driver in drivers) == change
    assert exact_sum(part.amount for part in by_kind(drivers)) == change


def test_a_percentage_needs_something_to_be_a_part_of() -> None:
    assert percent_change(Decimal("108.2"), Decimal(100)) == (Decimal("8.2"), None)
    assert percent_change(Decimal(-50), Decimal(100)) == (Decimal(-150), None)
    assert percent_change(Decimal(1), Decimal(0)) == (None, FROM_ZERO)
    assert percent_change(Decimal(1), Decimal(-3)) == (None, FROM_CREDIT)
    assert percent_change(None, Decimal(1)) == (None, NOTHING_KNOWN)
