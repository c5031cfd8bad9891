"""From pages to facts: exact, whatever the amounts, texts and page breaks are."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from costgov.collectors.cost_explorer_facts import Book
from costgov.collectors.cost_explorer_plan import PlannedQuery
from costgov.collectors.cost_explorer_shapes import (
    BASE,
    Shape,
    cost_category_shape,
    shape_of,
    tag_shape,
)
from costgov.domain.costs import (
    ORG,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.money import exact_sum
from costgov.domain.packing import pack
from costgov.domain.period import Month, Window
from costgov.errors import InvalidInput, SourceError
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.sources import Charge, FakeCostExplorer, group

DAY = date(2026, 10, 3)
NEXT = date(2026, 10, 4)
WINDOW = Window(date(2026, 9, 1), date(2026, 10, 21))


def shape(marker: str) -> Shape:
    """The query that delivers a dimension."""
    named = {"tag": tag_shape, "cost_category": cost_category_shape}
    kind, _, name = marker.partition(":")
    return named[kind](name) if name else next(one for one in BASE if one.marker == marker)


def plan(marker: str) -> PlannedQuery:
    return PlannedQuery(shape(marker), WINDOW)


def booked(marker: str, *charges: Charge, page_size: int = 1000) -> Book:
    """The book of a bill's query, read over as many pages as it has."""
    source, planned = FakeCostExplorer(charges, page_size), plan(marker)
    book, token = Book(planned), None
    while True:
        page = source.page(planned.request, token)
        book.add(page.body)
        if (token := page.next_token) is None:
            return book


def body(*groups: dict[str, Any]) -> dict[str, Any]:
    period = {"Start": str(DAY), "End": str(NEXT)}
    return {"ResultsByTime": [{"TimePeriod": period, "Total": {}, "Groups": list(groups)}]}


def book_of(marker: str, *groups: dict[str, Any]) -> Book:
    book = Book(plan(marker))
    book.add(body(*groups))
    return book


def cut(book: Book, dimension: str, scope: Scope = ORG) -> dict[str | None, Any]:
    key = SeriesKey("USD", scope, dimension)
    return {fact.value: fact.daily(Metric.BILLED) for fact in book.facts() if fact.key == key}


def test_unblended_is_billed_amortized_is_effective_and_net_is_kept_beside_them() -> None:
    book = booked("account", Charge(DAY, "0", amortized="12.34", net="11.72"))

    [fact] = [one for one in book.facts() if one.key == SeriesKey("USD", ORG, "account")]

    assert fact.daily(Metric.BILLED) == {DAY: 0}
    assert fact.daily(Metric.EFFECTIVE) == {DAY: Decimal("12.34")}
    assert fact.daily(Metric.NET) == {DAY: Decimal("11.72")}


def test_charge_types_are_kept_apart_as_focus_categories() -> None:
    types = {"Usage": "10", "Tax": "2", "Credit": "-3", "RIFee": "4", "Refund": "-1", "Moon": "5"}
    book = booked("total", *(Charge(DAY, text, record_type=name) for name, text in types.items()))

    [total] = [one for one in book.facts() if one.key.dimension == "total"]

    billed = {
        category: by_day[DAY.day]
        for (category, metric), by_day in total.amounts.items()
        if metric is Metric.BILLED
    }
    assert billed == {
        ChargeCategory.USAGE: 10,
        ChargeCategory.TAX: 2,
        ChargeCategory.CREDIT: -3,
        ChargeCategory.PURCHASE: 4,
        ChargeCategory.ADJUSTMENT: 4,
    }


def test_every_cut_of_a_query_sums_to_the_same_money() -> None:
    charges = [
        Charge(DAY, "1.1", service="EC2 - Other", usage_type="EUC1-EBS:VolumeUsage.gp3"),
        Charge(DAY, "2.2", service="EC2 - Other", usage_type="EUC1-NatGateway-Hours"),
        Charge(DAY, "3.3", service="Amazon Simple Storage Service", usage_type="Requests"),
    ]
    book = booked("usage_type", *charges)

    assert cut(book, "service_category") == {
        "Storage": {DAY: Decimal("4.4")},
        "Compute": {DAY: Decimal("2.2")},
    }
    assert cut(book, "usage_type", Scope.service("EC2 - Other")) == {
        "EUC1-EBS:VolumeUsage.gp3": {DAY: Decimal("1.1")},
        "EUC1-NatGateway-Hours": {DAY: Decimal("2.2")},
    }


