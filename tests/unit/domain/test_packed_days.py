"""Amounts that are still text say what the amounts say, and are kept as the same text."""

from datetime import date
from decimal import Decimal

from costgov.domain.costs import ORG, ChargeCategory, Metric, MonthCost, SeriesKey
from costgov.domain.packing import PackedDays, pack, pack_quantities, unpack
from costgov.domain.period import Month
from hypothesis import given
from hypothesis import strategies as st

_AMOUNTS = st.decimals(min_value=-(10**19), max_value=10**19, places=18)
_DAYS = st.dictionaries(st.integers(1, 31), _AMOUNTS, min_size=1)
USAGE = ChargeCategory.USAGE, Metric.BILLED


@given(shuffled=_DAYS.flatmap(lambda days: st.permutations(list(days.items()))))
def test_text_in_any_order_packs_as_its_amounts_do(shuffled: list[tuple[int, Decimal]]) -> None:
    days = dict(shuffled)
    packed = PackedDays(" ".join(f"{number}={amount:f}" for number, amount in shuffled))

    assert pack({USAGE: packed}) == pack({USAGE: days})
    assert pack_quantities({"Hours": packed}) == pack_quantities({"Hours": days})
    assert dict(packed) == days
    assert (len(packed), set(packed)) == (len(days), set(days))
    assert unpack(pack({USAGE: packed})) == {USAGE: days}


def test_idle_zeros_and_signs_are_no_difference() -> None:
    packed = PackedDays("10=-0.000 2=100.000 1=-1.50 31=7")

    assert pack({USAGE: packed}) == {"Usage.BilledCost": "1=-1.5 2=100 10=0 31=7"}
    assert packed[2] == Decimal(100)
    assert 3 not in packed


def test_an_amount_can_be_added_to_packed_ones() -> None:
    key = SeriesKey("USD", ORG, "total")
    fact = MonthCost(key, None, Month(2026, 10), "s", {USAGE: PackedDays("1=0.5 2=1")})

    fact.add(*USAGE, date(2026, 10, 2), Decimal("0.25"))

    assert fact.daily(Metric.BILLED) == {
        date(2026, 10, 1): Decimal("0.5"),
        date(2026, 10, 2): Decimal("1.25"),
    }
    assert fact.days() == {date(2026, 10, 1), date(2026, 10, 2)}
