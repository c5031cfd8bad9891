"""Clouds and a data centre side by side, in every version of FOCUS, packed in every way."""

import gzip
import tempfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from costgov.domain.costs import ChargeCategory, Metric

from tests.unit.billing.account import Account
from tests.unit.billing.files import csv_bytes, parquet_bytes, read
from tests.unit.billing.test_containers import packed_with_zstd

DAY = {
    "BillingPeriodStart": "2026-10-01T00:00:00Z",
    "BillingPeriodEnd": "2026-11-01T00:00:00Z",
    "ChargePeriodStart": "2026-10-05T00:00:00Z",
    "ChargePeriodEnd": "2026-10-06T00:00:00Z",
}
AWS = {
    **DAY,
    "ProviderName": "AWS",
    "PublisherName": "AWS",
    "InvoiceIssuerName": "AWS",
    "BillingAccountId": "999900001111",
    "SubAccountId": "111122223333",
    "BillingCurrency": "USD",
    "ChargeCategory": "Usage",
    "ServiceName": "Amazon Elastic Compute Cloud",
    "ServiceCategory": "Compute",
    "RegionId": "eu-central-1",
    "ResourceId": "i-0123456789abcdef0",
    "ConsumedQuantity": "24",
    "ConsumedUnit": "Hours",
    "BilledCost": "12",
    "EffectiveCost": "10",
    "Tags": '{"team": "web"}',
    "x_UsageType": "EUC1-BoxUsage:m7g.large",
}
AZURE = AWS | {
    "ProviderName": "Microsoft",
    "PublisherName": "Microsoft",
    "InvoiceIssuerName": "Microsoft",
    "SubAccountId": "/subscriptions/0b7b3c5e-6f0f-4f3e-9d6e-2f1d3c4b5a69",
    "BillingCurrency": "EUR",
    "ServiceName": "Virtual Machines",
    "RegionId": "germanywestcentral",
    "ResourceId": "/subscriptions/0b7b/resourcegroups/web/providers/microsoft.compute/vm-1",
    "BilledCost": "7.5",
    "EffectiveCost": "7.5",
    "x_UsageType": "D4s v5",
}
GCP = AWS | {
    "ProviderName": "Google Cloud",
    "PublisherName": "Google Cloud",
    "InvoiceIssuerName": "Google Cloud EMEA Limited",
    "SubAccountId": "web-production",
    "BillingCurrency": "EUR",
    "ChargeCategory": "Credit",
    "ServiceName": "Compute Engine",
    "RegionId": "europe-west3",
    "ResourceId": "//compute.googleapis.com/projects/web/instances/1",
    "ConsumedQuantity": "",
    "BilledCost": "-1.25",
    "EffectiveCost": "-1.25",
    "x_UsageType": "N2 Instance Core",
}
ORACLE = AWS | {
    "ProviderName": "Oracle",
    "PublisherName": "Oracle",
    "InvoiceIssuerName": "Oracle",
    "SubAccountId": "ocid1.compartment.oc1..aaaa",
    "ServiceName": "Block Storage",
    "ServiceCategory": "Storage",
    "RegionId": "eu-frankfurt-1",
    "ResourceId": "ocid1.volume.oc1..bbbb",
    "ConsumedUnit": "GB-Months",
    "BilledCost": "0.5",
    "EffectiveCost": "0.5",
    "x_UsageType": "Performance Units Per GB",
}
DATA_CENTRE = AWS | {
    "ProviderName": "Data centre Frankfurt",
    "PublisherName": "Own hardware",
    "InvoiceIssuerName": "Own IT",
    "SubAccountId": "rack-12",
    "BillingCurrency": "EUR",
    "ChargeCategory": "Purchase",
    "ServiceName": "Servers",
    "RegionId": "",
    "ResourceId": "server-7",
    "BilledCost": "100",
    "EffectiveCost": "3.25",
    "Tags": "",
    "x_UsageType": "",
}
LINES = [AWS, AZURE, GCP, ORACLE, DATA_CENTRE]

# What versions brought (and 1.4 took away), as far as we read it.
SINCE_1_1 = {"SkuMeter": "Meter", "CapacityReservationId": "", "SkuPriceDetails": "{}"}
SINCE_1_2 = {"InvoiceId": "INV-1", "PricingCurrency": "USD", "BillingAccountType": "Payer"}
SINCE_1_3 = {"HostProviderName": "Host", "AllocatedMethodId": ""}
VERSIONS = {
    "1.0": {},
    "1.1": SINCE_1_1,
    "1.2": SINCE_1_1 | SINCE_1_2,
    "1.3": SINCE_1_1 | SINCE_1_2 | SINCE_1_3,
    "1.4": SINCE_1_1 | SINCE_1_2 | SINCE_1_3,
}