def test_a_query_speaks_of_exactly_the_cuts_it_declares() -> None:
    charge = Charge(DAY, "1", tags={"Team": "web"}, categories={"Unit": "Shop"})
    for one in (*BASE, tag_shape("Team"), cost_category_shape("Unit")):
        delivered = {
            (fact.key.scope.kind, fact.key.dimension) for fact in booked(one.marker, charge).facts()
        }

        assert delivered == set(one.families)


def test_no_query_groups_by_more_than_two_keys() -> None:
    for one in (*BASE, tag_shape("Team"), cost_category_shape("Unit")):
        assert len(one.group_by) == 2


def test_a_kept_answer_is_booked_by_what_it_was_grouped_by() -> None:
    for one in (*BASE, tag_shape("a$b"), cost_category_shape("Business unit")):
        again = shape_of([list(pair) for pair in one.group_by])
        assert (again.name, again.families) == (one.name, one.families)


@pytest.mark.parametrize(
    "group_by", [[], [["DIMENSION", "SERVICE"]], [["TAG", "Team"]], [["MOON", "a"], ["B", "c"]]]
)
def test_a_grouping_that_is_not_ours_has_no_shape(group_by: list[list[str]]) -> None:
    with pytest.raises(InvalidInput, match="no query groups by"):
        shape_of(group_by)


def test_a_tag_is_told_apart_within_every_account() -> None:
    book = booked(
        "tag:Team",
        Charge(DAY, "1", account="111122223333", tags={"Team": "web"}),
        Charge(DAY, "2", account="444455556666", tags={"Team": "web"}),
        Charge(DAY, "4", account="444455556666"),
    )

    assert cut(book, "tag:Team") == {"web": {DAY: 3}, None: {DAY: 4}}
    assert cut(book, "tag:Team", Scope.account("444455556666")) == {"web": {DAY: 2}, None: {DAY: 4}}


def test_a_cost_category_is_a_dimension_of_its_own() -> None:
    book = booked(
        "cost_category:Business unit",
        Charge(DAY, "1", categories={"Business unit": "Shop"}),
        Charge(DAY, "2"),
    )

    assert cut(book, "cost_category:Business unit") == {"Shop": {DAY: 1}, None: {DAY: 2}}


def test_usage_is_kept_with_its_unit_and_never_added_across_units() -> None:
    book = booked(
        "usage_type",
        Charge(DAY, "1", usage_type="Requests", quantity="7", unit="Requests"),
        Charge(NEXT, "1", usage_type="Requests", quantity="0.5", unit="Requests"),
        Charge(DAY, "1", service="Amazon S3", usage_type="Requests", quantity="2", unit="GB"),
    )

    [fact] = [one for one in book.facts() if one.key == SeriesKey("USD", ORG, "usage_type")]
    assert fact.quantities == {"Requests": {3: 7, 4: Decimal("0.5")}, "GB": {3: 2}}
    [within] = [
        one
        for one in book.facts()
        if one.key == SeriesKey("USD", Scope.service("Amazon S3"), "usage_type")
    ]
    assert within.quantities == {"GB": {3: 2}}


def test_only_cuts_by_usage_type_carry_usage() -> None:
    book = booked("usage_type", Charge(DAY, "1"))

    assert {fact.key.dimension for fact in book.facts() if fact.quantities} == {"usage_type"}
    assert all(not fact.quantities for fact in booked("region", Charge(DAY, "1")).facts())


def test_usage_of_several_units_is_no_number() -> None:
    book = booked("usage_type", Charge(DAY, "1", unit="GB"), Charge(DAY, "1", unit="Hrs"))

    assert all(not fact.quantities for fact in book.facts())


def test_a_month_is_an_estimate_when_one_of_its_days_is() -> None:
    source = FakeCostExplorer([Charge(DAY, "1")], estimated_from=date(2026, 10, 20))
    book = Book(plan("total"))

    book.add(source.page(book.plan.request, None).body)

    assert book.estimated == {Month(2026, 9): False, Month(2026, 10): True}


def test_no_region_is_no_value_and_global_is_one() -> None:
    book = booked("region", Charge(DAY, "1", region="NoRegion"), Charge(DAY, "2", region="global"))

    assert set(cut(book, "region")) == {None, "global"}


@pytest.mark.fault_case(13)
def test_a_negative_day_is_stored_as_it_is() -> None:
    book = booked("total", Charge(DAY, "1"), Charge(DAY, "-7.50", record_type="Credit"))

    assert cut(book, "total") == {None: {DAY: Decimal("-6.50")}}


