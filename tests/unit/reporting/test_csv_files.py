"""The CSV files hold every digit and no formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from costgov.domain.period import Window
from costgov.pipeline.ledger import CutReader, sum_within
from costgov.pipeline.reporting.csv_files import csv_files
from costgov.pipeline.sheets import cell_text
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.reporting.demo import AS_OF, FORMULA, HOSTILE
from tests.unit.reporting.demo_run import complete_demo
from tests.unit.reporting.pages import page_of

FORMULA_STARTS = "=+-@\t\r\n"


@cache
def written() -> dict[str, bytes]:
    return csv_files(page_of(complete_demo()))


def read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written()[name].decode(), newline=""), strict=True))


def test_the_costs_add_up_to_the_bill_in_every_digit() -> None:
    demo = complete_demo()
    window = Window(date(2026, 9, 1), date(2026, 10, 21))
    for name in ("costs-by-service.csv", "costs-by-account.csv"):
        for currency in ("USD", "EUR"):
            total = sum_within(CutReader(demo.costs, currency, window).total(), window)
            rows = [row for row in read(name) if row["BillingCurrency"] == currency]
            assert sum(Decimal(row["EffectiveCost"]) for row in rows) == total


def test_each_day_service_and_category_has_one_row() -> None:
    rows = read("costs-by-service.csv")
    keys = [
        (
            row["ChargePeriodStart"],
            row["BillingCurrency"],
            row["ServiceName"],
            row["ChargeCategory"],
        )
        for row in rows
    ]
    assert len(keys) == len(set(keys))
    assert {row["ChargeCategory"] for row in rows} == {"Usage", "Purchase", "Tax", "Credit"}


def test_lines_end_as_rfc_4180_says() -> None:
    body = written()["costs-by-service.csv"]
    assert body.count(b"\n") == body.count(b"\r\n")
    assert body.endswith(b"\r\n")


def test_budgets_and_anomalies_are_exact() -> None:
    budgets = {row["Budget"]: row for row in read("budgets.csv")}
    assert budgets["databases"]["Planned"] == "9000"
    assert Decimal(budgets["databases"]["Spent"]) == Decimal("3721.0204591406")
    assert budgets["nobody"]["Spent"] == ""
    assert budgets["nobody"]["State"] == "no_data"
    drop = next(row for row in read("anomalies.csv") if row["Id"] == "weekend")
    assert drop["Impact"] == "-187.6"


def test_unknown_memory_is_an_empty_cell_and_a_word() -> None:
    rows = read("resources.csv")
    assert rows[0]["MemoryAvg"] == "35"
    assert (rows[1]["MemoryState"], rows[1]["MemoryAvg"]) == ("no data", "")
    assert rows[3]["ResourceName"] == HOSTILE


@pytest.mark.fault_case(20)
def test_a_formula_is_text_and_a_negative_amount_is_a_number() -> None:
    assert cell_text(FORMULA) == f"'{FORMULA}"
    assert cell_text(Decimal("-164.50")) == "-164.5"
    assert cell_text("-164.50") == "'-164.50"
    assert cell_text(AS_OF) == "2026-10-20"


@pytest.mark.fault_case(20)
@given(st.text())
def test_no_text_begins_like_a_formula(text: str) -> None:
    cell = cell_text(text)
    assert not cell.startswith(tuple(FORMULA_STARTS))
    cell.encode()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_amounts_come_back_as_they_were(amount: Decimal) -> None:
    assert Decimal(cell_text(amount)) == amount
