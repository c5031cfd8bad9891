"""Metrics of listed resources: full batches within CloudWatch's limits, each one accounted for."""

from datetime import date
from decimal import Decimal
from typing import Any

import boto3
import pytest
from costgov.domain.metric_wants import Reading, WantedMetric
from costgov.domain.period import Window
from costgov.domain.runs import Target
from costgov.gateways.aws_accounts import MemberSessions
from costgov.gateways.aws_listing import AwsListings
from costgov.gateways.aws_session import Credentials

from tests.contract.test_inventory_metrics import FakeCloudWatch

HERE = Target(account_id="111122223333", region="eu-central-1")
WINDOW = Window(date(2026, 10, 6), date(2026, 10, 20))
READ, CONNECTIONS, SENT = "ReadIOPS", "DatabaseConnections", "NumberOfMessagesSent"


def wanted(
    number: int, metric: str = READ, reading: Reading = "gauge", *, silent_is_zero: bool = False
) -> WantedMetric:
    return WantedMetric(
        resource=f"r-{number}",
        digest=metric,
        namespace="AWS/Any",
        name=metric,
        unit="Count",
        dimensions=(("Name", f"r-{number}"),),
        reading=reading,
        window=WINDOW,
        period_seconds=3600,
        launched_at=None,
        silent_is_zero=silent_is_zero,
    )


def listings(cloudwatch: FakeCloudWatch) -> AwsListings:
    def clients(service: str, region: str | None, credentials: Credentials | None) -> Any:
        assert (service, region) == ("cloudwatch", HERE.region)
        return cloudwatch

    sessions = MemberSessions(boto3.client("sts"), HERE.account_id, "reader")
    return AwsListings(sessions, clients, sleep=lambda _: None)


@pytest.mark.fault_case(24)
def test_more_than_a_request_takes_is_asked_in_several_and_none_is_lost() -> None:
    asked = [wanted(number) for number in range(300)]
    values = {(READ, one.dimensions): float(number) for number, one in enumerate(asked)}
    cloudwatch = FakeCloudWatch(values, page_size=120)

    found = listings(cloudwatch).digests(HERE, asked)

    assert [found[one].avg for one in asked] == list(range(300))
    # Three statistics of 336 points each: a hundred metrics are 100,800 points.
    assert {len(queries) for queries in cloudwatch.requests} == {300}


@pytest.mark.fault_case(24)
@pytest.mark.parametrize("status", ["PartialData", "InternalError"])
def test_what_comes_in_part_is_asked_again_and_else_withheld(status: str) -> None:
    one, other = wanted(1), wanted(2, CONNECTIONS)
    values = {(READ, one.dimensions): 5.0, (CONNECTIONS, other.dimensions): 5.0}

    once = FakeCloudWatch(values, statuses={READ: [status]})
    assert listings(once).digests(HERE, [one, other])[one].points == 336

    for_good = FakeCloudWatch(values, statuses={READ: [status] * 99})
    assert list(listings(for_good).digests(HERE, [one, other])) == [other]


@pytest.mark.fault_case(23)
def test_an_empty_answer_is_no_data_and_a_zero_only_where_silence_says_so() -> None:
    gauge, count = wanted(1), wanted(2, SENT, "count", silent_is_zero=True)

    found = listings(FakeCloudWatch()).digests(HERE, [gauge, count])

    assert (found[gauge].state, found[gauge].avg) == ("no data", None)
    assert (found[count].state, found[count].total) == ("silent", Decimal(0))
