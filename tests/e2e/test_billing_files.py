"""Billing files through the deployed import: bucket → event → queue → function → facts."""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from costgov.domain.imports import ImportRecord
from costgov.domain.period import Month

from cli import dead_letters, pipeline_run
from cli.files import PREFIX, import_file
from tests.e2e.laptop_aws import Product, eventually, function_named

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

HEADER = (
    "BilledCost,EffectiveCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,"
    "ServiceName,ServiceCategory,SubAccountId,BillingAccountId,RegionId,ProviderName,Tags\n"
)
SAMPLES = [
    ("focus_sample_1.0.csv", "20.52022672899"),
    ("aws_cur_sample_anonymous.csv", "1.68230869740"),
]
GROUPINGS = ("total", "provider", "service", "service_category", "account", "region", "usage_type")


def line(cost: str, day: str, service: str = "Amazon Simple Storage Service") -> str:
    end = f"{day[:8]}{int(day[8:]) + 1:02d}"
    return (
        f"{cost},{cost},USD,{day}T00:00:00Z,{end}T00:00:00Z,Usage,{service},Storage,"
        f"111122223333,111122223333,eu-west-1,AWS,\n"
    )


def upload(files: Product, folder: Path, name: str, content: bytes) -> ImportRecord:
    path = folder / name
    path.write_bytes(content)
    return import_file(files.deployment, path, name, print)


def billed(files: Product, currency: str = "USD") -> Decimal:
    answer = files.api.get(
        "/v1/costs/by/total",
        start="2022-01-01",
        end="2026-12-31",
        metric="BilledCost",
        currency=currency,
    )
    return Decimal(answer["total"])


@pytest.mark.parametrize(("name", "total"), SAMPLES)
def test_a_real_file_sums_to_its_total_in_every_grouping(
    files: Product, name: str, total: str
) -> None:
    folder = os.environ.get("COSTGOV_DATA")
    sample = Path(folder or "/nonexistent") / "billing_exports" / name
    if not sample.exists():
        pytest.skip(f"COSTGOV_DATA has no billing_exports/{name}")
    record = import_file(files.deployment, sample, name, print)

    assert [(t.currency, t.billed) for t in record.totals] == [("USD", Decimal(total))]
    assert record.first_day is not None
    assert record.last_day is not None
    execution = pipeline_run.start(files.deployment, as_of=record.last_day.isoformat(), force=True)
    assert not own_gaps(files, pipeline_run.follow(files.deployment, execution, print).run_id)
    month = Month.of(record.first_day).window
    window = {"start": month.start.isoformat(), "end": month.end.isoformat()}
    for dimension in GROUPINGS:
        answer = files.api.get(
            f"/v1/costs/by/{dimension}", metric="BilledCost", currency="USD", **window
        )
        assert Decimal(answer["total"]) == Decimal(total), dimension


def test_lines_that_cannot_be_read_are_listed_and_the_rest_is_kept(
    files: Product, tmp_path: Path
) -> None:
    before = billed_or_zero(files)
    good = line("1.5", "2024-03-01")
    content = HEADER + good + line("abc", "2024-03-02") + good.replace("2024-03-01", "someday")
    record = upload(files, tmp_path, "bad-lines.csv", content.encode())

    assert (record.status, record.lines, record.kept) == ("imported", 3, 1)
    assert [rejected.line for rejected in record.rejected] == [3, 4]
    assert all(rejected.reason for rejected in record.rejected)
    assert billed(files) - before == Decimal("1.5")


