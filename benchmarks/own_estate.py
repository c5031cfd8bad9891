"""What a generated account holds beside its instances, and how CloudWatch measures it.

The inventory sources are the product's own; only what AWS would answer is made up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from costgov.collectors.inventory import ebs, ec2, logs, sqs
from costgov.collectors.inventory.contract import Source
from costgov.domain.digests import Samples, digest, instants
from costgov.domain.metric_wants import WantedMetric
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest
from costgov.domain.runs import Target
from costgov.domain.usage import Used
from costgov.gateways.aws_meter import METER

from tests.fakes.listings import FakeReader

SOURCES: Final[tuple[Source, ...]] = (ebs.SOURCE, ec2.SOURCE, logs.SOURCE, sqs.SOURCE)
TAGS: Final = {"Name": "a server of some team", "team": "one", "environment": "production"}
_MADE: Final = datetime(2025, 3, 1, tzinfo=UTC)
# Of six further resources three are log groups (a metric each), one a queue (three metrics) and
# two snapshots (none): a metric each on average.
_GROUPS, _QUEUES, _OF = 3, 1, 6
_STATISTICS: Final = {"gauge": 3, "stock": 3, "count": 1}
_SECONDS: Final = 3600

type Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """How many of each there are in an account, numbered from `first` on."""

    name: str
    first: int
    volumes: int
    resources: int

    def answers(self, target: Target) -> Mapping[str, Any]:
        """What the services answer to the calls of the sources."""
        groups = self.resources * _GROUPS // _OF
        queues = self.resources * _QUEUES // _OF
        snapshots = self.resources - groups - queues
        place = f"{target.region}:{target.account_id}"
        return {
            "ec2:DescribeVolumes": {"Volumes": [_volume(n) for n in self._numbers(self.volumes)]},
            "ec2:DescribeSnapshots": {
                "Snapshots": [_snapshot(n) for n in self._numbers(snapshots)]
            },
            "logs:DescribeLogGroups": {"logGroups": [_group(n) for n in self._numbers(groups)]},
            "sqs:ListQueues": {
                "QueueUrls": [f"https://sqs/{place}/orders-{n}" for n in self._numbers(queues)]
            },
            "sqs:GetQueueAttributes": lambda asked: _queue(str(asked["QueueUrl"]), place),
        }

    def _numbers(self, count: int) -> range:
        return range(self.first, self.first + count)


@dataclass(frozen=True, slots=True)
class GeneratedListings:
    """Listings of generated accounts; metrics are counted as CloudWatch bills them."""

    accounts: Mapping[str, Account]
    partition: str = "aws"

    def reader(self, target: Target, calls: Collection[str]) -> FakeReader:
        """What the account's services answer."""
        return FakeReader(self.accounts[target.account_id].answers(target), calls)

    def offered(self, service: str, target: Target) -> bool:  # noqa: ARG002 - the port's
        """Every service everywhere."""
        return True

    def digests(
        self,
        target: Target,  # noqa: ARG002 - the port's
        wanted: Sequence[WantedMetric],
    ) -> Mapping[WantedMetric, MetricDigest]:
        """A digest of every metric."""
        METER.add(Used.CLOUDWATCH_METRICS, len({_series(one) for one in wanted}))
        METER.add(Used.CLOUDWATCH_STATISTICS, sum(_STATISTICS[one.reading] for one in wanted))
        return {one: one.digested(_samples(one)) for one in wanted}


@lru_cache(maxsize=4)
def measured(metric: str, window: Window) -> MetricDigest:
    """A percentage by the hour over a window, with its profile."""
    start, end = instants(window)
    hours = int((end - start).total_seconds()) // _SECONDS
    levels = {start + timedelta(hours=n): 12.34 + 7.5 * (n % 24) / 24 for n in range(hours)}
    peaks = {at: 2.5 * level for at, level in levels.items()}
    samples = Samples(average=levels, p95=peaks, maximum=peaks)
    return digest(metric, "Percent", window, samples, period_seconds=_SECONDS, expected=hours)


@lru_cache(maxsize=4)
def sent(window: Window) -> MetricDigest:
    """What left an instance, by the hour."""
    wanted = WantedMetric(
        resource="",
        digest="NetworkOut",
        namespace="AWS/EC2",
        name="NetworkOut",
        unit="Bytes",
        dimensions=(),
        reading="count",
        window=window,
        period_seconds=_SECONDS,
        launched_at=None,
        silent_is_zero=False,
    )
    return wanted.digested(_samples(wanted))


def _series(wanted: WantedMetric) -> tuple[object, ...]:
    return wanted.namespace, wanted.name, wanted.dimensions, wanted.window


def _samples(wanted: WantedMetric) -> Samples:
    return _of_window(wanted.window, wanted.period_seconds)


@lru_cache(maxsize=16)
def _of_window(window: Window, period: int) -> Samples:
    """A point at either end is enough for digests of the usual length."""
    start, end = instants(window)
    points = {start: Decimal("1234567.25"), end - timedelta(seconds=period): Decimal(7_654_321)}
    return Samples(points, points, points, points, points)


def _volume(number: int) -> Item:
    name = f"{number:017x}"
    return {
        "VolumeId": f"vol-{name}",
        "State": "in-use",
        "CreateTime": _MADE,
        "VolumeType": "gp3",
        "Size": 100,
        "Iops": 3000,
        "Throughput": 125,
        "AvailabilityZone": "eu-central-1a",
        "SnapshotId": f"snap-{name}",
        "MultiAttachEnabled": False,
        "Attachments": [
            {
                "InstanceId": f"i-{name}",
                "VolumeId": f"vol-{name}",
                "Device": "/dev/xvda",
                "State": "attached",
                "AttachTime": _MADE,
                "DeleteOnTermination": True,
            }
        ],
        "Tags": _pairs(TAGS),
    }


def _snapshot(number: int) -> Item:
    return {
        "SnapshotId": f"snap-{number:017x}",
        "VolumeId": f"vol-{number:017x}",
        "VolumeSize": 100,
        "FullSnapshotSizeInBytes": 53_687_091_200,
        "StorageTier": "standard",
        "State": "completed",
        "StartTime": _MADE,
        "Tags": _pairs(TAGS),
    }


def _group(number: int) -> Item:
    return {
        "logGroupName": f"/aws/lambda/orders-service-{number}",
        "creationTime": int(_MADE.timestamp() * 1000),
        "retentionInDays": 30,
        "metricFilterCount": 0,
        "storedBytes": 123_456_789,
        "logGroupClass": "STANDARD",
    }


def _queue(url: str, place: str) -> Item:
    name = url.rpartition("/")[2]
    return {
        "Attributes": {
            "QueueArn": f"arn:aws:sqs:{place}:{name}",
            "CreatedTimestamp": str(int(_MADE.timestamp())),
            "ReceiveMessageWaitTimeSeconds": "20",
            "ApproximateNumberOfMessages": "0",
        }
    }


def _pairs(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
