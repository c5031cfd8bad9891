"""Legacy CUR and CUR 2.0: the same amortisation, told by the same columns under other names."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from costgov.collectors.billing.formats import cur2
from costgov.domain.costs import ChargeCategory, Metric

from tests.unit.billing.files import csv_bytes, cur, parquet_bytes, read

# Every column a report with commitments has; what a line leaves out is empty.
COMMITMENTS = (
    "savingsPlan/SavingsPlanEffectiveCost",
    "savingsPlan/TotalCommitmentToDate",
    "savingsPlan/UsedCommitment",
    "reservation/EffectiveCost",
    "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod",
    "reservation/UnusedRecurringFee",
    "reservation/ReservationARN",
)


def charged(kind: str, unblended: str, values: Mapping[str, str] | None = None) -> dict[str, str]:
    line = cur({"lineItem/LineItemType": kind, "lineItem/UnblendedCost": unblended})
    return line | dict.fromkeys(COMMITMENTS, "") | dict(values or {})


AMORTISED = [
    (charged("Usage", "10"), "10"),
    (
        charged("SavingsPlanCoveredUsage", "10", {"savingsPlan/SavingsPlanEffectiveCost": "6.5"}),
        "6.5",
    ),
    (charged("SavingsPlanNegation", "-10"), "0"),
    (charged("SavingsPlanUpfrontFee", "876"), "0"),
    (
        charged(
            "SavingsPlanRecurringFee",
            "7",
            {"savingsPlan/TotalCommitmentToDate": "7", "savingsPlan/UsedCommitment": "6.5"},
        ),
        "0.5",
    ),
    (charged("DiscountedUsage", "0", {"reservation/EffectiveCost": "0.04"}), "0.04"),
    (
        charged(
            "RIFee",
            "29.76",
            {
                "reservation/UnusedAmortizedUpfrontFeeForBillingPeriod": "1.25",
                "reservation/UnusedRecurringFee": "0.75",
            },
        ),
        "2",
    ),
    (charged("RIFee", "29.76", {"reservation/UnusedRecurringFee": "0.75"}), "0.75"),
    (charged("RIFee", "29.76"), "29.76"),
    (charged("Fee", "500", {"reservation/ReservationARN": "arn:aws:ec2:x:1:reserved/1"}), "0"),
    (charged("Fee", "15"), "15"),
    (charged("Tax", "1.9"), "1.9"),
    (charged("Credit", "-3"), "-3"),
]


@pytest.mark.parametrize(("line", "effective"), AMORTISED)
def test_commitments_are_spread_over_the_usage(line: dict[str, str], effective: str) -> None:
    found = read(csv_bytes([line]))

    assert found.format == "legacy CUR"
    assert found.total(Metric.BILLED) == Decimal(line["lineItem/UnblendedCost"])
    assert found.total(Metric.EFFECTIVE) == Decimal(effective)


@pytest.mark.parametrize("kind", ["DOUBLE", "VARCHAR", "DECIMAL(28,12)"])
def test_cur_2_reads_the_same_as_legacy_cur(kind: str) -> None:
    lines = [{cur2.snake(name): text for name, text in line.items()} for line, _ in AMORTISED]
    costs = [cur2.snake(name) for name in (*COMMITMENTS[:-1], "lineItem/UnblendedCost")]

    legacy = read(csv_bytes([line for line, _ in AMORTISED]))
    newer = read(parquet_bytes(lines, dict.fromkeys(costs, kind)))

    assert newer.format == "CUR 2.0"
    assert newer.total(Metric.EFFECTIVE) == legacy.total(Metric.EFFECTIVE)
    for dimension in ("service", "service_category", "region", "usage_type", "account"):
        assert newer.by(dimension) == legacy.by(dimension)


def test_a_report_without_commitment_columns_stays_in_cash() -> None:
    lines = [
        cur({"lineItem/LineItemType": "SavingsPlanCoveredUsage"}),
        cur({"lineItem/LineItemType": "SavingsPlanNegation", "lineItem/UnblendedCost": "-10"}),
        cur({"lineItem/LineItemType": "RIFee", "lineItem/UnblendedCost": "5"}),
    ]

    assert read(csv_bytes(lines)).total(Metric.EFFECTIVE) == Decimal(5)


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("DiscountedUsage", ChargeCategory.USAGE),
        ("SavingsPlanNegation", ChargeCategory.USAGE),
        ("RIFee", ChargeCategory.PURCHASE),
        ("Tax", ChargeCategory.TAX),
        ("Credit", ChargeCategory.CREDIT),
        ("Refund", ChargeCategory.ADJUSTMENT),
        ("SomethingNew", ChargeCategory.ADJUSTMENT),
    ],
)
def test_line_item_types_become_charge_categories(kind: str, category: ChargeCategory) -> None:
    found = read(csv_bytes([cur({"lineItem/LineItemType": kind})]))

    assert found.by("total", categories=[category]) == {None: Decimal(10)}


def test_the_product_code_stands_in_for_a_missing_name() -> None:
    found = read(csv_bytes([cur({"product/ProductName": "", "lineItem/ProductCode": "AmazonS3"})]))

    assert list(found.by("service")) == ["AmazonS3"]
    assert list(found.by("service_category")) == ["Storage"]


def test_block_storage_is_told_from_compute_by_its_usage_type() -> None:
    lines = [cur(), cur({"lineItem/UsageType": "EUC1-EBS:VolumeUsage.gp3"})]

    assert read(csv_bytes(lines)).by("service_category") == {
        "Compute": Decimal(10),
        "Storage": Decimal(10),
    }


def test_cur_2_names_products_in_a_map() -> None:
    line = {cur2.snake(name): text for name, text in cur({"product/ProductName": ""}).items()}
    del line["product_product_name"]
    mapped = line | {"product": '{"product_name": "Amazon Elastic Compute Cloud"}'}

    for content in (
        csv_bytes([mapped]),
        parquet_bytes([mapped], {"product": "JSON::MAP(VARCHAR, VARCHAR)"}),
    ):
        assert list(read(content).by("service")) == ["Amazon Elastic Compute Cloud"]
