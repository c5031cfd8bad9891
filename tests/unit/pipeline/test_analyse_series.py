"""Usual cost apart from one-offs, and when one-offs are expected again."""

from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.costs import ChargeCategory
from costgov.pipeline.analyse_series import Calendar, Days, Series, slot
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.pipeline.ledgers import FIRST, day

TAX, CREDIT = ChargeCategory.TAX, ChargeCategory.CREDIT
MAY = date(2026, 5, 1)


def days(usual: dict[date, str], **one_off: dict[date, str]) -> Days:
    """Usual cost, and one-offs by the category's name in small letters."""
    categories = {category.lower(): category for category in ChargeCategory}
    return Days(
        {on: Decimal(amount) for on, amount in usual.items()},
        {category: {} for category in (TAX, CREDIT, ChargeCategory.ADJUSTMENT)}
        | {
            categories[name]: {on: Decimal(amount) for on, amount in daily.items()}
            for name, daily in one_off.items()
        },
    )


def usage(until: date) -> dict[date, str]:
    return {day(i): "100" for i in range((until - FIRST).days + 1)}


def expected(whole: Days, on: date, end: date = MAY) -> Decimal:
    (amount,) = Calendar.of(whole, end).expected_one_offs(whole, [on])
    return amount


def test_a_charge_of_every_month_is_expected_on_its_day_with_the_middle_amount() -> None:
    tax = {date(2026, 2, 3): "10", date(2026, 3, 3): "500", date(2026, 4, 3): "12"}
    whole = days(usage(MAY), tax=tax)
    assert expected(whole, date(2026, 5, 3)) == Decimal(12)
    assert expected(whole, date(2026, 5, 4)) == Decimal(0)


def test_a_refund_that_came_once_is_not_expected_again() -> None:
    whole = days(usage(MAY), adjustment={date(2026, 4, 3): "-5000"})
    assert expected(whole, date(2026, 5, 3)) == Decimal(0)


def test_two_months_are_enough_and_the_smaller_is_believed() -> None:
    whole = days(usage(MAY), credit={date(2026, 3, 3): "-90", date(2026, 4, 3): "-100"})
    assert expected(whole, date(2026, 5, 3)) == Decimal(-90)


def test_the_last_of_the_month_is_the_last_of_any_month() -> None:
    ends = {date(2026, 2, 28): "7", date(2026, 3, 31): "7", date(2026, 4, 30): "7"}
    whole = days(usage(MAY), tax=ends)
    assert [expected(whole, on) for on in (date(2026, 5, 28), date(2026, 5, 31))] == [0, 7]
    assert (slot(date(2028, 2, 28)), slot(date(2028, 2, 29))) == (28, 31)


def test_what_came_this_month_already_counts_for_the_next() -> None:
    whole = days(usage(MAY), tax={date(2026, 4, 1): "4", date(2026, 5, 1): "5"})
    assert expected(whole, date(2026, 6, 1)) == Decimal(4)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 120), st.sampled_from(["-3.5", "2", "0.0001", "70"]), st.booleans()
        ),
        max_size=30,
    )
)
def test_one_offs_of_parts_add_up_to_those_of_the_whole(
    charges: list[tuple[int, str, bool]],
) -> None:
    one: dict[ChargeCategory, dict[date, Decimal]] = {TAX: {}}
    other: dict[ChargeCategory, dict[date, Decimal]] = {TAX: {}}
    both: dict[ChargeCategory, dict[date, Decimal]] = {TAX: {}}
    for number, amount, is_first in charges:
        part = one if is_first else other
        for book in (part, both):
            known = book[TAX].get(day(number), Decimal(0))
            book[TAX][day(number)] = known + Decimal(amount)
    usual = {day(i): Decimal(1) for i in range(121)}
    whole = Days(usual, both)
    calendar = Calendar.of(whole, day(120))
    ahead = [day(121 + i) for i in range(60)]
    first, second, total = (
        calendar.expected_one_offs(Days({}, book), ahead) for book in (one, other, both)
    )
    assert [a + b for a, b in zip(first, second, strict=True)] == total


def test_a_day_without_cost_of_a_part_is_zero_and_a_day_nobody_delivered_is_missing() -> None:
    whole = days({day(0): "5", day(1): "5", day(3): "5"})
    part = days({day(1): "2"})
    calendar = Calendar.of(whole, day(3))
    frame = calendar.history({"part": part}, from_first=False)
    assert frame["ds"].dt.date.tolist() == [day(0), day(1), day(3)]
    assert frame["y"].tolist() == [0.0, 2.0, 0.0]
    assert calendar.history({"part": part}, from_first=True)["y"].tolist() == [2.0, 0.0]
    nothing = calendar.history({"part": days({})}, from_first=True)
    assert nothing["y"].tolist() == [0.0]


def test_days_after_the_settled_end_are_not_in_the_calendar() -> None:
    calendar = Calendar.of(days(usage(MAY)), MAY - timedelta(days=2))
    assert calendar.end == MAY - timedelta(days=2)


def test_no_value_is_told_from_every_text() -> None:
    ids = {Series("tag:team", value).id for value in (None, "", "-", "None")}
    assert len(ids) == 4


def test_what_is_left_after_parts_are_taken_out_is_exact() -> None:
    whole = days({day(0): "1.00000000000000000001"}, tax={day(1): "3"})
    rest = whole.without([days({day(0): "1"}, tax={day(1): "3"})])
    assert rest.usual == {day(0): Decimal("1E-20")}
    assert not rest.empty
    assert whole.without([whole]).empty
    assert whole.merged().usual == {day(0): whole.usual[day(0)], day(1): Decimal(3)}
