"""Told data, listed and described by the stand-in through real clients of every protocol."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest

from cli.local.standin import PageSizes, StandIn
from cli.local.synthetic import Organisation, build_organisation
from cli.local.synthetic.estate import Answer, Estate, InstanceFields, Listed, Measured, Told
from tests.contract.standin_support import DATA_PLATFORM, PRODUCTION, Clients, refused

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
    clusters = [{"Id": f"j-{n}", "Name": n, "Status": {"State": state}}
                for n, state in (("a", "WAITING"), ("b", "TERMINATED"))]  # fmt: skip
    yield Listed("emr", "ListClusters", *HERE, items=clusters)
    spot = [{"InstanceType": "m5.large", "SpotPrice": "0.04", "Timestamp": DAY - timedelta(days=n),
             "AvailabilityZone": "us-east-1a", "ProductDescription": "Linux/UNIX"}
            for n in range(5)]  # fmt: skip
    yield Listed("ec2", "DescribeSpotPriceHistory", *HERE, items=spot, page=3)
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


def of(standin: StandIn, service: str, account: str = PRODUCTION) -> Any:
    member = Clients.of(standin).member(account)
    return boto3.client(service, **member.options)  # type: ignore[call-overload]


def pages(client: Any, operation: str, key: str, **request: object) -> list[int]:
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


def test_a_page_is_as_small_as_it_is_asked_to_be(standin: StandIn) -> None:
    config = {"PageSize": 1}
    functions = pages(of(standin, "lambda"), "list_functions", "Functions", PaginationConfig=config)
    assert functions == [1, 1, 1]


def test_a_token_belongs_to_its_request_and_ages(standin: StandIn) -> None:
    functions = of(standin, "lambda")
    token = functions.list_functions()["NextMarker"]
    assert len(functions.list_functions(Marker=token)["Functions"]) == 1
    other = {"Marker": token, "FunctionVersion": "ALL"}
    assert refused(functions.list_functions, **other)[0] == "InvalidParameterValueException"
    standin.expire_tokens()
    assert refused(functions.list_functions, Marker=token)[0] == "InvalidParameterValueException"


def test_another_account_or_region_has_its_own(standin: StandIn) -> None:
    assert pages(of(standin, "ec2", DATA_PLATFORM), "describe_volumes", "Volumes") == [0]
    there = Clients.of(standin).member(PRODUCTION, "eu-central-1")
    assert there.ec2.describe_volumes()["Volumes"] == []


def test_identifiers_and_filters_choose_by_the_items_own_fields(standin: StandIn) -> None:
    ec2 = of(standin, "ec2")

    def volumes(*filters: tuple[str, str]) -> list[str]:
        asked = [{"Name": name, "Values": [value]} for name, value in filters]
        found = ec2.get_paginator("describe_volumes").paginate(Filters=asked)
        return [one["VolumeId"] for page in found for one in page["Volumes"]]

    named = ec2.describe_volumes(VolumeIds=["vol-4", "vol-2"])["Volumes"]
    assert [one["VolumeId"] for one in named] == ["vol-2", "vol-4"]
    assert volumes(("status", "in-use")) == ["vol-4", "vol-5"]
    assert volumes(("tag:Team", "b"), ("status", "avail*")) == ["vol-2"]
    assert volumes(("attachment.instance-id", "i-5")) == ["vol-5"]
    assert volumes(("tag-key", "Nothing")) == []
    own = ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]
    assert [one["SnapshotId"] for one in own] == ["snap-1"]
    balancers = of(standin, "elbv2")
    by_name = balancers.describe_load_balancers(Names=["y"])["LoadBalancers"]
    assert [one["LoadBalancerArn"] for one in by_name] == [f"{ARN}/y/1"]


def test_states_and_stretches_of_time_choose_too(standin: StandIn) -> None:
    emr, ec2 = of(standin, "emr"), of(standin, "ec2")
    [waiting] = emr.list_clusters(ClusterStates=["WAITING", "RUNNING"])["Clusters"]
    assert waiting["Name"] == "a"
    since = {"StartTime": DAY - timedelta(days=3), "EndTime": DAY, "InstanceTypes": ["m5.large"]}
    assert pages(ec2, "describe_spot_price_history", "SpotPriceHistory", **since) == [3]
    windows = ec2.describe_spot_price_history(ProductDescriptions=["Windows"])
    assert windows["SpotPriceHistory"] == []
    code, _ = refused(ec2.describe_volumes, DryRun=True)
    assert code == "NotImplementedByStandIn"


def test_what_nobody_understands_is_refused_by_its_name(standin: StandIn) -> None:
    ec2 = of(standin, "ec2")
    colour = [{"Name": "colour", "Values": ["red"]}]
    code, message = refused(ec2.describe_volumes, Filters=colour)
    assert (code, message) == ("InvalidParameterValue", "The filter 'colour' is invalid")
    code, message = refused(ec2.describe_snapshots, RestorableByUserIds=["1"])
    assert code == "NotImplementedByStandIn"
    assert "RestorableByUserIds" in message
    for change in (ec2.delete_volume, ec2.modify_volume):
        assert refused(change, VolumeId="vol-1")[0] == "NotImplementedByStandIn"


def test_a_wrong_name_is_told_from_a_thing_that_has_nothing(standin: StandIn) -> None:
    balancers = of(standin, "elbv2")
    [listener] = balancers.describe_listeners(LoadBalancerArn=f"{ARN}/x/1")["Listeners"]
    assert listener["Port"] == 443
    assert balancers.describe_listeners(LoadBalancerArn=f"{ARN}/y/1")["Listeners"] == []
    wrong = {"LoadBalancerArn": f"{ARN}/none/1"}
    assert refused(balancers.describe_listeners, **wrong)[0] == "LoadBalancerNotFound"


@pytest.mark.parametrize(
    ("service", "call", "asked", "code"),
    [
        ("ec2", "describe_volumes", {"VolumeIds": ["vol-9"]}, "InvalidVolume.NotFound"),
        ("dynamodb", "describe_table", {"TableName": "none"}, "ResourceNotFoundException"),
        ("lambda", "get_function", {"FunctionName": "f-9"}, "ResourceNotFoundException"),
        ("ecs", "list_services", {"cluster": "none"}, "ClusterNotFoundException"),
        ("rds", "describe_db_instances", {"DBInstanceIdentifier": "x"}, "DBInstanceNotFound"),
        ("sqs", "get_queue_attributes", {"QueueUrl": f"{QUEUE}-dlq"}, "QueueDoesNotExist"),
        ("s3", "get_bucket_lifecycle_configuration", {"Bucket": "bucket-9"}, "NoSuchBucket"),
        ("s3", "get_bucket_lifecycle_configuration", {"Bucket": "bucket-2"}, "NoSuchLifecycle"),
        ("s3", "get_bucket_policy", {"Bucket": "bucket-1"}, "NoSuchBucketPolicy"),
        ("route53", "list_resource_record_sets", {"HostedZoneId": "Z9"}, "NoSuchHostedZone"),
        ("kms", "get_key_rotation_status", {"KeyId": "k-1"}, "KMSInvalidStateException"),
    ],
)
def test_what_is_not_there_is_refused_in_the_services_own_words(
    standin: StandIn, service: str, call: str, asked: dict[str, Any], code: str
) -> None:
    assert refused(getattr(of(standin, service), call), **asked)[0].startswith(code)


def test_one_thing_is_described_and_whole_answers_are_given(standin: StandIn) -> None:
    table = of(standin, "dynamodb").describe_table(TableName="orders")["Table"]
    assert (table["ItemCount"], table["CreationDateTime"]) == (7, DAY)
    functions = of(standin, "lambda")
    reserved = functions.get_function_concurrency(FunctionName="f-1")
    assert reserved["ReservedConcurrentExecutions"] == 5
    found = of(standin, "s3").get_bucket_lifecycle_configuration(Bucket="bucket-1")
    assert [rule["ID"] for rule in found["Rules"]] == ["old"]
    queue = of(standin, "sqs").get_queue_attributes(QueueUrl=QUEUE)
    assert queue["Attributes"] == {"ApproximateNumberOfMessages": "0"}


def test_what_belongs_to_a_parent_is_listed_for_it(standin: StandIn) -> None:
    ecs = of(standin, "ecs")
    assert ecs.list_services(cluster="web")["serviceArns"] == ["arn:service"]
    found = ecs.describe_services(cluster="web", services=["arn:service", "arn:gone"])
    assert [one["desiredCount"] for one in found["services"]] == [3]
    assert found["failures"] == [{"arn": "arn:gone", "reason": "MISSING"}]


def test_instances_say_more_when_more_is_told(standin: StandIn) -> None:
    named = [{"Name": "tag:Name", "Values": ["web-*"]}]
    found = of(standin, "ec2").describe_instances(Filters=named)["Reservations"]
    vpcs = {one["Instances"][0].get("VpcId") for one in found}
    assert vpcs == {"vpc-1", None}


def test_told_metrics_are_listed_and_read_until_they_fall_silent(standin: StandIn) -> None:
    cloudwatch = of(standin, "cloudwatch")
    [listed] = cloudwatch.list_metrics(Namespace="AWS/EBS")["Metrics"]
    assert listed["Dimensions"] == [{"Name": "VolumeId", "Value": "vol-1"}]
    query = {"Id": "a", "MetricStat": {"Metric": listed, "Period": 86_400, "Stat": "Sum"}}
    [result] = cloudwatch.get_metric_data(
        MetricDataQueries=[query],
        StartTime=datetime(2026, 10, 17, tzinfo=UTC),
        EndTime=datetime(2026, 10, 20, tzinfo=UTC),
        ScanBy="TimestampAscending",
    )["MetricDataResults"]
    assert result["Values"] == [12.0 * 288] * 2
