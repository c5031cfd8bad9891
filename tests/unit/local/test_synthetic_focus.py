"""The FOCUS file of the organisation: the same money as its line items, cell by cell readable."""

import csv
import gzip
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from costgov.collectors.charge_categories import charge_category

from cli.local.synthetic import build_organisation, write_focus_csv

START, END = date(2026, 3, 1), date(2026, 4, 30)


def read(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def test_the_file_tells_the_same_cost_in_every_cut(tmp_path: Path) -> None:
    organisation = build_organisation(start=START, end=END)
    path = tmp_path / "focus.csv.gz"
    rows = write_focus_csv(organisation, path)
    written = read(path)
    assert len(written) == rows > 7000

    lines: dict[tuple[str, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for line in organisation.lines():
        key = (
            line.day.isoformat(), line.account_id, line.service, line.usage_type,
            line.region.replace("NoRegion", ""), str(charge_category(line.record_type)),
            json.dumps(dict(line.tags), ensure_ascii=False),
        )  # fmt: skip
        billed, effective = lines[key]
        lines[key] = [billed + line.unblended, effective + line.amortized]
    cells: dict[tuple[str, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for row in written:
        key = (
            row["ChargePeriodStart"][:10], row["SubAccountId"], row["ServiceName"],
            row["x_UsageType"], row["RegionId"], row["ChargeCategory"], row["Tags"],
        )  # fmt: skip
        billed, effective = cells[key]
        cells[key] = [
            billed + Decimal(row["BilledCost"]),
            effective + Decimal(row["EffectiveCost"]),
        ]
    assert cells == lines


def test_the_same_organisation_gives_the_same_bytes(tmp_path: Path) -> None:
    organisation = build_organisation(start=END, end=END)
    for name in ("a", "b"):
        write_focus_csv(organisation, tmp_path / f"{name}.csv.gz")
    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


def test_a_plain_file_holds_what_was_known_on_a_day(tmp_path: Path) -> None:
    organisation = build_organisation(start=START, end=END)
    path = tmp_path / "focus.csv"
    write_focus_csv(organisation, path, as_known_on=date(2026, 3, 10))
    with path.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert max(row["ChargePeriodStart"] for row in rows) == "2026-03-10T00:00:00Z"
    total = sum(Decimal(row["BilledCost"]) for row in rows)
    assert total == organisation.total(as_known_on=date(2026, 3, 10))


def test_rows_carry_the_terms_of_the_specification(tmp_path: Path) -> None:
    organisation = build_organisation(start=date(2026, 4, 1), end=date(2026, 4, 2))
    path = tmp_path / "focus.csv.gz"
    write_focus_csv(organisation, path)
    rows = read(path)
    covered = [row for row in rows if row["CommitmentDiscountType"] == "Savings Plan"]
    assert {row["CommitmentDiscountStatus"] for row in covered} == {"Used", ""}
    assert {row["BilledCost"] for row in covered if row["CommitmentDiscountStatus"]} == {"0"}
    reserved = [row for row in rows if row["CommitmentDiscountCategory"] == "Usage"]
    assert {row["ListCost"] for row in reserved if row["ChargeCategory"] == "Usage"} == {"20.64"}
    assert {row["BillingPeriodEnd"] for row in rows} == {"2026-05-01T00:00:00Z"}
    assert {row["BillingCurrency"] for row in rows} == {"USD"}
