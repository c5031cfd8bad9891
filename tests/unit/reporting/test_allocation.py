"""The report says whose cost is what: units, what is unallocated and why, rules to add, a CSV."""

import csv
import io
from decimal import Decimal
from functools import cache

import pytest
from costgov.domain.allocation.chargeback import charged
from costgov.domain.money import display, exact_sum, rounded
from costgov.pipeline import records
from costgov.pipeline.reporting.csv_files import csv_files
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.reporting.demo import ARABIC, FORMULA, HOSTILE, LONG, Demo
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.html_tree import Element, rows_of, section_of
from tests.unit.reporting.pages import amount, page_of, read_page_of


@pytest.fixture(scope="module")
def demo() -> Demo:
    return complete_demo()


@pytest.fixture(scope="module")
def section(demo: Demo) -> Element:
    dollars = read_page_of(demo).one("section", aria_labelledby="l1")
    return section_of(dollars, "Allocation by team")


def test_units_and_what_is_unallocated_are_the_bill(demo: Demo, section: Element) -> None:
    _, *body, bill = rows_of(section.all("table")[0])
    head = records.allocations(demo.results).get("2026-10", "USD", "team")

    assert {row[0] for row in body} == {
        "checkout", "data 📊 platform", ARABIC, FORMULA, HOSTILE, LONG, "unallocated",
    }  # fmt: skip
    whole = exact_sum(sums for name, sums in head.bill.items() if name.endswith(".EffectiveCost"))
    assert bill[-1] == display(whole, "USD")
    assert abs(exact_sum(amount(row[-1]) for row in body) - whole) < Decimal("0.05")
    direct, shared, total = map(amount, body[0][2:])
    assert abs(direct + shared - total) <= Decimal("0.01")


def test_it_says_why_cost_is_unallocated(section: Element) -> None:
    text = section.one("ul", class_="plain").text
    assert "no rule matches" in text
    assert (
        "rule 2 asks for tag Team, which is not told together with service: Cost Explorer" in text
    )
    assert "no tag Team" in text
    assert "empty tag Team" in text


def test_suggested_rules_catch_all_that_no_rule_matches(demo: Demo, section: Element) -> None:
    rows = rows_of(section.all("table")[1])[1:]
    head = records.allocations(demo.results).get("2026-10", "USD", "team")
    assert rows[0][0] == '{"account": "111122223333", "unit": "111122223333"}'
    assert rows[-1][3] == display(head.unmatched_cost, "USD")


def test_a_view_of_another_currency_says_its_own_amounts(demo: Demo) -> None:
    euros = read_page_of(demo).one("section", aria_labelledby="l2")
    assert "€" in section_of(euros, "Allocation by cost center").text


def test_a_view_without_a_month_says_so() -> None:
    fresh = complete_demo()
    for currency in ("USD", "EUR"):
        records.allocations(fresh.results).make_equal([], currency, "team")
    dollars = read_page_of(fresh).one("section", aria_labelledby="l1")
    text = section_of(dollars, "Allocation by team").text
    assert "Nothing of this month is allocated by this view yet." in text


@cache
def chargeback() -> list[dict[str, str]]:
    body = csv_files(page_of(complete_demo()))["allocation-team.csv"].decode()
    return list(csv.DictReader(io.StringIO(body, newline=""), strict=True))


@pytest.mark.parametrize("month", ["2026-09", "2026-10"])
@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_the_chargeback_is_the_bill_in_every_digit_and_in_cents(currency: str, month: str) -> None:
    head = records.allocations(complete_demo().results).get(month, currency, "team")
    rows = [
        row for row in chargeback() if (row["BillingCurrency"], row["Month"]) == (currency, month)
    ]
    for metric in ("BilledCost", "EffectiveCost"):
        bill = exact_sum(sums for name, sums in head.bill.items() if name.endswith(f".{metric}"))
        assert exact_sum(Decimal(row[metric] or 0) for row in rows) == bill
    billed = exact_sum(Decimal(row["BilledCost"] or 0) for row in rows)
    cents = [Decimal(row["ChargedCost"]) for row in rows]
    assert exact_sum(cents) == rounded(billed, currency)
    assert all(one == rounded(one, currency) for one in cents)


def test_the_chargeback_names_shared_and_unallocated_cost_and_no_formula() -> None:
    kinds = {(row["Kind"], bool(row["Unit"]), row["From"]) for row in chargeback()}
    assert ("direct", True, "") in kinds
    assert ("shared", True, "observability") in kinds
    assert ("unallocated", False, "no rule matches") in kinds
    assert f"'{FORMULA}" in {row["Unit"] for row in chargeback()}


amounts = st.decimals(-(10**6), 10**6, places=7, allow_nan=False)


@given(st.lists(amounts, max_size=20), st.sampled_from(["USD", "JPY"]))
def test_charged_amounts_add_up_and_are_less_than_a_step_off(
    exact: list[Decimal], currency: str
) -> None:
    whole = charged(exact, currency)
    assert exact_sum(whole) == rounded(exact_sum(exact), currency)
    step = Decimal("0.01") if currency == "USD" else Decimal(1)
    assert all(abs(one - other) <= step for one, other in zip(exact, whole, strict=True))
    assert [one for one in whole if one != rounded(one, currency)] == []
