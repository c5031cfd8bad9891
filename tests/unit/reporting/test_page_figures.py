"""The figures on the page are those of the stores."""

from datetime import date
from decimal import Decimal

import pytest
from costgov.domain.money import amount_text, exact_sum
from costgov.domain.period import Window, month_to_date
from costgov.pipeline.ledger import CutReader, sum_within

from tests.unit.reporting.demo import AS_OF, Demo
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.html_tree import Element, rows_of, section_of
from tests.unit.reporting.pages import amount, read_page_of


@pytest.fixture(scope="module")
def demo() -> Demo:
    return complete_demo()


@pytest.fixture(scope="module")
def page(demo: Demo) -> Element:
    return read_page_of(demo)


@pytest.fixture(scope="module")
def dollars(page: Element) -> Element:
    return section_of(page, "Ledger in USD")


def tile(ledger: Element, label: str) -> str:
    return next(
        one.one("b").text for one in ledger.all("a", class_="tile") if one.text.startswith(label)
    )


def test_the_tiles_say_the_ledgers_own_sums(demo: Demo, dollars: Element) -> None:
    month = month_to_date(AS_OF)
    total = CutReader(demo.costs, "USD", month).total()
    assert amount(tile(dollars, "Month to date")) == round(sum_within(total, month), 2)
    assert amount(tile(dollars, "Cost on 20 Oct")) == round(total[AS_OF], 2)
    assert tile(dollars, "Budgets on track") == "2 of 5"
    before = next(
        one for one in dollars.all("a", class_="tile") if one.text.startswith("Same days")
    )
    alone = CutReader(demo.costs, "USD", Window(date(2026, 9, 1), AS_OF)).total()[date(2026, 9, 20)]
    assert before.text.endswith(f"${alone:,.2f} on 20 Sep alone")
    assert tile(dollars, "Open anomalies") == "1"


def test_one_sentence_tells_the_state(dollars: Element) -> None:
    lead = dollars.one("p", class_="lead").text
    assert lead.startswith("$19,330.85 was spent on 1\u201320 Oct 2026, up 3.1 % (+$578.43)")
    assert "expected to end at $32,106.85" in lead
    assert lead.endswith("1 budget over the limit, 1 budget at risk, 1 anomaly open.")


@pytest.mark.parametrize("dimension", ["service", "account", "region", "tag Team"])
def test_the_rows_of_a_breakdown_add_up_to_its_sum(dollars: Element, dimension: str) -> None:
    table = section_of(dollars, f"Cost by {dimension}").one("table")
    *body, total = rows_of(table)[1:]
    for column in (2, 3):
        shown = exact_sum(amount(row[column]) for row in body if row[column] != "none")
        assert abs(shown - amount(total[column])) <= Decimal("0.005") * len(body)
    assert abs(exact_sum(amount(row[1]) for row in body) - 100) < Decimal("0.5")
    assert total[0] == "Sum"


def test_charge_categories_stay_apart_and_add_up(dollars: Element) -> None:
    table = section_of(dollars, "Charge categories").one("table")
    _, *body, total = rows_of(table)
    assert [row[0] for row in body] == ["Usage", "Purchase", "Tax", "Credit"]
    billed = [amount(row[1]) for row in body]
    assert billed[1:] == [Decimal("912.40"), Decimal("418.22"), Decimal("-164.50")]
    assert abs(sum(billed) - amount(total[1])) <= Decimal("0.02")


def test_the_reconciliation_keeps_every_digit(demo: Demo, dollars: Element) -> None:
    window = Window(AS_OF.replace(month=9, day=1), AS_OF.replace(day=21))
    exact = sum_within(CutReader(demo.costs, "USD", window).total(), window)
    rows = rows_of(section_of(dollars, "Reconciliation").all("table")[0])[1:]
    total, *groupings, own = rows
    assert total[0] == "total, 1 Sep \u2013 20 Oct 2026"
    assert (total[3], total[5]) == (amount_text(exact), "the ledger")
    assert [row[0] for row in groupings] == [
        "by account",
        "by region",
        "by service",
        "by tag Team",
        "by usage type",
        "by service within each account",
        "by tag Team within each account",
        "by usage type within each service",
    ]
    assert {row[3] for row in groupings} == {amount_text(exact)}
    assert own[0] == "month to date of the analysis"
    assert all(row[2] == row[4] == "0" for row in rows)


def test_months_are_told_by_source_and_a_restated_one_is_named(dollars: Element) -> None:
    section = section_of(dollars, "Reconciliation")
    months = rows_of(section.all("table")[1])[1:]
    assert [row[0] for row in months] == [
        "October 2026 19 days, to 20 Oct",
        "September 2026",
        "August 2026",
    ]
    assert {row[-1] for row in months} == {"one source only"}
    restated = section.one("ul", class_="plain").text
    assert "2026-08, after its close, noted 4 Oct 2026, 06:00 UTC" in restated
    assert "BilledCost 26011.4 → 26009" in restated


