"""Told data, listed and described by the stand-in through real clients of every protocol."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import boto3
import pytest

from cli.local.standin import PageSizes, StandIn
from cli.local.synthetic import Organisation, build_organisation
from cli.local.synthetic.estate import Answer, Estate, InstanceFields, Listed, Measured, Told
from tests.contract.standin_support import PRODUCTION, Clients

pytestmark = pytest.mark.loopback

DAY = datetime(2026, 10, 20, tzinfo=UTC)
ARN = "arn:aws:elasticloadbalancing:us-east-1:222233334444:loadbalancer/app"
QUEUE = "https://sqs.us-east-1.amazonaws.com/222233334444/orders"
HERE = ("production", "us-east-1")


def told() -> Iterator[Told]:
    volumes = [
        {"VolumeId": f"vol-{n}", "Size": n, "State": "available" if n < 4 else "in-use",
         "Attachments": [{"InstanceId": f"i-{n}"}] if n > 3 else [],
         "Tags": [{"Key": "Team", "Value": "a" if n % 2 else "b"}]}
        for n in range(1, 6)
    ]  # fmt: skip
    yield Listed("ec2", "DescribeVolumes", *HERE, items=volumes)
    owned = [{"SnapshotId": f"snap-{n}", "OwnerId": o, "VolumeId": "vol-1"}
             for n, o in ((1, PRODUCTION), (2, "099720109477"))]  # fmt: skip
    yield Listed("ec2", "DescribeSnapshots", *HERE, items=owned)
    balancers = [{"LoadBalancerArn": f"{ARN}/{n}/1", "LoadBalancerName": n} for n in "xyz"]
    yield Listed("elbv2", "DescribeLoadBalancers", *HERE, items=balancers)
    listeners = [{"ListenerArn": "arn:listener", "LoadBalancerArn": f"{ARN}/x/1", "Port": 443}]
    yield Listed("elbv2", "DescribeListeners", *HERE, items=listeners)
    yield Listed("dynamodb", "ListTables", *HERE, items=["orders", "carts"])
    tables = [{"TableName": "orders", "ItemCount": 7, "CreationDateTime": DAY}]
    yield Listed("dynamodb", "DescribeTable", *HERE, items=tables)
    functions = [{"FunctionName": f"f-{n}", "MemorySize": 128, "LastModified": "2026-01-01"}
                 for n in range(3)]  # fmt: skip
    yield Listed("lambda", "ListFunctions", *HERE, items=functions)
    yield Answer("lambda", "GetFunctionConcurrency", *HERE, {"FunctionName": "f-1"},
                 {"ReservedConcurrentExecutions": 5})  # fmt: skip
    yield Listed("ecs", "ListClusters", *HERE, items=["arn:aws:ecs:us-east-1:1:cluster/web"])
    yield Listed("ecs", "ListServices", *HERE, items=["arn:service"], where={"cluster": "web"})
    services = [{"serviceArn": "arn:service", "desiredCount": 3, "createdAt": DAY}]
    yield Listed("ecs", "DescribeServices", *HERE, items=services, where={"cluster": "web"})
    buckets = [{"Name": f"bucket-{n}", "CreationDate": DAY} for n in range(3)]
    yield Listed("s3", "ListBuckets", "production", "", items=buckets)
    rules = {"Rules": [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""},
                        "Expiration": {"Days": 30}}]}  # fmt: skip
    yield Answer("s3", "GetBucketLifecycleConfiguration", "production", "",
                 {"Bucket": "bucket-1"}, rules)  # fmt: skip
    zones = [{"Id": f"/hostedzone/Z{n}", "Name": f"{n}.example.", "CallerReference": "c"}
             for n in range(3)]  # fmt: skip
    yield Listed("route53", "ListHostedZones", "production", "", items=zones)
    yield Answer("sqs", "GetQueueAttributes", *HERE, {"QueueUrl": QUEUE},
                 {"Attributes": {"ApproximateNumberOfMessages": "0"}})  # fmt: skip
    yield Answer(
        "kms", "GetKeyRotationStatus", *HERE, {"KeyId": "k-1"}, error="KMSInvalidStateException"
    )
    alarms = [{"AlarmName": "idle", "StateValue": "INSUFFICIENT_DATA"}]
    yield Listed("cloudwatch", "DescribeAlarms", *HERE, items=alarms)
    yield InstanceFields("web-1", {"VpcId": "vpc-1"})
    yield Measured("AWS/EBS", "VolumeReadOps", {"VolumeId": "vol-1"}, *HERE, level=12.0,
                   silent_from=datetime(2026, 10, 19, tzinfo=UTC))  # fmt: skip


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    made = build_organisation(start=date(2026, 10, 1))
    return replace(made, estate=Estate.of(told()))


@pytest.fixture
def standin(organisation: Organisation) -> Iterator[StandIn]:
    with StandIn(organisation, pages=PageSizes(items=2)) as running:
        yield running


def of(standin: StandIn, service: str, account: str = PRODUCTION) -> Any:  # noqa: ANN401 - any client
    member = Clients.of(standin).member(account)
    return boto3.client(service, **member._options)


def pages(client: Any, operation: str, key: str, **request: object) -> list[int]:  # noqa: ANN401
    """The number of items on each page."""
    paginator = client.get_paginator(operation)
    found = []
    for page in paginator.paginate(**request):
        value = page
        for name in key.split("."):
            value = value[name]
        found.append(len(value))
    return found


@pytest.mark.parametrize(
    ("service", "operation", "key", "sizes"),
    [
        ("ec2", "describe_volumes", "Volumes", [2, 2, 1]),
        ("elbv2", "describe_load_balancers", "LoadBalancers", [2, 1]),
        ("dynamodb", "list_tables", "TableNames", [2]),
        ("lambda", "list_functions", "Functions", [2, 1]),
        ("s3", "list_buckets", "Buckets", [2, 1]),
        ("route53", "list_hosted_zones", "HostedZones", [2, 1]),
        ("cloudfront", "list_distributions", "DistributionList.Items", [0]),
        ("cloudwatch", "describe_alarms", "MetricAlarms", [1]),
    ],
)
def test_lists_come_in_pages_in_every_protocol(
    standin: StandIn, service: str, operation: str, key: str, sizes: list[int]
) -> None:
    assert pages(of(standin, service), operation, key) == sizes
