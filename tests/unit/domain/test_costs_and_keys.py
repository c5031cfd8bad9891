"""Packed months read back exactly; keys tell apart whatever text they are made of."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.costs import (
    ORG,
    Amounts,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
    checked_dimension,
    tag_dimension,
)
from costgov.domain.keys import month_sort, series_partition, value_key
from costgov.domain.ledgers import covered, family
from costgov.domain.packing import pack, unpack
from costgov.domain.period import Month
from costgov.errors import InvalidInput
from hypothesis import given
from hypothesis import strategies as st

amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=18)
packed_months: st.SearchStrategy[Amounts] = st.dictionaries(
    st.tuples(st.sampled_from(ChargeCategory), st.sampled_from(Metric)),
    st.dictionaries(st.integers(1, 31), amounts, min_size=1),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
keys = st.builds(
    SeriesKey,
    st.sampled_from(["USD", "EUR", "A#B"]),
    st.one_of(st.just(ORG), texts.map(Scope.account), texts.map(Scope.service)),
    st.one_of(st.sampled_from(["total", "service"]), texts.map(tag_dimension)),
)


@given(packed_months)
def test_a_packed_month_reads_back_exactly(months: Amounts) -> None:
    assert unpack(pack(months)) == months


@given(packed_months)
def test_packing_is_canonical(months: Amounts) -> None:
    twice = {key: {day: amount * 1 for day, amount in months[key].items()} for key in months}
    assert pack(twice) == pack(months)


@pytest.mark.parametrize(
    "packed", [{"Usage.BilledCost": "1"}, {"Usage": "1=2"}, {"Usage.BilledCost": "x=1"}]
)
def test_garbled_months_are_refused(packed: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        unpack(packed)


@given(keys, keys)
@pytest.mark.fault_case(19)
def test_two_cuts_never_share_a_partition(one: SeriesKey, other: SeriesKey) -> None:
    assert (series_partition(one) == series_partition(other)) == (one == other)


@given(st.one_of(st.none(), texts), st.one_of(st.none(), texts))
@pytest.mark.fault_case(19)
def test_two_values_never_share_a_key(one: str | None, other: str | None) -> None:
    assert (value_key(one) == value_key(other)) == (one == other)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1000, max_size=5000))
@pytest.mark.fault_case(19)
def test_a_key_stays_short_whatever_the_text(text: str) -> None:
    assert len(month_sort(text, Month(2026, 10), "cost_explorer").encode()) < 1024


def test_missing_is_not_zero() -> None:
    fact = MonthCost(SeriesKey("USD", ORG, "total"), None, Month(2026, 10), "x")
    fact.add(ChargeCategory.USAGE, Metric.BILLED, date(2026, 10, 2), Decimal(0))

    assert fact.daily(Metric.BILLED) == {date(2026, 10, 2): Decimal(0)}


def test_amounts_of_one_day_add_up_exactly() -> None:
    fact = MonthCost(SeriesKey("USD", ORG, "total"), None, Month(2026, 10), "x")
    for text in ("0.1", "0.2", "-0.3"):
        fact.add(ChargeCategory.USAGE, Metric.BILLED, date(2026, 10, 2), Decimal(text))

    assert fact.daily(Metric.BILLED) == {date(2026, 10, 2): Decimal(0)}


def test_dimensions_are_a_closed_list_and_tags() -> None:
    assert checked_dimension("tag:Team") == "tag:Team"
    for text in ("tag:", "colour", ""):
        with pytest.raises(InvalidInput, match="is not one of"):
            checked_dimension(text)


def test_families_group_the_cuts_of_one_kind_of_scope() -> None:
    key = SeriesKey("USD", Scope.account("1"), "service")
    assert family(key) == ("account", "service")
    assert covered(key, None)
    assert covered(key, [("account", "service")])
    assert not covered(key, [("org", "service")])