def test_what_changed_adds_up_to_the_change_in_the_first_sentence(dollars: Element) -> None:
    section = section_of(dollars, "What changed since last month")
    kinds, drivers = (rows_of(table)[1:] for table in section.all("table"))
    *parts, total = kinds
    assert total == ["Sum", "+$578.43"]
    assert abs(exact_sum(amount(row[1]) for row in parts) - amount(total[1])) <= Decimal("0.05")
    assert {"credits", "usage: more or less of it at the old rate"} < {row[0] for row in parts}
    assert abs(exact_sum(amount(row[2]) for row in drivers) - amount(total[1])) <= Decimal("0.1")
    databases = next(row for row in drivers if row[1].startswith("rate"))
    assert databases[0].startswith("Amazon Relational Database Service")
    assert databases[1].startswith("rate 0.096 → 0.11 per")
    assert any("no quantity is known" in row[1] for row in drivers), "nobody measures CloudFront"


def test_credits_say_what_is_left_and_until_when(dollars: Element) -> None:
    section = section_of(dollars, "Credits")
    trial, activate = rows_of(section.one("table"))[1:]
    assert trial[0].startswith("Data trial <b> service")
    assert trial[1:4] == ["$500.00", "$0.00 since 1 Aug 2026", "$500.00"]
    assert activate[1:3] == ["$25,000.00", "$1,645.00"]
    assert activate[3:] == [
        "$23,355.00",
        "29 Nov 2029 between 10 Jul 2029 and 7 Jun 2030",
        "31 Jul 2028",
        "$9,989.38",
    ]
    assert "of credits were used this month" in section.text


def test_days_in_the_table_add_up_and_the_lost_day_is_not_zero(dollars: Element) -> None:
    rows = rows_of(section_of(dollars, "Cost per day").one("table"))[1:]
    assert len(rows) == 50
    for day, *parts, total in (row for row in rows if len(row) > 2):
        assert abs(sum(map(amount, parts)) - amount(total)) <= Decimal("0.04"), day
    assert ["7 Oct 2026", "no data"] in rows


def test_a_free_day_is_zero_and_ringed(page: Element) -> None:
    euros = section_of(page, "Ledger in EUR")
    days = section_of(euros, "Cost per day")
    assert ["11 Oct 2026", "€0.00", "€0.00"] in rows_of(days.one("table"))
    assert len(days.one("div", class_="wide").all("circle", class_="zero")) == 1
    assert "a day that cost nothing" in days.one("ul", class_="legend").text
    assert not days.all("path", class_="missing")


def test_currencies_never_meet(page: Element, dollars: Element) -> None:
    assert "€" not in dollars.text
    assert "$" not in section_of(page, "Ledger in EUR").text


def test_forecasts_come_with_how_good_they_were(dollars: Element) -> None:
    words = section_of(dollars, "Forecast").text
    assert "Forecasts from 24 past days, 14 days ahead" in words
    assert "missed daily cost by 4.1 % on average (WAPE)" in words
    assert "held the actual cost on 81.2 % of days" in words
    days = rows_of(section_of(dollars, "Forecast").one("table"))[1:]
    assert [day[0] for day in (days[0], days[-1])] == ["21 Oct 2026", "31 Oct 2026"]


def test_budgets_say_where_they_stand_and_when_they_end(dollars: Element) -> None:
    budgets = section_of(dollars, "Budgets")
    rows = {row[0]: row for row in rows_of(budgets.one("table"))[1:]}
    assert rows["lambda"][-1] == "over budget"
    assert rows["nobody"][2:] == ["no data", "no data"]
    assert "reached around 30 Oct" in budgets.text
    assert "nothing is known of this period" in budgets.text


def test_anomalies_carry_the_numbers_of_the_chart(dollars: Element) -> None:
    rows = rows_of(section_of(dollars, "Anomalies").one("table"))[1:]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("1", "AWS Lambda", "open"),
        ("2", "all costs", "over"),
        ("3", "Amazon CloudFront", "over"),
    ]
    chart = section_of(dollars, "Cost per day").one("div", class_="wide")
    assert [one.text for one in chart.all("text", class_="badge-text")] == ["3", "1\u20132"]


def test_unknown_memory_is_no_data(page: Element) -> None:
    rows = rows_of(section_of(page, "EC2 instances").one("table"))[2:]
    assert len(rows) == 6
    assert rows[0][3:7] == ["7.5 %", "11.2 %", "13.5 %", "98.2 %"]
    assert rows[1][-1] == "no data"
    assert "0.0 %" not in page.all("table")[-1].text


def test_gaps_and_refused_lines_are_listed(page: Element) -> None:
    gaps = rows_of(section_of(page, "Gaps of the run").one("table"))[1:]
    assert gaps == [
        [
            "collect resources",
            "444455556666/us-east-1",
            "access denied",
            "the role CostGovernorReader may not be assumed",
            "21 Oct 2026",
        ]
    ]
    lines = rows_of(section_of(page, "Billing files").all("table")[1])[1:]
    assert lines == [
        ["17", "BilledCost", "'12,5' is not an amount"],
        ["93", "ChargePeriodStart", "'<i>' is not a day"],
    ]