def of_version(version: str, line: dict[str, str]) -> dict[str, str]:
    found = line | VERSIONS[version]
    if version >= "1.3":
        found["ServiceProviderName"] = found["ProviderName"]
    if version == "1.4":
        del found["ProviderName"], found["PublisherName"]
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_focus_is_read_by_its_columns_names(version: str) -> None:
    found = read(csv_bytes([of_version(version, line) for line in LINES]), ("team",))

    assert found.format == "FOCUS"
    assert found.by("provider") == {"AWS": Decimal(12), "Oracle": Decimal("0.5")}
    assert found.by("provider", currency="EUR") == {
        "Microsoft": Decimal("7.5"),
        "Google Cloud": Decimal("-1.25"),
        "Data centre Frankfurt": Decimal(100),
    }
    assert found.total(Metric.EFFECTIVE, "EUR") == Decimal("9.5")
    credited = found.by("total", currency="EUR", categories=[ChargeCategory.CREDIT])
    assert credited == {None: Decimal("-1.25")}
    assert found.by("tag:team", currency="EUR")[None] == Decimal(100)
    assert found.by("invoice") == ({} if version < "1.2" else {"INV-1": Decimal("12.5")})
    meters = {"EUC1-BoxUsage:m7g.large", "Performance Units Per GB"} if version == "1.0" else {
        "Meter"
    }  # fmt: skip
    assert set(found.by("usage_type")) == meters


def test_providers_in_files_of_their_own_add_up_in_each_currency() -> None:
    account = Account()
    for name, line in zip(("aws", "azure", "gcp", "oracle", "own"), LINES, strict=True):
        account.drop(f"billing/{name}.csv", csv_bytes([line]))

    assert account.total() == {"2026-10": Decimal("12.5")}
    assert {ledger.currency for ledger in account.costs.ledgers()} == {"USD", "EUR"}


def test_azures_own_format_lies_beside_focus() -> None:
    account = Account()
    azure = {
        "SubscriptionId": "0b7b3c5e", "Date": "10/05/2026", "MeterCategory": "Virtual Machines",
        "MeterId": "m", "MeterName": "D4s v5", "CostInBillingCurrency": "2.5", "Quantity": "24",
        "BillingCurrencyCode": "USD", "ChargeType": "Usage", "ConsumedService": "c",
        "UnitOfMeasure": "1 Hour", "ResourceId": "/subscriptions/0b7b/vm", "OfferId": "o",
    }  # fmt: skip

    assert account.drop("billing/azure.csv", csv_bytes([azure])).format == "Azure EA"
    account.drop("billing/aws.csv", csv_bytes([AWS]))

    assert account.total() == {"2026-10": Decimal("14.5")}


def parquet(codec: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        plain, packed = Path(folder) / "plain", Path(folder) / "packed"
        plain.write_bytes(parquet_bytes(LINES))
        connection.execute(
            f"COPY (FROM read_parquet('{plain}')) TO '{packed}'"
            f" (FORMAT parquet, COMPRESSION {codec})"
        )
        return packed.read_bytes()


@pytest.mark.parametrize("packing", ["csv", "csv.gz", "csv.zst", "snappy", "zstd", "gzip", "lz4"])
def test_however_it_is_packed(packing: str) -> None:
    plain = csv_bytes(LINES)
    packed = {"csv": plain, "csv.gz": gzip.compress(plain), "csv.zst": packed_with_zstd(plain)}

    found = read(packed[packing] if packing in packed else parquet(packing))

    assert found.total() == Decimal("12.5")
    assert found.total(currency="EUR") == Decimal("106.25")


@pytest.mark.fault_case(36)
def test_a_column_that_appears_in_mid_year_is_read_from_then_on() -> None:
    account = Account()
    for month in ("2026-08", "2026-09", "2026-10"):
        line = AWS | {name: text.replace("2026-10", month) for name, text in DAY.items()}
        newer = {"InvoiceId": f"INV-{month}", "x_New": "1"} if month == "2026-10" else {}
        record = account.drop(f"billing/{month}.csv", csv_bytes([newer | line]))
        assert ("x_New" in record.unread) == (month == "2026-10")
        assert account.evidence.get(record.evidence_key or "") == csv_bytes([newer | line])

    assert account.total() == dict.fromkeys(("2026-08", "2026-09", "2026-10"), Decimal(12))
