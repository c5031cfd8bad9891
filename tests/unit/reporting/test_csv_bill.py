"""The files about the bill: its drivers, its months and its credits, in every digit."""

import csv
import io
from decimal import Decimal
from functools import cache

from costgov.domain.money import exact_sum
from costgov.pipeline.reporting.csv_files import csv_files
from costgov.pipeline.reporting.page import ReportPage

from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.pages import page_of


@cache
def page() -> ReportPage:
    return page_of(complete_demo())


def read(name: str) -> list[dict[str, str]]:
    body = csv_files(page())[name].decode()
    return list(csv.DictReader(io.StringIO(body, newline=""), strict=True))


def test_all_drivers_add_up_to_the_change() -> None:
    facts = page().ledgers[0].facts
    assert facts is not None
    assert facts.month_to_date is not None
    assert facts.same_days is not None
    rows = [row for row in read("change-drivers.csv") if row["BillingCurrency"] == "USD"]
    assert len(rows) > 12, "also those that the page does not name"
    change = facts.month_to_date - facts.same_days
    assert exact_sum(Decimal(row["Change"]) for row in rows) == change


def test_months_carry_what_each_source_says_and_empty_cells_where_none_does() -> None:
    rows = {(row["BillingCurrency"], row["Month"]): row for row in read("reconciliation.csv")}
    october = rows["USD", "2026-10"]
    assert october["BilledCost"] == october["CostExplorerBilledCost"] == "19684.0830329349"
    assert (october["Complete"], october["Days"], october["Verdict"]) == (
        "no",
        "19",
        "one source only",
    )
    assert (october["FilesBilledCost"], october["Invoiced"], october["Difference"]) == ("", "", "")
    euros = rows["EUR", "2026-10"]
    assert euros["CostExplorerBilledCost"] == ""
    assert euros["FilesBilledCost"] == euros["BilledCost"]


def test_credits_are_listed_by_grant() -> None:
    rows = {row["Credit"]: row for row in read("credits.csv")}
    assert rows["AWS Activate"]["Balance"] == "23355"
    assert (rows["AWS Activate"]["State"], rows["AWS Activate"]["RunsOut"]) == (
        "active",
        "2029-11-29",
    )
    assert rows["Data trial <b>"]["ServiceName"] == "Amazon DynamoDB"