@pytest.mark.fault_case(14)
def test_a_zero_is_stored_and_a_missing_day_is_not() -> None:
    book = booked("total", Charge(DAY, "0"))

    assert cut(book, "total") == {None: {DAY: 0}}


@pytest.mark.fault_case(16)
def test_amounts_of_two_currencies_never_meet() -> None:
    book = booked("total", Charge(DAY, "1"), Charge(DAY, "7", currency="CNY"))

    totals = {fact.key.currency: fact.daily(Metric.BILLED) for fact in book.facts()}

    assert totals == {"USD": {DAY: Decimal(1)}, "CNY": {DAY: Decimal(7)}}


@pytest.mark.fault_case(17)
def test_an_empty_total_means_nothing_and_no_groups_are_no_facts() -> None:
    assert book_of("total").facts() == []
    assert cut(book_of("total", group(("Usage", "A"), "1", "1")), "total") == {None: {DAY: 1}}


@pytest.mark.fault_case(18)
def test_amounts_keep_every_digit_in_whatever_notation() -> None:
    long = "0.1234567890123456789012345678901234567891"
    book = book_of("total", group(("Usage", "A"), "1E-10", "0"), group(("Usage", "B"), long, "0"))

    assert cut(book, "total") == {
        None: {DAY: Decimal("0.1234567891123456789012345678901234567891")}
    }


@pytest.mark.parametrize(
    "value",
    ["web", "a$b", "$", "#/=", "🎉", "مرحبا", "x" * 256, " padded ", "Web", "tag$", "=cmd|'"],
)
@pytest.mark.fault_case(19)
def test_tag_values_come_back_as_they_were_written(value: str) -> None:
    for key in ("Team", "cost$center", "Σ/#"):
        book = booked(f"tag:{key}", Charge(DAY, "1", tags={key: value}))

        assert list(cut(book, f"tag:{key}")) == [value]


def test_an_empty_tag_value_is_no_value() -> None:
    book = booked("tag:Team", Charge(DAY, "1"))

    assert list(cut(book, "tag:Team")) == [None]


@pytest.mark.parametrize(
    "page",
    [
        {},
        body({"Keys": ["Usage", "A"], "Metrics": {}}),
        body(group(("Usage", "A"), "many", "1")),
        body(group(("Usage", "A"), "NaN", "1")),
        body({"Keys": ["Usage", "A"], "Metrics": None}),
        body(group(("Usage", "A"), "1", "1") | {"Keys": None}),
    ],
)
def test_a_page_that_is_not_as_documented_is_refused(page: dict[str, Any]) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        Book(plan("total")).add(page)


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=10).map(str)
charges = st.lists(
    st.builds(
        Charge,
        day=st.sampled_from([date(2026, 9, 30), DAY, NEXT]),
        unblended=amounts,
        amortized=amounts,
        service=st.sampled_from(["Amazon S3", "Amazon RDS", "Tax"]),
        account=st.sampled_from(["111122223333", "444455556666"]),
        record_type=st.sampled_from(["Usage", "Credit", "Tax", "SavingsPlanNegation"]),
    ),
    max_size=25,
)


def _packed(facts: Sequence[MonthCost]) -> dict[tuple[object, ...], dict[str, str]]:
    return {(fact.key, fact.value, fact.month): pack(fact.amounts) for fact in facts}


@given(charges, st.integers(1, 7), st.sampled_from(["total", "account", "usage_type", "region"]))
def test_groups_may_be_split_over_pages_anyhow(
    bill: list[Charge], page_size: int, marker: str
) -> None:
    assert _packed(booked(marker, *bill, page_size=page_size).facts()) == _packed(
        booked(marker, *bill).facts()
    )


@given(charges, st.sampled_from(["total", "account", "usage_type", "region"]))
def test_every_cut_sums_to_the_bill_in_every_digit(bill: list[Charge], marker: str) -> None:
    book = booked(marker, *bill)

    for kind, dimension in book.plan.shape.families:
        for metric, text in ((Metric.BILLED, "unblended"), (Metric.EFFECTIVE, "amortized")):
            stored = exact_sum(
                amount
                for fact in book.facts()
                if (fact.key.scope.kind, fact.key.dimension) == (kind, dimension)
                for amount in fact.daily(metric).values()
            )
            assert stored == exact_sum(Decimal(getattr(line, text)) for line in bill)
