"""EC2 instances and their CPU and memory use, in any account and region."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import batched
from typing import TYPE_CHECKING, Any, Final, Literal

from costgov.domain.digests import Samples, digest, expected_points
from costgov.domain.period import Window
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import Target
from costgov.errors import RegionDisabled, SourceDenied, StaleSession
from costgov.gateways.aws_accounts import ClientFactory, MemberSessions
from costgov.gateways.aws_metrics import (
    PERIOD_SECONDS,
    Dimensions,
    MetricReader,
    Series,
    SeriesData,
)
from costgov.gateways.aws_source_errors import is_region_off, source_errors
from costgov.gateways.ports import MetricAnswer

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

_CPU: Final = ("AWS/EC2", "CPUUtilization")
# What the CloudWatch agent calls used memory on Linux and on Windows, both in percent.
_MEMORY: Final = (
    ("CWAgent", "mem_used_percent"),
    ("CWAgent", "Memory % Committed Bytes In Use"),
)
_PAGE: Final = 1000
# Resources whose metrics are in memory at once: some 200,000 points, whatever the account holds.
_AT_ONCE: Final = 100
# Who replaces the instance when it goes: the most specific manager comes first.
_MANAGERS: Final = (
    ("aws:eks:cluster-name", "eks"),
    ("eks:cluster-name", "eks"),
    ("aws:elasticmapreduce:job-flow-id", "emr"),
    ("elasticbeanstalk:environment-name", "elasticbeanstalk"),
    ("aws:autoscaling:groupName", "autoscaling"),
)
_KUBERNETES: Final = "kubernetes.io/cluster/"

type Clients = Callable[[str], Any]


class AwsInventory:
    """Inventory over boto3 clients, with a session of the target's account."""

    def __init__(
        self,
        sessions: MemberSessions,
        clients: ClientFactory,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sessions = sessions
        self._clients = clients
        self._sleep = sleep

    def instances(self, target: Target, as_of: date) -> list[Resource]:
        """See Inventory.instances."""
        return self._signed_in(target, lambda clients: self._instances(target, as_of, clients))

    def digests(
        self, target: Target, resources: Sequence[Resource], window: Window
    ) -> Iterator[MetricAnswer]:
        """See Inventory.digests; only running instances are asked for."""
        running = [resource for resource in resources if resource.state == "running"]
        memory: Mapping[str, Series] = {}
        if running:
            memory = self._signed_in(
                target, lambda clients: _memory_series(self._reader(clients), running)
            )
        for some in batched(resources, _AT_ONCE, strict=False):
            yield self._measured(target, some, memory, window)

    def _measured(
        self,
        target: Target,
        resources: Sequence[Resource],
        memory: Mapping[str, Series],
        window: Window,
    ) -> MetricAnswer:
        series = {
            resource.id: _series(resource.id, memory)
            for resource in resources
            if resource.state == "running"
        }
        wanted = [one for own in series.values() for one in own]
        data = SeriesData({}, frozenset())
        if wanted:
            data = self._signed_in(
                target, lambda clients: self._reader(clients).read(wanted, window)
            )
        return MetricAnswer(
            {
                resource.id: _digests(resource, series.get(resource.id, ()), data, window)
                for resource in resources
            },
            tuple(sorted(name for name, own in series.items() if data.incomplete & set(own))),
        )

    def _reader(self, clients: Clients) -> MetricReader:
        return MetricReader(clients("cloudwatch"), self._sleep)

    def _instances(self, target: Target, as_of: date, clients: Clients) -> list[Resource]:
        ec2: EC2Client = clients("ec2")
        pages = ec2.get_paginator("describe_instances").paginate(
            PaginationConfig={"PageSize": _PAGE}
        )
        with source_errors(f"list instances of {target}"):
            # Page by page: what EC2 says of an instance is twenty times what is kept.
            return [
                _resource(target, self._sessions.partition, as_of, instance)
                for page in pages
                for reservation in page["Reservations"]
                for instance in reservation["Instances"]
            ]

    def _signed_in[T](self, target: Target, work: Callable[[Clients], T]) -> T:
        """Do the work with the account's session; once more with a new one if it has ended."""
        try:
            return self._once(target, work)
        except StaleSession:
            self._sessions.forget(target.account_id)
            return self._once(target, work)

    def _once[T](self, target: Target, work: Callable[[Clients], T]) -> T:
        clients = self._clients_of(target)
        try:
            return work(clients)
        except SourceDenied as error:
            if is_region_off(error):
                raise RegionDisabled(f"{error} (is {target.region} enabled?)") from error.__cause__
            raise

    def _clients_of(self, target: Target) -> Clients:
        credentials = self._sessions.credentials(target.account_id)
        return lambda service: self._clients(service, target.region, credentials)


def _resource(target: Target, partition: str, as_of: date, instance: Mapping[str, Any]) -> Resource:
    name = instance["InstanceId"]
    tags = {tag["Key"]: tag.get("Value", "") for tag in instance.get("Tags", [])}
    return Resource(
        id=name,
        arn=f"arn:{partition}:ec2:{target.region}:{target.account_id}:instance/{name}",
        kind="AWS::EC2::Instance",
        account_id=target.account_id,
        region=target.region,
        state=instance["State"]["Name"],
        instance_type=instance.get("InstanceType"),
        lifecycle=_lifecycle(instance.get("InstanceLifecycle")),
        launched_at=instance.get("LaunchTime"),
        managed_by=managed_by(tags),
        tags=tags,
        digests=(),
        as_of=as_of,
    )


def _lifecycle(text: str | None) -> Literal["on-demand", "spot", "scheduled"]:
    """AWS names only what is not on demand; capacity blocks are bought for a set time too."""
    if text is None:
        return "on-demand"
    return "spot" if text == "spot" else "scheduled"


def managed_by(tags: Mapping[str, str]) -> str | None:
    """What keeps the instance alive, as `<manager>/<name>`; None when nothing does.

    >>> managed_by({"aws:autoscaling:groupName": "web", "eks:cluster-name": "shop"})
    'eks/shop'
    """
    owned = [
        tag.removeprefix(_KUBERNETES)
        for tag, value in sorted(tags.items())
        if tag.startswith(_KUBERNETES) and value == "owned"
    ]
    if owned:
        return f"eks/{owned[0]}"
    return next((f"{manager}/{tags[tag]}" for tag, manager in _MANAGERS if tag in tags), None)


def _series(name: str, memory: Mapping[str, Series]) -> tuple[Series, ...]:
    """CPU, and memory where an agent publishes it."""
    cpu = Series(*_CPU, (("InstanceId", name),))
    return (cpu, memory[name]) if name in memory else (cpu,)


def _memory_series(reader: MetricReader, running: Sequence[Resource]) -> dict[str, Series]:
    """The memory metric of each instance whose agent publishes one, under its own dimensions."""
    by_id = {resource.id: resource for resource in running}
    found: dict[str, list[Series]] = {}
    for namespace, metric in _MEMORY:
        for dimensions in reader.dimension_sets(namespace, metric):
            owner = dict(dimensions).get("InstanceId")
            if owner in by_id:
                found.setdefault(owner, []).append(Series(namespace, metric, dimensions))
    return {name: _best(by_id[name], series) for name, series in found.items()}


def _best(resource: Resource, series: Iterable[Series]) -> Series:
    """Of several sets the one of today's instance type, then the one with fewest dimensions.

    An instance that was resized has published under its former type as well.
    """

    def rank(one: Series) -> tuple[bool, int, str, Dimensions]:
        of_type = dict(one.dimensions).get("InstanceType", resource.instance_type)
        stale = of_type != resource.instance_type
        return stale, len(one.dimensions), one.metric, one.dimensions

    return min(series, key=rank)


def _digests(
    resource: Resource, series: Sequence[Series], data: SeriesData, window: Window
) -> tuple[MetricDigest, ...]:
    """CPU, then memory; a metric nobody publishes is there too, as "no data"."""
    running = resource.state == "running"
    expected = expected_points(window, PERIOD_SECONDS, resource.launched_at) if running else 0
    measured = {one.metric: data.samples[one] for one in series}
    memory = next((name for _, name in _MEMORY if name in measured), _MEMORY[0][1])
    return tuple(
        digest(
            metric,
            "Percent",
            window,
            measured.get(metric, Samples()),
            period_seconds=PERIOD_SECONDS,
            expected=expected,
        )
        for metric in (_CPU[1], memory)
    )
