"""Amounts, changes and spans in words."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.insights import Accuracy
from costgov.pipeline.reporting.change import Change
from costgov.pipeline.reporting.headline import accuracy_words
from costgov.pipeline.reporting.text import (
    compact,
    instant_words,
    money,
    percent,
    plural,
    ratio_percent,
    span_text,
)
from hypothesis import given
from hypothesis import strategies as st

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=8)


def change(now: str | None, before: str | None, *, comparable: bool = True) -> Change:
    def parsed(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Change(parsed(now), parsed(before), "USD", comparable)


@pytest.mark.parametrize(
    ("now", "before", "words", "amount"),
    [
        ("110", "100", "up 10.0\xa0%", "+$10.00"),
        ("90", "100", "down 10.0\xa0%", "-$10.00"),
        ("5", "5", "unchanged", "$0.00"),
        ("5", None, "new", "+$5.00"),
        (None, "5", "gone", "-$5.00"),
        ("5", "0", "up $5.00", "+$5.00"),
        ("5", "-20", "up $25.00", "+$25.00"),
        ("-30", "-20", "down $10.00", "-$10.00"),
        (None, None, "no earlier data", "\u2013"),
    ],
)
def test_a_change_is_said_in_words(
    now: str | None, before: str | None, words: str, amount: str
) -> None:
    assert change(now, before).words == words
    assert change(now, before).amount_words == amount


def test_without_an_earlier_period_nothing_is_new() -> None:
    one = change("5", None, comparable=False)
    assert (one.direction, one.amount, one.percent) == ("unknown", None, None)


@given(amounts, amounts)
def test_a_change_is_exact_and_its_percent_never_lies(now: Decimal, before: Decimal) -> None:
    one = Change(now, before, "USD")
    assert one.amount == now - before
    assert (one.percent is None) == (before <= 0)
    assert one.direction in {"up", "down", "unchanged"}
    if one.percent is not None:
        assert (one.percent > 0) == (now > before)


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "$0.00"), ("0.0004", "<$0.01"), ("-0.0004", "-<$0.01"), ("1234.5", "$1,234.50")],
)
def test_a_little_is_not_nothing(amount: str, text: str) -> None:
    assert money(Decimal(amount), "USD") == text


def test_currencies_without_cents_have_none() -> None:
    assert money(Decimal("0.3"), "JPY") == "<¥1"


def test_spans_say_shared_parts_once() -> None:
    assert span_text(date(2026, 10, 1), date(2026, 10, 20)) == "1\u201320 Oct 2026"
    assert span_text(date(2026, 9, 28), date(2026, 10, 3)) == "28 Sep \u2013 3 Oct 2026"
    assert span_text(date(2025, 12, 30), date(2026, 1, 2)) == "30 Dec 2025 \u2013 2 Jan 2026"
    assert span_text(date(2026, 1, 2), date(2026, 1, 2)) == "2 Jan 2026"


def test_instants_are_read_in_utc_and_other_text_is_left() -> None:
    assert instant_words("2026-10-20T08:00:00+02:00") == "20 Oct 2026, 06:00 UTC"
    assert instant_words("some day\x00") == "some day\ufffd"


def test_plurals() -> None:
    assert [plural(2, noun) for noun in ("day", "anomaly", "budget")] == [
        "2 days",
        "2 anomalies",
        "2 budgets",
    ]
    assert plural(1, "day") == "1 day"
    assert plural(1200, "line") == "1,200 lines"


def test_compact_amounts_keep_three_digits_or_so() -> None:
    amounts = ("10712.33", "8138.4", "0.424", "-12600", "2500000000000", "1000000")
    assert [compact(Decimal(one)) for one in amounts] == [
        "10.7k",
        "8,138",
        "0.42",
        "-12.6k",
        "2,500B",
        "1,000k",
    ]


def test_percentages() -> None:
    assert percent(Decimal("1234.56")) == "1,234.6\xa0%"
    assert ratio_percent(Decimal(1), Decimal(0)) is None


def test_accuracy_says_what_was_measured_and_no_more() -> None:
    assert accuracy_words(None).startswith("Insufficient history")
    measured = Accuracy(
        origins=1, horizon=1, wape=None, coverage_80=Decimal("0.8"), total_error=None
    )
    assert accuracy_words(measured) == (
        "Forecasts from 1 past day, 1 day ahead, checked against what came: "
        "the 80 % interval held the actual cost on 80.0\xa0% of days."
    )
    nothing = Accuracy(origins=2, horizon=7, wape=None, coverage_80=None, total_error=None)
    assert accuracy_words(nothing).endswith("nothing could be measured.")
