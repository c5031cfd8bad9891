"""Listings over real clients: pages, refusals, places, and what is not declared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from unittest.mock import ANY

import boto3
import pytest
from botocore.stub import Stubber
from costgov.domain.runs import Target
from costgov.errors import SourceDenied, SourceThrottled
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_session import Credentials

HOME = "111122223333"
HERE = Target(account_id=HOME, region="eu-central-1")
VOLUMES = "ec2:DescribeVolumes"
LIFECYCLE = "s3:GetBucketLifecycleConfiguration"


@dataclass
class Clients:
    """Stubbed clients by service; `regions` keeps where each was asked for."""

    stubs: dict[str, Stubber] = field(default_factory=dict)
    regions: list[str | None] = field(default_factory=list)

    def stub(self, service: str) -> Stubber:
        made = boto3.client(
            service,  # type: ignore[call-overload]
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        self.stubs[service] = Stubber(made)
        self.stubs[service].activate()
        return self.stubs[service]

    def __call__(self, service: str, region: str | None, credentials: Credentials | None) -> Any:
        self.regions.append(region)
        return self.stubs[service].client


@pytest.fixture
def clients() -> Iterator[Clients]:
    made = Clients()
    yield made
    for stub in made.stubs.values():
        stub.assert_no_pending_responses()


@pytest.fixture
def listings(clients: Clients) -> AwsListings:
    sts = boto3.client(
        "sts", region_name="eu-central-1", aws_access_key_id="t", aws_secret_access_key="t"
    )
    return AwsListings(
        MemberSessions(sts, HOME, "reader", clock=lambda: datetime(2026, 10, 20, tzinfo=UTC)),
        clients,
    )


def test_every_page_is_read(clients: Clients, listings: AwsListings) -> None:
    stub = clients.stub("ec2")
    stub.add_response(
        "describe_volumes",
        {"Volumes": [{"VolumeId": "vol-1"}], "NextToken": "more"},
        {"Filters": ANY},
    )
    stub.add_response(
        "describe_volumes",
        {"Volumes": [{"VolumeId": "vol-2"}]},
        {"Filters": ANY, "NextToken": "more"},
    )
    filters = [{"Name": "status", "Values": ["available"]}]

    found = listings.reader(HERE, [VOLUMES]).each(VOLUMES, "Volumes", Filters=filters)

    assert [volume["VolumeId"] for volume in found] == ["vol-1", "vol-2"]
    assert clients.regions == ["eu-central-1"]


def test_pages_that_botocore_knows_nothing_of(clients: Clients, listings: AwsListings) -> None:
    stub, call = clients.stub("compute-optimizer"), "compute-optimizer:GetIdleRecommendations"
    first, second = ({"idleRecommendations": [{"resourceId": name}]} for name in "ab")
    stub.add_response("get_idle_recommendations", first | {"nextToken": "more"}, {})
    stub.add_response("get_idle_recommendations", second, {"nextToken": "more"})

    found = listings.reader(HERE, [call]).each(call, "idleRecommendations")

    assert [one["resourceId"] for one in found] == ["a", "b"]


def test_an_answer_without_pages_and_one_that_is_absent(
    clients: Clients, listings: AwsListings
) -> None:
    stub = clients.stub("s3")
    stub.add_response("get_bucket_lifecycle_configuration", {"Rules": []}, {"Bucket": "a"})
    stub.add_client_error(
        "get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration", "none", 404
    )
    reader = listings.reader(HERE, [LIFECYCLE])

    with_rules = reader.one(LIFECYCLE, Bucket="a")
    without = reader.one(LIFECYCLE, absent={"NoSuchLifecycleConfiguration"}, Bucket="b")

    assert with_rules is not None
    assert with_rules["Rules"] == []
    assert without is None


@pytest.mark.parametrize(
    ("code", "error"),
    [("UnauthorizedOperation", SourceDenied), ("RequestLimitExceeded", SourceThrottled)],
)
def test_a_refusal_names_the_call_and_the_place(
    clients: Clients, listings: AwsListings, code: str, error: type[Exception]
) -> None:
    clients.stub("ec2").add_client_error("describe_volumes", code, "no")
    with pytest.raises(error, match=f"{VOLUMES} in {HOME}/eu-central-1: {code}"):
        list(listings.reader(HERE, [VOLUMES]).each(VOLUMES, "Volumes"))


def test_what_is_not_declared_is_not_called(clients: Clients, listings: AwsListings) -> None:
    clients.stub("ec2")
    with pytest.raises(ValueError, match="not among the calls"):
        list(listings.reader(HERE, [VOLUMES]).each("ec2:DescribeSnapshots", "Snapshots"))


def test_what_belongs_to_no_region_is_asked_where_the_partition_keeps_it(
    clients: Clients, listings: AwsListings
) -> None:
    clients.stub("route53").add_response(
        "list_hosted_zones",
        {"HostedZones": [], "IsTruncated": False, "MaxItems": "100", "Marker": ""},
    )
    nowhere = Target(account_id=HOME, region="global")
    call = "route53:ListHostedZones"

    assert list(listings.reader(nowhere, [call]).each(call, "HostedZones")) == []
    assert clients.regions == ["us-east-1"]


def test_services_are_offered_where_botocore_knows_them(listings: AwsListings) -> None:
    assert listings.offered("ec2", HERE)
    assert not listings.offered("ec2", Target(account_id=HOME, region="mars-north-1"))
    assert listings.offered("cloudfront", Target(account_id=HOME, region="global"))
