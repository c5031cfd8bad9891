"""EC2, Organizations and STS of the stand-in, through boto3."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cli.local.standin import MEMBER_ROLE, PageSizes, StandIn
from cli.local.synthetic import Organisation, build_organisation
from cli.local.synthetic.estate import Estate
from tests.contract.standin_support import (
    CLOSED,
    DATA_PLATFORM,
    DEVELOPMENT,
    PRODUCTION,
    Clients,
    refused,
)

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return replace(build_organisation(), estate=Estate())


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation, pages=PageSizes(instances=6)) as running:
        yield running


def instances(clients: Clients, **request: object) -> list[list[dict[str, Any]]]:
    """The instances of each page."""
    paginator: Any = clients.ec2.get_paginator("describe_instances")
    return [
        [one for reservation in page["Reservations"] for one in reservation["Instances"]]
        for page in paginator.paginate(**request)
    ]


def test_instances_are_listed_in_pages_for_one_account_and_region(standin: StandIn) -> None:
    payer = Clients.of(standin)
    sizes = {
        (account, region): [len(page) for page in instances(payer.member(account, region))]
        for account, region in (
            (PRODUCTION, "us-east-1"),
            (PRODUCTION, "eu-central-1"),
            (PRODUCTION, "eu-west-1"),
            (DATA_PLATFORM, "us-west-2"),
        )
    }
    assert sizes == {
        (PRODUCTION, "us-east-1"): [6, 4],
        (PRODUCTION, "eu-central-1"): [2],
        (PRODUCTION, "eu-west-1"): [0],
        (DATA_PLATFORM, "us-west-2"): [3],
    }
    assert sum(map(len, instances(payer))) == 2
    five = payer.member(PRODUCTION)
    assert [len(p) for p in instances(five, PaginationConfig={"PageSize": 5})] == [5, 5]


def test_an_instance_says_what_it_is(standin: StandIn) -> None:
    (page,) = instances(
        Clients.of(standin).member(PRODUCTION),
        Filters=[{"Name": "tag:aws:autoscaling:groupName", "Values": ["checkout-*"]}],
    )
    assert [one["InstanceType"] for one in page] == ["c6i.xlarge"] * 2
    (spot,) = instances(
        Clients.of(standin).member(PRODUCTION),
        Filters=[{"Name": "instance-lifecycle", "Values": ["spot"]}],
    )[0]
    assert spot["Placement"]["AvailabilityZone"] == "us-east-1c"
    (trainer,) = instances(
        Clients.of(standin).member(DATA_PLATFORM, "us-west-2"),
        Filters=[{"Name": "instance-state-name", "Values": ["stopped"]}],
    )[0]
    assert trainer["StateTransitionReason"].startswith("User initiated (2026-09-10")
    (young,) = instances(
        Clients.of(standin).member(PRODUCTION),
        Filters=[{"Name": "tag:Name", "Values": ["canary"]}],
    )[0]
    assert standin.now - young["LaunchTime"] == timedelta(hours=2)
    (windows,) = instances(
        Clients.of(standin).member(DEVELOPMENT, "eu-central-1"),
        Filters=[{"Name": "tag:Name", "Values": ["windows-test"]}],
    )[0]
    assert windows["PlatformDetails"] == "Windows"


def test_a_terminated_instance_is_seen_for_an_hour(standin: StandIn) -> None:
    payer = Clients.of(standin)
    named = [{"Name": "tag:Name", "Values": ["api-0"]}]
    states = []
    for hour, minute in ((20, 30), (21, 30), (22, 30)):
        standin.now = datetime(2026, 1, 20, hour, minute, tzinfo=UTC)
        found = instances(payer.member(PRODUCTION), Filters=named)[0]
        states.append([one["State"]["Name"] for one in found])
    assert states == [["running"], ["terminated"], []]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"MaxResults": 4}, "InvalidParameterValue"),
        ({"MaxResults": 1001}, "InvalidParameterValue"),
        ({"MaxResults": 5, "InstanceIds": ["i-1"]}, "InvalidParameterCombination"),
        ({"InstanceIds": ["i-1"]}, "InvalidInstanceID.NotFound"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "InvalidParameterValue"),
        ({"NextToken": "made up"}, "InvalidNextToken"),
    ],
)
def test_what_ec2_refuses_is_refused(standin: StandIn, request_: dict[str, Any], code: str) -> None:
    assert refused(Clients.of(standin).ec2.describe_instances, **request_)[0] == code


def test_regions_tell_whether_they_are_enabled(standin: StandIn) -> None:
    ec2 = Clients.of(standin).ec2
    enabled = {one["RegionName"] for one in ec2.describe_regions()["Regions"]}
    every = ec2.describe_regions(AllRegions=True)["Regions"]
    assert {"us-east-1", "eu-central-1", "us-west-2"} <= enabled
    assert {one["RegionName"] for one in every} - enabled == {"af-south-1", "me-central-1"}
    off = [{"Name": "opt-in-status", "Values": ["not-opted-in"]}]
    assert len(ec2.describe_regions(AllRegions=True, Filters=off)["Regions"]) == 2  # type: ignore[arg-type]
    assert refused(ec2.describe_regions, RegionNames=["mars-1"])[0] == "InvalidParameterValue"


def test_a_region_that_is_not_enabled_answers_nobody(standin: StandIn) -> None:
    there = Clients.of(standin, "af-south-1")
    assert refused(there.ec2.describe_instances)[0] == "AuthFailure"
    assert refused(there.cloudwatch.list_metrics)[0] == "InvalidClientTokenId"


def test_accounts_come_in_pages_of_which_one_is_empty(
    standin: StandIn, organisation: Organisation
) -> None:
    paginator = Clients.of(standin).organizations.get_paginator("list_accounts")
    pages = [page["Accounts"] for page in paginator.paginate()]
    assert [len(page) for page in pages] == [2, 0, 2, 1]
    found = {account["Id"]: account["State"] for page in pages for account in page}
    assert found == {account.id: account.state for account in organisation.accounts}
    one_by_one = paginator.paginate(PaginationConfig={"PageSize": 1})
    assert [len(page["Accounts"]) for page in one_by_one] == [1, 0, 1, 1, 1, 1]


def test_status_is_given_until_it_was_retired(standin: StandIn) -> None:
    organizations = Clients.of(standin).organizations
    assert "Status" not in organizations.list_accounts()["Accounts"][0]
    standin.now = datetime(2026, 9, 8, tzinfo=UTC)
    assert organizations.list_accounts()["Accounts"][0]["Status"] == "ACTIVE"


def test_the_organization_names_its_payer(standin: StandIn, organisation: Organisation) -> None:
    described = Clients.of(standin).organizations.describe_organization()["Organization"]
    assert described["MasterAccountId"] == organisation.payer_id
    assert described["FeatureSet"] == "ALL"


def test_members_cannot_list_the_accounts(standin: StandIn) -> None:
    member = Clients.of(standin).member(PRODUCTION).organizations
    assert refused(member.list_accounts)[0] == "AccessDeniedException"
    payer = Clients.of(standin).organizations
    assert refused(payer.list_accounts, NextToken="x")[0] == "InvalidInputException"
    assert refused(payer.list_accounts, MaxResults=21)[0] == "InvalidInputException"


def test_a_session_is_somebody_else(standin: StandIn, organisation: Organisation) -> None:
    payer = Clients.of(standin)
    assert payer.sts.get_caller_identity()["Account"] == organisation.payer_id
    identity = payer.member(DATA_PLATFORM).sts.get_caller_identity()
    assert identity["Account"] == DATA_PLATFORM
    assert identity["Arn"] == f"arn:aws:sts::{DATA_PLATFORM}:assumed-role/{MEMBER_ROLE}/tests"


def test_a_session_ends_in_the_future_of_the_real_clock(standin: StandIn) -> None:
    given = Clients.of(standin).sts.assume_role(
        RoleArn=f"arn:aws:iam::{PRODUCTION}:role/{MEMBER_ROLE}",
        RoleSessionName="tests",
        DurationSeconds=900,
    )["Credentials"]
    left = given["Expiration"] - datetime.now(UTC)
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{CLOSED}:role/{MEMBER_ROLE}",
        f"arn:aws:iam::999999999999:role/{MEMBER_ROLE}",
        f"arn:aws:iam::111122223333:role/{MEMBER_ROLE}",
        f"arn:aws:iam::{PRODUCTION}:role/Administrator",
        f"arn:aws:iam::{PRODUCTION}:user/somebody",
    ],
)
def test_only_the_members_own_reader_role_can_be_assumed(standin: StandIn, arn: str) -> None:
    sts = Clients.of(standin).sts
    code, message = refused(sts.assume_role, RoleArn=arn, RoleSessionName="tests")
    assert code == "AccessDenied"
    assert arn in message


def test_the_external_id_must_be_the_agreed_one(organisation: Organisation) -> None:
    role: dict[str, Any] = {
        "RoleArn": f"arn:aws:iam::{PRODUCTION}:role/Ours",
        "RoleSessionName": "tests",
    }
    with StandIn(organisation, member_role="Ours", external_id="agreed") as standin:
        sts = Clients.of(standin).sts
        assert refused(sts.assume_role, **role)[0] == "AccessDenied"
        assert refused(sts.assume_role, **role, ExternalId="guessed")[0] == "AccessDenied"
        assert sts.assume_role(**role, ExternalId="agreed")["Credentials"]


def test_a_member_without_the_role_is_refused_and_the_others_are_not(
    organisation: Organisation,
) -> None:
    with StandIn(organisation, without_role={DATA_PLATFORM}) as standin:
        payer = Clients.of(standin)
        payer.member(PRODUCTION)
        with pytest.raises(Exception, match="AccessDenied"):
            payer.member(DATA_PLATFORM)


def test_a_member_cannot_go_on_to_another_member(standin: StandIn) -> None:
    member = Clients.of(standin).member(PRODUCTION)
    with pytest.raises(Exception, match="AccessDenied"):
        member.member(DATA_PLATFORM)


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (None, "InvalidClientTokenId"),
        ("made up", "InvalidClientTokenId"),
        (f"standin.{DATA_PLATFORM}.4102444800.tests", "InvalidClientTokenId"),
        (f"standin.{PRODUCTION}.1700000000.tests", "ExpiredToken"),
    ],
)
def test_a_session_key_counts_only_with_its_own_living_token(
    standin: StandIn, token: str | None, code: str
) -> None:
    stolen = Clients(standin.url, key=f"ASIA{PRODUCTION}STND", token=token)
    assert refused(stolen.ec2.describe_instances)[0] == code


def test_sts_checks_its_parameters(standin: StandIn) -> None:
    code, message = refused(
        Clients.of(standin).sts.assume_role,
        RoleArn=f"arn:aws:iam::{PRODUCTION}:role/{MEMBER_ROLE}",
        RoleSessionName="not a session name",
    )
    assert code == "ValidationError"
    assert "roleSessionName" in message
