"""Keys tell which objects are one delivery; manifests tell which files make it up."""

import json
from datetime import UTC, datetime

import pytest
from costgov.collectors.billing.layouts import lone_key, place_of
from costgov.collectors.billing.manifests import Manifest, read_manifest
from costgov.domain.deliveries import export_of, export_source
from costgov.domain.period import Month
from costgov.errors import NotBillingData

UUID = "0b7b3c5e-6f0f-4f3e-9d6e-2f1d3c4b5a69"


@pytest.mark.parametrize(
    ("key", "export", "month", "awaits"),
    [
        ("billing/cur/data/BILLING_PERIOD=2026-10/cur-1.parquet", "billing/cur", "2026-10", True),
        ("b/cur/data/BILLING_PERIOD=2026-10/2026-10-03T00:01Z-7c/c.csv", "b/cur", "2026-10", True),
        ("b/cur/data/billing_period=2026-10/c.csv", "b/cur", "2026-10", True),
        (f"b/r/20261001-20261101/{UUID}/r-1.csv.gz", "b/r", "2026-10", True),
        ("b/r/20261001-20261101/20261003T081120Z/r-1.csv.gz", "b/r", "2026-10", True),
        ("b/r/20261001-20261101/r-1.csv.gz", "b/r", "2026-10", False),
        ("b/r/r/year=2026/month=9/r-1.parquet", "b/r/r", "2026-09", False),
        (f"b/az/20261001-20261031/202610150312/{UUID}/p.csv", "b/az", "2026-10", True),
    ],
)
def test_a_key_tells_the_month_of_an_export(
    key: str, export: str, month: str, *, awaits: bool
) -> None:
    place = place_of(key)

    assert not place.is_manifest
    assert not place.is_beside
    assert place.month_folder is not None
    found = place.month_folder
    assert (found.export, str(found.month), found.awaits_manifest) == (export, month, awaits)
    assert key.startswith(f"{found.files}/")


@pytest.mark.parametrize(
    "key",
    [
        "billing/focus.csv",
        "billing/2026-10/aws/focus.csv",
        "billing/BILLING_PERIOD=2026-10/provider=oracle/f.csv",
        "billing/x/billing_period=2026-10/x-1.csv",
        "billing/20269901-20269931/202610150312/f",
        "billing/year=2026/all.csv",
        "billing/year=2026/month=13/f.csv",
    ],
)
def test_elsewhere_a_file_stands_for_itself(key: str) -> None:
    assert place_of(key).month_folder is None


@pytest.mark.parametrize(
    "key",
    [
        "b/cur/metadata/BILLING_PERIOD=2026-10/cur-create-table.sql",
        "b/cur/metadata/BILLING_PERIOD=2026-10/schema.json",
        "b/r/20261001-20261101/r-RedshiftManifest.json",
        "b/r/20261001-20261101/r-RedshiftCommands.sql",
        "b/r/r/year=2026/month=10/crawler-cfn.yml",
        "b/r/r/cost_and_usage_data_status/cost_and_usage_data_status.parquet",
        "billing/aws-programmatic-access-test-object",
    ],
)
def test_what_exporters_write_beside_a_bill_is_no_bill(key: str) -> None:
    place = place_of(key)

    assert place.is_beside
    assert not place.is_manifest


@pytest.mark.parametrize(
    ("key", "alone"),
    [
        ("billing/focus.csv", "billing/focus.csv"),
        (f"b/20261001-20261101/{UUID}/r-1.csv.gz", "b/20261001-20261101/r-1.csv.gz"),
        (f"b/20261001-20261031/202610150312/{UUID}/p.csv", "b/20261001-20261031/p.csv"),
        ("billing/20269901-20269931/202610150312/f", "billing/20269901-20269931/202610150312/f"),
    ],
)
def test_folders_of_a_version_are_no_part_of_a_files_name(key: str, alone: str) -> None:
    assert lone_key(key) == alone


def read(key: str, content: object) -> Manifest:
    return read_manifest(key, json.dumps(content).encode())


def test_a_manifest_of_data_exports() -> None:
    folder = "data/BILLING_PERIOD=2026-10/2026-10-03T00:01:02.113Z-7c"
    found = read(
        "billing/copied/cur/metadata/BILLING_PERIOD=2026-10/cur-Manifest.json",
        {
            "executionId": UUID,
            "columns": [{"name": "bill_bill_type", "type": "string"}],
            "dataFiles": [f"s3://elsewhere/p/cur/{folder}/cur-0000{n}.parquet" for n in (1, 2)],
        },
    )

    assert (found.export, found.month) == ("billing/copied/cur", Month(2026, 10))
    assert [file.key for file in found.files] == [
        f"billing/copied/cur/{folder}/cur-0000{n}.parquet" for n in (1, 2)
    ]
    assert found.files_folder == "billing/copied/cur/data/BILLING_PERIOD=2026-10"
    assert found.delivered_at == datetime(2026, 10, 3, 0, 1, 2, tzinfo=UTC)


