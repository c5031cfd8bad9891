"""Packed months read back exactly, and the largest fits an item."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from costgov.domain.costs import (
    Amounts,
    ChargeCategory,
    Metric,
    MonthCost,
    Quantities,
    Scope,
    SeriesKey,
)
from costgov.domain.ledgers import LARGEST_MONTH, group_by_cut
from costgov.domain.packing import pack, pack_quantities, unpack, unpack_quantities
from costgov.domain.period import Month
from costgov.errors import InvalidInput
from costgov.gateways.aws_cost_changes import changed
from costgov.gateways.aws_cost_items import fact_item, item_fact
from hypothesis import given
from hypothesis import strategies as st

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=18)
by_day = st.dictionaries(st.integers(1, 31), amounts, min_size=1)
packed_months: st.SearchStrategy[Amounts] = st.dictionaries(
    st.tuples(st.sampled_from(ChargeCategory), st.sampled_from(Metric)), by_day
)
units = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
all_quantities: st.SearchStrategy[Quantities] = st.dictionaries(units, by_day)


@given(packed_months)
def test_a_packed_month_reads_back_exactly(months: Amounts) -> None:
    assert unpack(pack(months)) == months


@given(packed_months)
def test_packing_is_canonical(months: Amounts) -> None:
    twice = {key: {day: amount * 1 for day, amount in months[key].items()} for key in months}
    assert pack(twice) == pack(months)


@pytest.mark.parametrize(
    "packed",
    [
        {"Usage.BilledCost": "1"},
        {"Usage": "1=2"},
        {"Usage.BilledCost": "x=1"},
        {"Usage.BilledCost": "1=x"},
    ],
)
def test_garbled_months_are_refused(packed: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        unpack(packed)


@given(all_quantities)
def test_quantities_read_back_exactly_whatever_the_unit_is_called(quantities: Quantities) -> None:
    assert unpack_quantities(pack_quantities(quantities)) == quantities


def test_garbled_quantities_are_refused() -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        unpack_quantities({"Hours": "1=2=3"})


@pytest.mark.fault_case(27)
def test_the_largest_month_fits_an_item_of_400_kb() -> None:
    long = "9" * 200
    scope = Scope.service(long).within("account", long).within("usage_type", long)
    key = SeriesKey("USD", scope, f"tag:{long}")
    fact = MonthCost(key, "", Month(2026, 10), "f" * 1024)
    longest = Decimal(f"-{'9' * 18}.{'9' * 40}")
    for day in Month(2026, 10).window.days():
        for category, metric in product(ChargeCategory, Metric):
            fact.add(category, metric, day, longest)
        for number in range(100):
            fact.add_quantity(f"unit {number}", day, longest)
    packed = (*pack(fact.amounts).values(), *pack_quantities(fact.quantities).values())
    room = LARGEST_MONTH - sum(map(len, packed)) - sum(map(len, fact.quantities))
    fact = replace(fact, value="x" * room)
    assert group_by_cut([fact], fact.source, [fact.month]) == {key: [fact]}

    item = fact_item("p" * 1024, fact, "2026-10-20T06:00:00.000000Z")

    assert item_fact(key, item) == fact
    [moved] = changed({item["sk"]["S"]: item}, [], "2026-10-21T06:00:00.000000Z").moved
    assert dynamo_size({"M": moved}) < 400 * 1024


def dynamo_size(attribute: dict[str, object]) -> int:
    """What DynamoDB counts: names and texts in UTF-8, three bytes and one an element for maps."""
    [(kind, value)] = attribute.items()
    if kind == "S":
        return len(str(value).encode())
    if kind == "BOOL":
        return 1
    assert kind == "M"
    assert isinstance(value, dict)
    return 3 + sum(1 + len(name.encode()) + dynamo_size(part) for name, part in value.items())
