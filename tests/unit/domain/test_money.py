"""Money keeps every digit."""

from decimal import Decimal, Inexact

import pytest
from costgov.domain.money import (
    EXACT,
    amount_text,
    display,
    exact_sum,
    parse_amount,
    rounded,
)
from costgov.errors import InvalidInput
from hypothesis import given
from hypothesis import strategies as st

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=18)


@given(st.lists(amounts, max_size=50), st.randoms())
def test_a_sum_is_exact_whatever_the_order(values: list[Decimal], random: object) -> None:
    scaled = sum(int(value.scaleb(18, EXACT)) for value in values)
    assert exact_sum(values) == Decimal(scaled).scaleb(-18, EXACT)
    assert exact_sum(reversed(values)) == exact_sum(values)


@given(amounts)
def test_stored_text_reads_back_as_the_same_amount(value: Decimal) -> None:
    text = amount_text(value)
    assert parse_amount(text) == value
    assert "E" not in text
    assert not (text.endswith("0") and "." in text)


@pytest.mark.fault_case(18)
def test_both_notations_are_the_same_amount() -> None:
    assert parse_amount("1E-10") == parse_amount("0.0000000001")


@pytest.mark.fault_case(18)
def test_an_average_of_forty_digits_keeps_them_all() -> None:
    text = "0." + "3" * 40
    assert amount_text(parse_amount(text)) == text


@pytest.mark.fault_case(18)
def test_decimals_beyond_the_fortieth_are_rounded_half_to_even() -> None:
    assert amount_text(parse_amount("1." + "0" * 39 + "25")) == "1." + "0" * 39 + "2"
    assert parse_amount("1E-99999999") == 0


@pytest.mark.fault_case(18)
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False), max_size=20))
def test_what_is_let_in_can_always_be_added(values: list[Decimal]) -> None:
    let_in = [parse_amount(str(value)) for value in values if value.adjusted() < 18 or not value]
    total = exact_sum(let_in)
    assert exact_sum([total, *(value.copy_negate() for value in let_in)]) == 0


@pytest.mark.parametrize(
    "text", ["", "NaN", "Infinity", "12,50", "abc", "0x1", "1E18", "-1E+9999999"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_amount(text)


def test_a_sum_that_would_round_raises() -> None:
    with pytest.raises(Inexact):
        exact_sum([Decimal("1E40"), Decimal("1E-40")])


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("20.52022672899", "USD", "$20.52"),
        ("0.005", "USD", "$0.00"),
        ("0.015", "USD", "$0.02"),
        ("-0.001", "USD", "$0.00"),
        ("1234567.891", "EUR", "€1,234,567.89"),
        ("1500.5", "JPY", "¥1,500"),
        ("-7", "CHF", "-7.00 CHF"),
    ],
)
def test_display_rounds_half_to_even_at_the_minor_unit(
    amount: str, currency: str, text: str
) -> None:
    assert display(Decimal(amount), currency) == text


@given(amounts)
def test_display_never_moves_an_amount_by_more_than_half_a_cent(value: Decimal) -> None:
    assert abs(rounded(value, "USD") - value) <= Decimal("0.005")
