"""Two periods compared: exact changes, honest percentages, drivers that are the whole change."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.comparison import (
    FROM_CREDIT,
    FROM_ZERO,
    NO_USAGE_TYPES,
    NOT_LOOKED_INTO,
    NOT_SPLIT,
    NOTHING_KNOWN,
    OTHER_DAYS,
    base_window,
)
from costgov.domain.costs import ChargeCategory, Metric
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Window
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline import compare
from costgov.pipeline.queries.compare import CompareQuestion, CostComparison, cost_comparison
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.pipeline.ledgers import Bill
from tests.unit.queries.known import FakeStores

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
AS_OF = date(2026, 10, 20)
MONTHS: dict[str, object] = {
    "start": OCTOBER,
    "end": AS_OF + ONE_DAY,
    "base": "same_days_last_month",
}
CREDIT, TAX = ChargeCategory.CREDIT, ChargeCategory.TAX


def compared(*bills: Bill, **asked: object) -> CostComparison:
    stores = FakeStores.empty()
    for bill in bills:
        bill.deliver(stores.costs, AS_OF)
    return cost_comparison(stores.read, CompareQuestion.model_validate(MONTHS | asked))


def parts(found: CostComparison) -> dict[str, Decimal]:
    return {part.kind: part.amount for part in found.parts}


def adds_up(found: CostComparison) -> None:
    """The promise: parts, and drivers with the rest, are the change in every digit."""
    others = [found.other_drivers.amount] if found.other_drivers else []
    assert exact_sum(part.amount for part in found.parts) == found.total.change
    assert exact_sum([one.amount for one in found.drivers] + others) == found.total.change


def autumn(**extra: object) -> Bill:
    """EC2 hours grow, S3's price rises, Lambda is new in October, SQS is gone."""
    bill = Bill()
    for day in (SEPTEMBER, OCTOBER):
        october = day == OCTOBER
        bill.charge(day, "15" if october else "10", quantity={"Hrs": "150" if october else "100"})
        bill.charge(
            day,
            "2.5" if october else "2",
            service="Amazon S3",
            usage_type="Storage",
            quantity={"GB-Mo": "100"},
        )
    bill.charge(OCTOBER, "0.75", service="AWS Lambda", usage_type="Requests")
    bill.charge(SEPTEMBER, "0.30", service="Amazon SQS", usage_type="Requests")
    return bill


def test_a_change_is_told_by_what_drove_it() -> None:
    found = compared(autumn())
    assert parts(found) == {
        "new": Decimal("0.75"),
        "gone": Decimal("-0.30"),
        "usage": Decimal(5),
        "rate": Decimal("0.5"),
    }
    adds_up(found)
    assert [(one.value, one.state, one.change) for one in found.values] == [
        ("Amazon EC2", "up", Decimal(5)),
        ("AWS Lambda", "new", Decimal("0.75")),
        ("Amazon S3", "up", Decimal("0.5")),
        ("Amazon SQS", "gone", Decimal("-0.30")),
    ]
    assert [one.percent for one in found.values] == [50, None, 25, -100]
    assert found.values[1].no_percent == FROM_ZERO
    usage = found.drivers[0]
    assert (usage.service, usage.usage_type, usage.unit) == ("Amazon EC2", "BoxUsage", "Hrs")
    assert (usage.base_quantity, usage.quantity) == (Decimal(100), Decimal(150))
    assert found.not_grouped == 0


def test_credits_refunds_and_taxes_are_apart_from_usage() -> None:
    bill = autumn()
    bill.charge(OCTOBER, "-9", service="Amazon RDS", category=CREDIT)
    bill.charge(SEPTEMBER, "-1", service="Amazon RDS", category=ChargeCategory.ADJUSTMENT)
    bill.charge(OCTOBER, "4", service="Tax", category=TAX)
    bill.charge(OCTOBER, "6", service="Support", category=ChargeCategory.PURCHASE)
    found = compared(bill)
    told = parts(found)
    assert (told["credit"], told["refund"], told["other"]) == (Decimal(-9), Decimal(1), Decimal(10))
    assert (told["usage"], told["rate"]) == (Decimal(5), Decimal("0.5"))
    adds_up(found)


def test_a_service_whose_credits_are_inside_its_usage_types_is_not_guessed_at() -> None:
    bill = autumn().charge(OCTOBER, "-9", category=CREDIT, quantity={"Hrs": "0"})
    found = compared(bill.unsplit("usage_type", "service"))
    assert parts(found) == {
        "new": Decimal("0.75"),
        "gone": Decimal("-0.30"),
        "rate": Decimal("0.5"),
        "credit": Decimal(-9),
        "unexplained": Decimal(5),
    }
    assert [one.reason for one in found.drivers if one.kind == "unexplained"] == [NOT_SPLIT]
    adds_up(found)


