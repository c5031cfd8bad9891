"""The inventory against the strict stand-in: other accounts, pages, metrics and faults."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.config import Config
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target
from costgov.errors import (
    PolicyDenied,
    RegionDisabled,
    RoleRefused,
    SourceDenied,
    SourceThrottled,
    StaleSession,
)
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_inventory import AwsInventory
from costgov.gateways.aws_organizations import AwsOrganization
from costgov.gateways.aws_session import Credentials

from cli.local.standin.server import MEMBER_ROLE, StandIn
from cli.local.standin.world import PageSizes
from cli.local.synthetic import Organisation, build_organisation
from cli.local.synthetic.estate import Estate
from tests.fakes.sources import merged

pytestmark = pytest.mark.loopback
AS_OF = date(2026, 10, 20)
WINDOW = Window(AS_OF - timedelta(days=14), AS_OF)
PRODUCTION = Target(account_id="222233334444", region="us-east-1")
NO_RETRY = Config(retries={"mode": "standard", "total_max_attempts": 1})
EXTERNAL_ID = "shared-secret"


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return replace(build_organisation(), estate=Estate())


@pytest.fixture
def aws(organisation: Organisation) -> Iterator[StandIn]:
    pages = PageSizes(metrics=7, instances=5)
    with StandIn(organisation, external_id=EXTERNAL_ID, pages=pages) as standin:
        yield standin


def clients_of(aws: StandIn) -> Any:
    @cache
    def clients(service: str, region: str | None, credentials: Credentials | None) -> Any:
        keys = (
            {
                "aws_access_key_id": credentials.access_key,
                "aws_secret_access_key": credentials.secret_key,
                "aws_session_token": credentials.token,
            }
            if credentials
            else {}
        )
        url = aws.url
        return boto3.client(service, region, endpoint_url=url, config=NO_RETRY, **keys)  # type: ignore[call-overload]

    return clients


def inventory(
    aws: StandIn, role: str = MEMBER_ROLE, external_id: str = EXTERNAL_ID
) -> AwsInventory:
    clients = clients_of(aws)
    sessions = MemberSessions(clients("sts", None, None), "111122223333", role, external_id)
    return AwsInventory(sessions, clients, sleep=lambda _: None)


def digests(aws: StandIn, found: list[Resource]) -> dict[str, dict[str, MetricDigest]]:
    answer = merged(inventory(aws).digests(PRODUCTION, found, WINDOW))
    assert answer.incomplete == ()
    return {name: {one.metric: one for one in own} for name, own in answer.digests.items()}


def test_all_instances_of_a_member_account_are_found_over_all_pages(
    aws: StandIn, organisation: Organisation
) -> None:
    found = inventory(aws).instances(PRODUCTION, AS_OF)

    there = {
        instance.id
        for instance in organisation.instances
        if instance.account_id == PRODUCTION.account_id
        and instance.region == PRODUCTION.region
        and instance.launched.astimezone(UTC) <= organisation.now
        and (
            instance.terminated is None
            or instance.terminated > organisation.now - timedelta(hours=1)
        )
    }
    assert {resource.id for resource in found} == there
    assert len(found) > 5
    assert aws.usage().requests["ec2:DescribeInstances"] > 1


def test_every_instance_that_ran_in_the_window_is_measured_and_no_other(aws: StandIn) -> None:
    found = inventory(aws).instances(PRODUCTION, AS_OF)

    measured = digests(aws, found)

    for resource in found:
        cpu = measured[resource.id]["CPUUtilization"]
        ran = resource.state == "running" and cpu.expected_points > 0
        assert cpu.state == ("measured" if ran else "no data")
        if cpu.avg is not None and cpu.p95 is not None and cpu.max is not None:
            assert Decimal(0) < cpu.avg <= cpu.p95 <= cpu.max <= Decimal(100)
            assert cpu.points == cpu.expected_points <= 14 * 24


@pytest.mark.fault_case(21)
def test_a_young_instance_is_measured_against_its_own_age(aws: StandIn) -> None:
    found = inventory(aws).instances(PRODUCTION, AS_OF)
    [spot] = [resource for resource in found if resource.lifecycle == "spot"]

    cpu = digests(aws, found)[spot.id]["CPUUtilization"]

    assert 0 < cpu.points == cpu.expected_points < 3 * 24


@pytest.mark.fault_case(22)
def test_memory_is_known_where_an_agent_runs_and_unknown_elsewhere(aws: StandIn) -> None:
    found = inventory(aws).instances(PRODUCTION, AS_OF)
    running = [resource for resource in found if resource.state == "running"]

    states = {
        one.state
        for own in digests(aws, running).values()
        for one in own.values()
        if one.metric != "CPUUtilization"
    }

    assert states == {"measured", "no data"}


def test_the_statistics_of_a_metric_cost_one_metric(aws: StandIn) -> None:
    found = inventory(aws).instances(PRODUCTION, AS_OF)

    answer = digests(aws, found)

    running = sum(resource.state == "running" for resource in found)
    memory = sum(
        one.state == "measured" and one.metric not in {"CPUUtilization", "NetworkOut"}
        for own in answer.values()
        for one in own.values()
    )
    assert aws.usage().metrics == 2 * running + memory, "CPU and network"
    assert aws.usage().statistics == 4 * running + 3 * memory


@pytest.mark.parametrize(
    ("role", "external_id"),
    [("SomeOtherRole", EXTERNAL_ID), (MEMBER_ROLE, ""), (MEMBER_ROLE, "other")],
)
@pytest.mark.fault_case(30)
def test_a_wrong_role_or_external_id_is_a_denial(aws: StandIn, role: str, external_id: str) -> None:
    with pytest.raises(SourceDenied, match="AccessDenied"):
        inventory(aws, role, external_id).instances(PRODUCTION, AS_OF)


@pytest.mark.fault_case(30)
def test_a_suspended_account_is_a_denial(aws: StandIn) -> None:
    suspended = Target(account_id="555566667777", region="us-east-1")

    with pytest.raises(RoleRefused):
        inventory(aws).instances(suspended, AS_OF)


@pytest.mark.fault_case(32)
def test_a_region_that_is_not_opted_in_is_a_denial(aws: StandIn) -> None:
    closed = Target(account_id="222233334444", region="af-south-1")

    with pytest.raises(RegionDisabled, match="AuthFailure"):
        inventory(aws).instances(closed, AS_OF)


@pytest.mark.fault_case(32)
def test_a_policy_of_the_organisation_is_told_from_a_missing_permission(aws: StandIn) -> None:
    denied = (
        "User: x is not authorized to perform: ec2:DescribeInstances with an explicit deny in a "
        "service control policy"
    )
    aws.fail("ec2", "DescribeInstances", "UnauthorizedOperation", message=denied)
    with pytest.raises(PolicyDenied, match="explicit deny"):
        inventory(aws).instances(PRODUCTION, AS_OF)
    aws.fail("ec2", "DescribeInstances", "UnauthorizedOperation")
    with pytest.raises(SourceDenied) as caught:
        inventory(aws).instances(PRODUCTION, AS_OF)
    assert caught.value.reason == "access-denied"


@pytest.mark.fault_case(31)
def test_a_session_that_ends_while_metrics_are_read_is_renewed(aws: StandIn) -> None:
    here = inventory(aws)
    found = here.instances(PRODUCTION, AS_OF)
    aws.fail("cloudwatch", "GetMetricData", "ExpiredToken", status=403)

    answer = merged(here.digests(PRODUCTION, found, WINDOW))

    assert set(answer.digests) == {resource.id for resource in found}
    assert aws.usage().requests["sts:AssumeRole"] == 2


@pytest.mark.fault_case(31)
def test_a_clock_that_stays_wrong_is_a_stale_session_after_one_more_try(aws: StandIn) -> None:
    aws.fail("ec2", "DescribeInstances", "RequestTimeTooSkewed", times=2, status=403)

    with pytest.raises(StaleSession):
        inventory(aws).instances(PRODUCTION, AS_OF)

    assert aws.usage().refused["ec2:DescribeInstances"] == 2


@pytest.mark.fault_case(31)
def test_an_expired_session_is_renewed(aws: StandIn) -> None:
    aws.fail("ec2", "DescribeInstances", "RequestExpired")

    assert inventory(aws).instances(PRODUCTION, AS_OF)
    assert aws.usage().requests["sts:AssumeRole"] == 2


def test_throttling_that_outlasts_the_sdk_is_told(aws: StandIn) -> None:
    aws.throttle("cloudwatch")
    found = inventory(aws).instances(PRODUCTION, AS_OF)

    with pytest.raises(SourceThrottled):
        merged(inventory(aws).digests(PRODUCTION, found, WINDOW))


@pytest.mark.fault_case(42)
def test_accounts_are_listed_past_an_empty_page(aws: StandIn) -> None:
    accounts = AwsOrganization(clients_of(aws)("organizations", None, None)).accounts()

    assert [account.id for account in accounts if account.state == "ACTIVE"] == [
        "111122223333",
        "222233334444",
        "333344445555",
        "444455556666",
    ]
    assert aws.usage().requests["organizations:ListAccounts"] == 4


def test_a_group_s_hours_are_read_for_four_weeks(aws: StandIn) -> None:
    window = Window(AS_OF - timedelta(days=28), AS_OF)
    read = inventory(aws)
    found = read.group_load(PRODUCTION, ["checkout-web", "no-such-group"], window)
    assert found["no-such-group"] == {}
    web = found["checkout-web"]
    assert len(web) == 28 * 24
    assert all(Decimal(0) < value < Decimal(100) for value in web.values())
    by_hour = [[value for at, value in web.items() if at.hour == hour] for hour in (3, 20)]
    assert max(by_hour[0]) < min(by_hour[1])