def test_a_manifest_of_data_exports_that_overwrite_tells_no_time() -> None:
    found = read(
        "cur/metadata/BILLING_PERIOD=2026-10/cur-Manifest.json",
        {
            "executionId": UUID,
            "dataFiles": ["s3://b/cur/data/BILLING_PERIOD=2026-10/cur-1.csv.gz"],
        },
    )

    assert found.delivered_at is None
    assert [file.key for file in found.files] == ["cur/data/BILLING_PERIOD=2026-10/cur-1.csv.gz"]


@pytest.mark.parametrize("beside", ["", "20261003T081120Z/"])
def test_a_manifest_of_a_legacy_report_wherever_it_lies(beside: str) -> None:
    found = read(
        f"billing/r/20261001-20261101/{beside}r-Manifest.json",
        {
            "assemblyId": "20261003T081120Z",
            "billingPeriod": {"start": "20261001T000000.000Z", "end": "20261101T000000.000Z"},
            "bucket": "theirs",
            "reportKeys": ["/p/r/20261001-20261101/20261003T081120Z/r-1.csv.gz"],
        },
    )

    assert (found.export, found.month) == ("billing/r", Month(2026, 10))
    assert [file.key for file in found.files] == [
        "billing/r/20261001-20261101/20261003T081120Z/r-1.csv.gz"
    ]
    assert found.delivered_at == datetime(2026, 10, 3, 8, 11, 20, tzinfo=UTC)


def test_a_manifest_of_a_legacy_report_for_athena() -> None:
    found = read(
        "billing/r/r/year=2026/month=9/r-Manifest.json",
        {"assemblyId": UUID, "reportKeys": ["p/r/r/year=2026/month=9/r-00001.snappy.parquet"]},
    )

    assert (found.export, found.month) == ("billing/r/r", Month(2026, 9))
    assert [file.key for file in found.files] == [
        "billing/r/r/year=2026/month=9/r-00001.snappy.parquet"
    ]


AZURE = {
    "manifestVersion": "2024-04-01",
    "byteCount": 30,
    "blobCount": 2,
    "dataRowCount": 4,
    "blobs": [
        {"blobName": f"root/az/20261001-20261031/{UUID}/part_{n}_0001.csv", "byteCount": 15}
        for n in (0, 1)
    ],
    "runInfo": {
        "runId": UUID,
        "submittedTime": "2026-10-15T03:12:00.1032074Z",
        "startDate": "2026-10-01T00:00:00",
        "endDate": "2026-10-31T00:00:00",
    },
}


def test_a_manifest_of_azure() -> None:
    found = read(f"billing/az/20261001-20261031/{UUID}/manifest.json", AZURE)

    assert (found.export, found.month) == ("billing/az", Month(2026, 10))
    assert [(file.key, file.size) for file in found.files] == [
        (f"billing/az/20261001-20261031/{UUID}/part_{n}_0001.csv", 15) for n in (0, 1)
    ]
    assert found.delivered_at == datetime(2026, 10, 15, 3, 12, tzinfo=UTC)


def test_a_size_may_be_written_as_text() -> None:
    blob = {"blobName": "root/part.csv", "byteCount": "15"}
    found = read("billing/az/october/manifest.json", AZURE | {"blobs": [blob]})

    assert [file.size for file in found.files] == [15]


def test_a_manifest_of_azure_in_a_folder_of_any_name() -> None:
    found = read("billing/az/october/manifest.json", AZURE)

    assert (found.export, found.month) == ("billing/az/october", Month(2026, 10))
    assert found.files[0].key == "billing/az/october/part_0_0001.csv"


IN_MONTH = "cur/metadata/BILLING_PERIOD=2026-10/cur-Manifest.json"


@pytest.mark.parametrize(
    ("key", "body", "sentence"),
    [
        (IN_MONTH, b"<html>", "the manifest is not JSON"),
        (IN_MONTH, b"[" * 100_000, "the manifest is not JSON"),
        (IN_MONTH, b"[]", "none of AWS Data Exports', a legacy report's or Azure's"),
        (IN_MONTH, b'{"entries": []}', "it has no list dataFiles or reportKeys or blobs"),
        (IN_MONTH, b'{"dataFiles": []}', "the manifest lists no file"),
        (IN_MONTH, b'{"dataFiles": [7]}', "the manifest cannot be understood"),
        (IN_MONTH, b'{"dataFiles": ["s3://b/elsewhere.csv"]}', "does not lie under /data/"),
        ("cur/cur-Manifest.json", b'{"dataFiles": ["s3://b/data/x"]}', "names a billing month"),
        ("az/manifest.json", b'{"blobs": [{"blobName": "x"}]}', "cannot be understood: 'runInfo'"),
    ],
)
def test_an_unknown_manifest_is_refused_with_one_sentence(
    key: str, body: bytes, sentence: str
) -> None:
    with pytest.raises(NotBillingData) as caught:
        read_manifest(key, body)

    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_month_of_an_export_is_a_source() -> None:
    source = export_source("billing/cur", Month(2026, 10))

    assert source == "export:billing/cur/2026-10"
    assert export_of(source) == "export:billing/cur"
    assert export_of("file:billing/2026-10") is None
