"""Imported lines come out as FOCUS 1.2: all columns, right types, the same money."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from costgov.collectors.billing.focus_export.export import WrittenLines, write_lines
from costgov.collectors.billing.focus_export.rows import ROWS
from costgov.collectors.billing.focus_export.schema import COLUMNS, Form
from costgov.collectors.billing.formats import FORMATS
from costgov.domain.costs import ORG, TOTAL, ChargeCategory, Metric, MonthCost, SeriesKey
from costgov.domain.period import Month, Window
from costgov.domain.runs import COST_EXPLORER
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline import deliveries
from costgov.pipeline.export_focus import METADATA, ExportPorts, FocusExport, export_focus

from tests.unit.billing.account import Account
from tests.unit.billing.files import csv_bytes, cur, focus, parquet_bytes

OCTOBER = Window(date(2026, 10, 1), date(2026, 11, 1))
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)


@pytest.fixture
def account() -> Account:
    return Account()


def exported(
    account: Account, folder: Path, window: Window = OCTOBER, form: Form = Form.PARQUET
) -> FocusExport:
    ports = ExportPorts(account.evidence, account.costs, account.control)
    return export_focus(window, folder, form, ports, now=NOW, memory_limit_mb=256)


def written(content: bytes, folder: Path, form: Form = Form.PARQUET) -> WrittenLines:
    source = folder / "source"
    source.write_bytes(content)
    target = folder / f"out.{form}"
    return write_lines(source, target, [OCTOBER], form=form, memory_limit_mb=256, scratch=folder)


def rows(file: WrittenLines) -> list[dict[str, Any]]:
    # Python's datetime of an instant with a zone would need a further package.
    shown = ", ".join(
        f"{column.name}::TIMESTAMP AS {column.name}"
        for column in COLUMNS
        if column.kind == "Date/Time"
    )
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(
            f"SELECT * REPLACE ({shown}) FROM read_parquet('{file.path}')"  # noqa: S608
        )
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_every_format_has_its_way_to_focus() -> None:
    assert ROWS.keys() == {billing_format.name for billing_format in FORMATS}


def test_a_focus_1_0_file_gets_the_columns_of_1_2_and_keeps_its_own(tmp_path: Path) -> None:
    line = focus(Id="7", x_Team="blue", ServiceCategory="Warp Drives", RegionName="")
    file = written(csv_bytes([line]), tmp_path)

    [row] = rows(file)
    mandatory = [column.name for column in COLUMNS if column.always]
    assert set(mandatory) <= set(file.columns)
    assert [*file.columns[-2:]] == ["x_Id", "x_Team"]
    assert (row["x_Id"], row["x_Team"], row["RegionName"]) == ("7", "blue", "eu-central-1")
    assert (row["ServiceCategory"], row["ServiceSubcategory"]) == ("Storage", "Other (Storage)")
    assert (row["BilledCost"], row["ListCost"]) == (Decimal("1.5"), Decimal("1.5"))
    assert row["ChargePeriodStart"] == datetime(2026, 10, 1)  # noqa: DTZ001
    assert row["BillingPeriodEnd"] == datetime(2026, 11, 1)  # noqa: DTZ001


def test_focus_1_4_names_its_providers_anew(tmp_path: Path) -> None:
    line = focus(ServiceProviderName="Shop", HostProviderName="Cloud", ProviderName="")
    del line["ProviderName"]

    [row] = rows(written(csv_bytes([line]), tmp_path))

    assert (row["ProviderName"], row["PublisherName"]) == ("Shop", "Cloud")
    assert row["x_HostProviderName"] == "Cloud"


def test_what_focus_forbids_is_null(tmp_path: Path) -> None:
    line = focus(
        ChargeCategory="Tax", SkuId="sku", SkuMeter="meter", PricingQuantity="1", PricingUnit="GB",
        ConsumedQuantity="1", ConsumedUnit="GB", CommitmentDiscountStatus="Used",
        CommitmentDiscountId="", ChargeClass="Odd", Tags="[1]", PricingCategory="Standard",
    )  # fmt: skip

    [row] = rows(written(csv_bytes([line]), tmp_path))

    named = (
        "SkuId", "SkuMeter", "PricingQuantity", "PricingUnit", "ConsumedQuantity", "ConsumedUnit",
        "CommitmentDiscountStatus", "ChargeClass", "Tags", "PricingCategory",
    )  # fmt: skip
    assert {name: row[name] for name in named} == dict.fromkeys(named)


def test_a_report_as_focus(tmp_path: Path) -> None:
    used = {
        "lineItem/UsageAmount": "2", "pricing/unit": "Hrs", "pricing/publicOnDemandCost": "12",
        "pricing/publicOnDemandRate": "6", "product/sku": "SKU", "pricing/RateCode": "SKU.1",
        "lineItem/ResourceId": "i-1", "resourceTags/user:team": "blue",
        "resourceTags/aws:createdBy": "", "savingsPlan/SavingsPlanARN": "arn:plan",
        "savingsPlan/SavingsPlanEffectiveCost": "7", "savingsPlan/TotalCommitmentToDate": "",
        "savingsPlan/UsedCommitment": "", "bill/InvoiceId": "INV",
    }  # fmt: skip
    lines = [
        cur(used | {"lineItem/LineItemType": kind, "lineItem/UnblendedCost": cost})
        for kind, cost in [("SavingsPlanCoveredUsage", "10"), ("SavingsPlanNegation", "-10")]
    ]
    covered, negation = rows(written(csv_bytes(lines), tmp_path))

    assert (covered["BilledCost"], covered["EffectiveCost"]) == (10, 7)
    assert (covered["ListCost"], covered["ListUnitPrice"]) == (12, 6)
    assert (covered["PricingCategory"], covered["CommitmentDiscountStatus"]) == (
        "Committed",
        "Used",
    )
    assert (covered["ConsumedQuantity"], covered["ConsumedUnit"]) == (2, "Hrs")
    assert json.loads(covered["Tags"]) == {"team": "blue"}
    assert (covered["ServiceCategory"], covered["x_ServiceCode"]) == ("Compute", "AmazonEC2")
    assert (covered["InvoiceId"], covered["ChargeFrequency"]) == ("INV", "Usage-Based")
    assert (negation["BilledCost"], negation["EffectiveCost"], negation["ListCost"]) == (-10, 0, 0)
    assert negation["ConsumedQuantity"] is None


def test_tags_of_a_map_become_a_json_object(tmp_path: Path) -> None:
    content = parquet_bytes(
        [focus(Tags='{"team": "blue"}')], {"Tags": "JSON::MAP(VARCHAR, VARCHAR)"}
    )

    [row] = rows(written(content, tmp_path))

    assert json.loads(row["Tags"]) == {"team": "blue"}


def test_csv_has_focus_formats(tmp_path: Path) -> None:
    file = written(csv_bytes([focus(BilledCost="1.50e0")]), tmp_path, Form.CSV)

    with file.path.open(newline="") as text:
        [row] = list(csv.DictReader(text))
    assert row["BilledCost"] == "1.5"
    assert row["ChargePeriodStart"] == "2026-10-01T00:00:00Z"
    assert file.totals[0].billed == Decimal("1.5")


def test_the_export_adds_up_to_the_store_and_leaves_rejected_lines_out(
    account: Account, tmp_path: Path
) -> None:
    account.drop("billing/a.csv", csv_bytes([focus(), focus(BilledCost="x"), focus()]))
    account.drop("billing/b.csv", csv_bytes([cur({"lineItem/CurrencyCode": "EUR"})]))

    found = exported(account, tmp_path / "out")

    assert (found.lines, found.left_out) == (3, 1)
    assert all(compared.equal for compared in found.compared)
    assert {(c.source, c.currency, c.metric, c.written) for c in found.compared} >= {
        ("file:billing/a.csv", "USD", Metric.BILLED, Decimal(3)),
        ("file:billing/b.csv", "EUR", Metric.EFFECTIVE, Decimal(10)),
    }
    metadata = json.loads((tmp_path / "out" / METADATA).read_text())
    assert {schema["FocusVersion"] for schema in metadata["Schema"]} == {"1.2"}
    names = {name for schema in metadata["Schema"] for name in schema["x_Files"]}
    assert names == {file.path.name for file in found.files}


def test_a_superseded_delivery_is_not_written_again(account: Account, tmp_path: Path) -> None:
    account.drop("billing/a.csv", csv_bytes([focus(BilledCost="7")]))
    account.drop("billing/a.csv", csv_bytes([focus(BilledCost="2")]))

    found = exported(account, tmp_path)

    assert [total.billed for file in found.files for total in file.totals] == [2]
    assert all(compared.equal for compared in found.compared)


def test_only_the_days_asked_for_are_written(account: Account, tmp_path: Path) -> None:
    days = ("2026-09-30", "2026-10-01", "2026-10-02")
    account.drop("billing/a.csv", csv_bytes([focus(ChargePeriodStart=day) for day in days]))

    found = exported(account, tmp_path, Window(date(2026, 10, 2), date(2026, 10, 9)))

    assert [row["ChargePeriodStart"].day for file in found.files for row in rows(file)] == [2]
    assert all(compared.equal for compared in found.compared)


def test_days_of_cost_explorer_are_refused_with_the_reason(
    account: Account, tmp_path: Path
) -> None:
    account.drop("billing/a.csv", csv_bytes([focus(ChargePeriodStart="2026-10-02")]))
    fact = MonthCost(SeriesKey("USD", ORG, TOTAL), None, Month(2026, 10), COST_EXPLORER)
    for day in (1, 2, 3, 4, 7):
        fact.add(ChargeCategory.USAGE, Metric.BILLED, date(2026, 10, day), Decimal(1))
    account.costs.replace(COST_EXPLORER, [fact.month], [fact], NOW)

    with pytest.raises(
        InvalidInput, match="2026-10-01, 2026-10-03 to 2026-10-04 and 2026-10-07 ca"
    ):
        exported(account, tmp_path)
    found = exported(account, tmp_path, Window(date(2026, 10, 2), date(2026, 10, 3)))
    assert found.lines == 1


def test_a_period_without_files_is_not_found(account: Account, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no billing file has lines from 2026-10-01"):
        exported(account, tmp_path)


def test_a_difference_to_the_store_is_seen(account: Account, tmp_path: Path) -> None:
    account.drop("billing/a.csv", csv_bytes([focus()]))
    compared = exported(account, tmp_path).compared[0]

    assert compared.equal
    assert not replace(compared, stored=compared.stored + Decimal("0.01")).equal


def test_a_source_of_which_nothing_can_be_written_differs_from_the_store(
    account: Account, tmp_path: Path
) -> None:
    account.drop("billing/a.csv", csv_bytes([focus()]))
    account.drop("billing/b.csv", csv_bytes([focus(BilledCost="7")]))
    deliveries.forget(account.control, "file:billing/b.csv")

    found = exported(account, tmp_path)

    wrong = [(c.source, c.written, c.stored) for c in found.compared if not c.equal]
    assert ("file:billing/b.csv", Decimal(0), Decimal(7)) in wrong
    assert {source for source, *_ in wrong} == {"file:billing/b.csv"}


def test_a_refused_delivery_leaves_the_one_that_stands(account: Account, tmp_path: Path) -> None:
    account.drop("billing/a.csv", csv_bytes([focus(BilledCost="7"), focus(BilledCost="x")]))
    assert account.drop("billing/a.csv", b"no bill\n1\n").status == "refused"

    found = exported(account, tmp_path / "out")

    assert (found.lines, found.left_out) == (1, 1)
    assert [compared.written for compared in found.compared] == [Decimal(7), Decimal("1.25")]
    assert all(compared.equal for compared in found.compared)