def test_an_account_has_no_quantities_in_cost_explorer_and_has_them_in_a_file() -> None:
    scope = "account=111122223333"
    explorer = compared(autumn(), scope=scope)
    assert {one.reason for one in explorer.drivers if one.kind == "unexplained"} == {NO_USAGE_TYPES}
    adds_up(explorer)
    bill = Bill(source="export:cur", facts={})
    for day, amount, hours in ((SEPTEMBER, "10", "100"), (OCTOBER, "15", "120")):
        bill.charge(day, amount, quantity={"Hrs": hours})
        bill.charge(day, amount, account="444455556666", quantity={"Hrs": "1"})
    file = compared(bill, scope=scope)
    assert parts(file) == {"usage": Decimal(2), "rate": Decimal(3)}
    service = compared(bill, scope=f"service=Amazon EC2&{scope}", group_by="usage_type")
    assert parts(service) == parts(file)
    usage_type = compared(
        bill, scope=f"service=Amazon EC2&{scope}&usage_type=BoxUsage", group_by="resource"
    )
    assert parts(usage_type) == parts(file)
    adds_up(usage_type)


def test_only_the_services_that_moved_most_are_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "LOOKED_INTO", 1)
    found = compared(autumn())
    left = [(one.service, one.reason) for one in found.drivers if one.kind == "unexplained"]
    assert left == [("Amazon S3", NOT_LOOKED_INTO)]
    adds_up(found)


def test_what_usage_types_do_not_cover_is_unexplained() -> None:
    bill = autumn()
    for (key, _, month), fact in bill.facts.items():
        if key.dimension == "usage_type" and key.scope.kind == "service" and month.month == 10:
            for category, metric in [*fact.amounts]:
                fact.add(category, metric, OCTOBER, Decimal("-0.25"))
    found = compared(bill)
    assert OTHER_DAYS in {one.reason for one in found.drivers}
    adds_up(found)


def test_credits_above_the_cost_leave_no_percentage_to_speak_of() -> None:
    bill = autumn().charge(SEPTEMBER, "-500", category=CREDIT)
    found = compared(bill)
    assert found.total.base_amount is not None
    assert found.total.base_amount < 0
    assert (found.total.percent, found.total.no_percent) == (None, FROM_CREDIT)
    assert found.total.state == "up"
    adds_up(found)


def test_a_day_that_cost_nothing_is_known_and_a_period_without_days_is_not() -> None:
    free = Bill().charge(SEPTEMBER, "0").charge(OCTOBER, "7")
    found = compared(free)
    assert (found.total.change, found.total.no_percent) == (Decimal(7), FROM_ZERO)
    young = compared(Bill().charge(OCTOBER, "7"))
    assert (young.total.amount, young.total.base_amount) == (Decimal(7), None)
    assert (young.total.change, young.total.no_percent) == (None, NOTHING_KNOWN)
    assert (young.parts, young.drivers, young.not_grouped) == ((), (), None)
    assert (young.days, young.base_days) == (1, 0)
    assert [(one.value, one.state) for one in young.values] == [("Amazon EC2", "unknown")]


def test_an_empty_window_knows_nothing() -> None:
    found = compared(autumn(), start=date(2020, 1, 1), end=date(2020, 1, 1), base="previous_period")
    assert (found.total.state, found.values, found.days) == ("unknown", (), 0)


def test_by_default_it_is_30_days_against_the_30_before() -> None:
    stores = FakeStores.empty()
    Bill().every_day(60, lambda _: 1, date(2026, 8, 22)).deliver(stores.costs, AS_OF)
    found = cost_comparison(stores.read, CompareQuestion())
    assert (found.start, found.end) == (date(2026, 9, 21), date(2026, 10, 21))
    assert (found.base_start, found.base_end) == (date(2026, 8, 22), date(2026, 9, 21))
    assert (found.days, found.base_days, found.total.state) == (30, 30, "unchanged")


def test_the_base_can_be_any_window_but_not_half_of_one() -> None:
    found = compared(autumn(), base_start=SEPTEMBER, base_end=date(2026, 9, 3))
    assert (found.base_start, found.base_end) == (SEPTEMBER, date(2026, 9, 3))
    with pytest.raises(InvalidInput, match="given together"):
        compared(autumn(), base_start=SEPTEMBER)
    with pytest.raises(InvalidInput, match="more than"):
        compared(autumn(), base_start=date(2020, 1, 1), base_end=date(2026, 1, 1))


