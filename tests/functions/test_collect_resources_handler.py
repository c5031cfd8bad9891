"""The collect_resources function: one account and region in, resources with digests out."""

from collections.abc import Iterator

import boto3
import pytest
from costgov.domain.resources import Resource
from costgov.domain.runs import COLLECT_RESOURCES
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.pipeline import records
from costgov.settings import CollectResourcesSettings

from cli.local.standin.server import MEMBER_ROLE, StandIn
from cli.local.synthetic import Organisation, build_organisation
from functions.collect_resources import handler as collect_resources
from tests.fakes.lambda_context import lambda_context
from tests.functions.surroundings import deployed

pytestmark = pytest.mark.loopback
RUN = "daily-2026-10-20"
MEMBER = "222233334444"


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return build_organisation()


@pytest.fixture
def aws(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Tables and bucket on moto, the estate on the stand-in, the function's environment."""
    settings = CollectResourcesSettings(
        stage="local",
        control_table="control",
        results_table="results",
        evidence_bucket="evidence",
        home_account="111122223333",
        member_role_name=MEMBER_ROLE,
        external_id="shared-secret",
    )
    with (
        deployed(collect_resources, settings),
        StandIn(organisation, external_id="shared-secret") as standin,
    ):
        monkeypatch.setenv("COSTGOV_INVENTORY_ENDPOINT", standin.url)
        yield standin


def collect(account_id: str, region: str = "us-east-1") -> dict[str, object]:
    event = {"run_id": RUN, "as_of": "2026-10-20", "account_id": account_id, "region": region}
    answer: dict[str, object] = collect_resources.handler(
        event, lambda_context("collect_resources")
    )
    return answer


def stored(account_id: str, region: str = "us-east-1") -> list[Resource]:
    results = DynamoDocumentStore(boto3.client("dynamodb"), "results")
    return records.resources(results).all(account_id, region)


def test_a_member_account_is_looked_at_through_its_role(aws: StandIn) -> None:
    answer = collect(MEMBER)

    assert answer["got"] == answer["expected"]
    found = stored(MEMBER)
    assert {resource.account_id for resource in found} == {MEMBER}
    assert any(digest.state == "measured" for one in found for digest in one.digests)
    assert aws.usage().requests["sts:AssumeRole"] == 1


def test_the_home_account_is_looked_at_with_the_function_s_own_role(aws: StandIn) -> None:
    collect("111122223333")

    assert "sts:AssumeRole" not in aws.usage().requests


@pytest.mark.parametrize(
    ("account_id", "region", "reason"),
    [
        ("555566667777", "us-east-1", "no-member-role"),
        (MEMBER, "af-south-1", "region-disabled"),
    ],
)
@pytest.mark.fault_case(30, 32)
def test_a_closed_door_is_a_recorded_gap_and_no_failed_function(
    aws: StandIn, account_id: str, region: str, reason: str
) -> None:
    answer = collect(account_id, region)

    control = DynamoDocumentStore(boto3.client("dynamodb"), "control")
    record = records.steps(control).get(f"{COLLECT_RESOURCES}#{account_id}/{region}", RUN)
    assert answer["got"] == 0
    assert [gap.reason for gap in record.gaps] == [reason]
    assert stored(account_id, region) == []


def test_the_inventory_is_kept_as_evidence(aws: StandIn) -> None:
    collect(MEMBER)

    listed = boto3.client("s3").list_objects_v2(Bucket="evidence")
    folder = f"inventory/{RUN}/{MEMBER}/us-east-1"
    assert [found["Key"] for found in listed["Contents"]] == [
        f"{folder}/0001.json.gz",
        f"{folder}/services.json.gz",
    ]