def billed_or_zero(files: Product) -> Decimal:
    ledgers = files.api.get("/v1/status")["ledgers"]
    return billed(files) if ledgers else Decimal(0)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("holiday.csv", b"who,where\nme,beach\n", "billing"),
        ("empty.csv", b"", "empty"),
        ("cut.csv.gz", gzip.compress((HEADER * 500).encode(), mtime=0)[:-20], "unpacked"),
        (
            "no-currency.csv",
            HEADER.replace("BillingCurrency", "Money").encode() + line("1", "2024-03-01").encode(),
            "BillingCurrency",
        ),
    ],
)
def test_what_cannot_be_imported_is_refused_in_one_sentence_and_changes_nothing(
    files: Product, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    before = files.client("dynamodb").scan(TableName=files.outputs.CostsTable)["Items"]

    record = upload(files, tmp_path, name, content)

    assert record.status == "refused"
    assert record.reason is not None
    assert sentence in record.reason
    assert "\n" not in record.reason
    after = files.client("dynamodb").scan(TableName=files.outputs.CostsTable)["Items"]
    assert after == before


@pytest.mark.fault_case(29)
def test_a_poison_message_is_set_aside_others_proceed_and_it_can_be_replayed(
    files: Product, tmp_path: Path
) -> None:
    sqs: SQSClient = files.client("sqs")
    queue, dead = files.outputs.ImportQueueUrl, files.outputs.ImportDeadLettersUrl
    good = (HEADER + line("0.25", "2023-01-05")).encode()
    late = (HEADER + line("0.5", "2023-01-06")).encode()
    # Longer than a cold start takes, else a good file would be delivered again while in work.
    with_visibility(sqs, queue, "8")

    sqs.send_message(QueueUrl=queue, MessageBody="this is no event")
    assert upload(files, tmp_path, "beside-poison.csv", good).status == "imported"
    with denied(files, "ImportBilling", "dynamodb:BatchWriteItem"):
        files.client("s3").put_object(
            Bucket=files.outputs.ExportsBucket, Key=f"{PREFIX}late.csv", Body=late
        )
        eventually(lambda: waiting(sqs, dead) == 2)
    assert f"{PREFIX}late.csv" not in imported(files)

    assert dead_letters.replay_dead_letters(files.deployment) == 2
    eventually(lambda: imported(files).get(f"{PREFIX}late.csv") == ["0.5"])
    eventually(lambda: waiting(sqs, dead) == 1)


@pytest.mark.fault_case(39)
def test_a_bucket_that_refuses_the_report_is_a_gap_in_one_sentence(
    files: Product, tmp_path: Path
) -> None:
    content = (HEADER + line("0.75", "2022-02-03")).encode()
    assert upload(files, tmp_path, "some.csv", content).status == "imported"

    with denied(files, "Report", "s3:PutObject"):
        execution = pipeline_run.start(files.deployment, as_of="2022-02-03", force=True)
        outcome = pipeline_run.follow(files.deployment, execution, print)

    assert outcome.status == "PARTIAL"
    [gap] = own_gaps(files, outcome.run_id)
    assert gap["step"] == "report"
    assert "AccessDenied" in gap["detail"]
    assert "\n" not in gap["detail"]


def own_gaps(files: Product, run_id: str) -> list[Any]:
    """A run's gaps but for those of deliveries: other stories leave refused files behind."""
    gaps = files.api.get(f"/v1/runs/{run_id}")["run"]["gaps"]
    return [gap for gap in gaps if gap["step"] != "import_billing"]


@contextmanager
def denied(files: Product, function: str, action: str) -> Iterator[None]:
    """A function's role without the right to an action."""
    role = function_named(files, function)["Role"].rsplit("/", 1)[-1]
    statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam = files.client("iam")
    iam.put_role_policy(RoleName=role, PolicyName="denied", PolicyDocument=document)
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="denied")


def imported(files: Product) -> dict[str, list[str]]:
    """The billed totals of every imported file."""
    return {
        found["object_key"]: [total["billed"] for total in found["totals"]]
        for found in files.api.get("/v1/imports")["imports"]
        if found["status"] == "imported"
    }


def with_visibility(sqs: "SQSClient", queue: str, seconds: str) -> None:
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": seconds})


def waiting(sqs: "SQSClient", queue: str) -> int:
    found = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
    return int(found["Attributes"]["ApproximateNumberOfMessages"])