def test_a_currency_is_compared_with_itself() -> None:
    euros = Bill(currency="EUR", source="file:eur.csv").charge(SEPTEMBER, 3).charge(OCTOBER, 4)
    assert compared(autumn(), euros, currency="EUR").total.change == Decimal(1)
    with pytest.raises(InvalidInput, match="several: EUR, USD"):
        compared(autumn(), euros)


def test_a_comparison_can_be_made_as_it_was_known() -> None:
    stores = FakeStores.empty()
    autumn().deliver(stores.costs, date(2026, 10, 2))
    autumn().charge(OCTOBER, "100", quantity={"Hrs": "1000"}).deliver(stores.costs, AS_OF)
    now = CompareQuestion.model_validate(MONTHS)
    then = CompareQuestion.model_validate(MONTHS | {"as_of": "2026-10-05"})
    assert cost_comparison(stores.read, now).total.change == Decimal("105.95")
    assert cost_comparison(stores.read, then).total.change == Decimal("5.95")


def test_pages_of_values_follow_the_size_of_the_change() -> None:
    first = compared(autumn(), limit=3)
    assert first.next_page is not None
    second = compared(autumn(), limit=3, page_token=first.next_page)
    assert [one.value for one in second.values] == ["Amazon SQS"]
    assert second.total == first.total


def test_a_level_the_source_has_not_is_refused_with_what_there_is() -> None:
    with pytest.raises(NotFound, match=r"'resource'.*Cost Explorer does not tell it"):
        compared(autumn(), group_by="resource")


@pytest.mark.parametrize(
    ("window", "preset", "base"),
    [
        (("2026-10-01", "2026-10-21"), "previous_period", ("2026-09-11", "2026-10-01")),
        (("2026-10-01", "2026-10-21"), "previous_month", ("2026-09-01", "2026-10-01")),
        (("2026-10-01", "2026-10-21"), "same_days_last_month", ("2026-09-01", "2026-09-21")),
        (("2026-03-01", "2026-04-01"), "same_days_last_month", ("2026-02-01", "2026-03-01")),
        (("2028-03-01", "2028-03-31"), "same_days_last_month", ("2028-02-01", "2028-03-01")),
        (("2026-01-01", "2026-01-02"), "same_days_last_month", ("2025-12-01", "2025-12-02")),
        (("2026-01-15", "2026-01-15"), "same_days_last_month", ("2025-12-15", "2025-12-15")),
    ],
)
def test_the_named_bases(window: Iterable[str], preset: str, base: Iterable[str]) -> None:
    given_window = Window(*map(date.fromisoformat, window))
    assert base_window(given_window, preset) == Window(*map(date.fromisoformat, base))  # type: ignore[arg-type]


charges = st.lists(
    st.tuples(
        st.integers(0, 49),
        st.decimals(-(10**6), 10**6, places=9, allow_nan=False, allow_infinity=False),
        st.sampled_from(["EC2", "S3", ""]),
        st.sampled_from(["BoxUsage", "Requests"]),
        st.sampled_from([one for one in ChargeCategory if one is not ChargeCategory.UNSPLIT]),
        st.dictionaries(st.sampled_from(["Hrs", "GB"]), st.sampled_from(["1", "2.5"]), max_size=2),
    ),
    min_size=1,
    max_size=30,
)


@given(charges, st.booleans(), st.sampled_from(["org", "service=EC2", "account=111122223333"]))
def test_whatever_the_bill_the_drivers_are_its_change(
    lines: list[tuple[int, Decimal, str, str, ChargeCategory, dict[str, str]]],
    merged: bool,
    scope: str,
) -> None:
    bill = Bill()
    for number, amount, service, usage_type, category, quantity in lines:
        day = SEPTEMBER + number * ONE_DAY
        bill.charge(
            day,
            amount,
            service=service,
            usage_type=usage_type,
            category=category,
            quantity=quantity,
        )
    if merged:
        bill.unsplit("usage_type", "service").unsplit("service", "account")
    stores = FakeStores.empty()
    bill.deliver(stores.costs, AS_OF)
    found = cost_comparison(
        stores.read,
        CompareQuestion.model_validate(MONTHS | {"scope": scope, "metric": "BilledCost"}),
    )
    if found.total.change is not None:
        adds_up(found)
        grouped = exact_sum(one.change for one in found.values if one.change is not None)
        assert EXACT.add(grouped, found.not_grouped or Decimal(0)) == found.total.change
        assert found.not_grouped == 0
    assert found.metric is Metric.BILLED
