"""Whatever the bill and the list say: a saving is within the cost, and low ≤ amount ≤ high."""

from decimal import Decimal

from costgov.domain.findings import Line
from costgov.domain.pricing import price_change, within_spend
from costgov.domain.rates import Rates
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.money.bill import BOOK, DISK, LARGE, SMALL, WINDOWS, rates, resource, spent

money = st.decimals(0, 10_000, places=6)
quantities = st.decimals("0.01", 10_000, places=2)
keys = st.sampled_from([LARGE, SMALL, WINDOWS, DISK])
lines = st.lists(st.builds(Line, keys, quantities), min_size=1, max_size=3).map(tuple)
maybe_lines = st.lists(st.builds(Line, keys, quantities), max_size=3).map(tuple)


@st.composite
def bills(draw: st.DrawFn) -> Rates:
    """Costs and hours of the usage types for the organisation and, perhaps, the resource."""
    told = {
        name: spent(
            str(effective := draw(money)),
            str(effective * draw(st.decimals(0, 1, places=3))),
            hours=str(draw(quantities)),
            unit="GB-Mo" if name.startswith("EBS") else "Hrs",
        )
        for name in ("BoxUsage:m5.xlarge", "BoxUsage:m5.large", "EBS:VolumeUsage.gp3")
        if draw(st.booleans())
    }
    return rates(told, own=told if draw(st.booleans()) else None)


@given(lines, maybe_lines, bills())
def test_a_saving_is_within_the_cost_and_its_range(
    now: tuple[Line, ...], then: tuple[Line, ...], bill: Rates
) -> None:
    whole = price_change(now, (), resource(), BOOK, bill)
    saving = price_change(now, then, resource(), BOOK, bill)

    assert saving.low <= saving.amount <= saving.high
    assert saving.amount <= saving.gross <= whole.gross
    assert saving.basis == whole.basis


@given(lines, bills())
def test_nothing_changed_saves_nothing(now: tuple[Line, ...], bill: Rates) -> None:
    saving = price_change(now, now, resource(), BOOK, bill)

    assert saving.low == saving.amount == saving.high == 0


@given(lines, maybe_lines)
def test_twice_as_much_saves_twice_at_list(now: tuple[Line, ...], then: tuple[Line, ...]) -> None:
    one = price_change(now, then, resource(), BOOK, rates())
    two = price_change(_twice(now), _twice(then), resource(), BOOK, rates())

    assert abs(two.gross - 2 * one.gross) <= Decimal("0.000002")


@given(st.lists(lines, min_size=1, max_size=5), bills(), money)
def test_together_they_stay_within_what_is_spent(
    many: list[tuple[Line, ...]], bill: Rates, spend: Decimal
) -> None:
    savings = [price_change(now, (), resource(), BOOK, bill) for now in many]

    kept = within_spend(savings, spend)

    assert sum(one.amount for one in kept) <= spend
    for one in kept:
        assert one.low <= one.amount <= one.high


def _twice(some: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(Line(one.key, 2 * one.quantity) for one in some)
