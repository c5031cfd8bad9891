"""Cost facts: exact days, what is missing, and the words that dimensions and scopes are made of."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from costgov.domain.costs import (
    ORG,
    ChargeCategory,
    Coverage,
    Ledger,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
    checked_dimension,
    cost_category_dimension,
    tag_dimension,
)
from costgov.domain.ledgers import LARGEST_MONTH, covered, family, group_by_cut
from costgov.domain.period import Month
from costgov.errors import InvalidInput, StoreError

from tests.builders import month_cost

USAGE_TYPES = SeriesKey("USD", ORG, "usage_type")
DAY = date(2026, 10, 2)
OCTOBER = Month(2026, 10)


@pytest.mark.fault_case(14)
def test_missing_is_not_zero() -> None:
    fact = MonthCost(SeriesKey("USD", ORG, "total"), None, Month(2026, 10), "x")
    fact.add(ChargeCategory.USAGE, Metric.BILLED, date(2026, 10, 2), Decimal(0))

    assert fact.daily(Metric.BILLED) == {date(2026, 10, 2): Decimal(0)}


@pytest.mark.fault_case(13)
def test_amounts_of_one_day_add_up_exactly() -> None:
    fact = MonthCost(SeriesKey("USD", ORG, "total"), None, Month(2026, 10), "x")
    for text in ("0.1", "0.2", "-0.3"):
        fact.add(ChargeCategory.USAGE, Metric.BILLED, date(2026, 10, 2), Decimal(text))

    assert fact.daily(Metric.BILLED) == {date(2026, 10, 2): Decimal(0)}


def test_quantities_are_told_apart_by_unit() -> None:
    fact = MonthCost(USAGE_TYPES, "BoxUsage", Month(2026, 10), "x")
    for unit, quantity in (("Hours", "1.5"), ("Hours", "0.5"), ("GB-Mo", "3")):
        fact.add_quantity(unit, DAY, Decimal(quantity))

    assert fact.quantities == {"Hours": {2: Decimal(2)}, "GB-Mo": {2: Decimal(3)}}
    with pytest.raises(InvalidInput, match="needs a unit"):
        fact.add_quantity("", DAY, Decimal(1))


@pytest.mark.fault_case(27)
def test_what_would_not_fit_an_item_is_refused_before_anything_is_written() -> None:
    long = month_cost({DAY: "1"}, dimension="usage_type", value="x" * LARGEST_MONTH)
    with pytest.raises(StoreError, match="has 390006 bytes, too many"):
        group_by_cut([long], "cost_explorer", [OCTOBER])

    many = MonthCost(USAGE_TYPES, None, OCTOBER, "azure")
    for unit, day in product(range(1000), OCTOBER.window.days()):
        many.add_quantity(f"{unit} units", day, Decimal("1.5"))
    assert group_by_cut([many], "azure", [OCTOBER]), "a thousand units of short quantities fit"
    for unit, day in product(range(300), OCTOBER.window.days()):
        many.add_quantity(f"{unit} units", day, Decimal("1E-40"))
    with pytest.raises(StoreError, match="2026-10 of a value of"):
        group_by_cut([many], "azure", [OCTOBER])


def test_a_scope_is_a_path_into_the_bill() -> None:
    lambda_ = Scope.service("AWS Lambda")
    within = lambda_.within("account", "111122223333").within("usage_type", "A&B")

    assert (str(ORG), ORG.kind) == ("org", "org")
    assert (str(lambda_), lambda_.kind) == ("service=AWS%20Lambda", "service")
    assert str(within) == "service=AWS%20Lambda&account=111122223333&usage_type=A%26B"
    assert within.kind == "service/account/usage_type"
    with pytest.raises(InvalidInput, match="'account/service' is not one of"):
        Scope.account("111122223333").within("service", "AWS Lambda")


def test_a_ledger_s_days_are_those_of_its_total() -> None:
    total, tag = Coverage(DAY, date(2026, 10, 20), "b"), Coverage(DAY, date(2026, 10, 17), "a")
    ledger = Ledger("USD", "x", {"total": total, "tag:Team": tag})

    assert (ledger.last_day, ledger.as_of) == (date(2026, 10, 20), "b")
    assert ledger.dimensions == ("tag:Team", "total")
    untold = Ledger("USD", "x", {"tag:Team": tag})
    assert (untold.first_day, untold.last_day, untold.as_of) == (DAY, date(2026, 10, 17), "a")


def test_dimensions_are_a_closed_list_tags_and_cost_categories() -> None:
    for known in ("invoice", tag_dimension("Team"), cost_category_dimension("Cost centre")):
        assert checked_dimension(known) == known
    for text in ("tag:", "cost_category:", "colour", ""):
        with pytest.raises(InvalidInput, match="is not one of"):
            checked_dimension(text)


def test_families_group_the_cuts_of_one_kind_of_scope() -> None:
    key = SeriesKey("USD", Scope.account("1"), "service")
    assert family(key) == ("account", "service")
    assert covered(key, None)
    assert covered(key, [("account", "service")])
    assert not covered(key, [("org", "service")])
