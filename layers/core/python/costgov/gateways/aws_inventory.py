"""EC2 instances and how they are used, in any account and region."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import batched
from typing import TYPE_CHECKING, Any, Final, Literal

from costgov.domain.daily_values import DailyValues, joined
from costgov.domain.digests import Samples, digest, exact, expected_points
from costgov.domain.measures import CloudWatchSource
from costgov.domain.metric_wants import WantedMetric
from costgov.domain.period import Window
from costgov.domain.resource_use import (
    CPU,
    MEMORY,
    NETWORK,
    Use,
    component_of,
    daily_use,
)
from costgov.domain.resources import INSTANCE, MetricDigest, Resource
from costgov.domain.runs import Target
from costgov.gateways.aws_accounts import ClientFactory, MemberSessions
from costgov.gateways.aws_agent import LINUX_MEMORY, OfInstance, agent_series
from costgov.gateways.aws_instance_attributes import instance_attributes
from costgov.gateways.aws_metrics import (
    EXTREMES,
    ONE_DAY_SECONDS,
    PERIOD_SECONDS,
    TOTAL,
    MetricReader,
    Series,
    SeriesData,
    Span,
)
from costgov.gateways.aws_signed_in import Clients, SignedIn
from costgov.gateways.aws_source_errors import source_errors
from costgov.gateways.ports import MetricAnswer

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

_EC2: Final = "AWS/EC2"
_CPU: Final = "CPUUtilization"
# What comes in tells nothing of capacity: the source that checks read it for asks for it.
_NETWORK: Final = "NetworkOut"
# Days of history are told by what has a limit to grow towards.
_GROWING: Final = frozenset({"cpu", "memory", "disk"})
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


class AwsInventory:
    """Inventory over boto3 clients, with a session of the target's account."""

    def __init__(
        self,
        sessions: MemberSessions,
        clients: ClientFactory,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._members = SignedIn(sessions, clients)
        self._sleep = sleep

    def instances(self, target: Target, as_of: date) -> list[Resource]:
        """See Inventory.instances."""
        return self._members.work(target, lambda clients: self._instances(target, as_of, clients))

    def digests(
        self,
        target: Target,
        resources: Sequence[Resource],
        window: Window,
        since: Mapping[str, date] | None = None,
    ) -> Iterator[MetricAnswer]:
        """See Inventory.digests; only running instances are asked for."""
        running = [resource for resource in resources if resource.state == "running"]
        agents: Mapping[str, OfInstance] = {}
        if running:
            agents = self._members.work(
                target, lambda clients: agent_series(self._reader(clients), running)
            )
        for some in batched(resources, _AT_ONCE, strict=False):
            asked = {
                resource.id: _series(resource.id, agents)
                for resource in some
                if resource.state == "running"
            }
            yield self._measured(target, some, asked, (window, since or {}))

    def _measured(
        self,
        target: Target,
        resources: Sequence[Resource],
        asked: Mapping[str, OfInstance],
        when: tuple[Window, Mapping[str, date]],
    ) -> MetricAnswer:
        window, since = when
        hours = self._read(target, [one for own in asked.values() for one in own.values()], window)
        use = {name: _daily(own, hours, PERIOD_SECONDS) for name, own in asked.items()}
        incomplete = {name for name, own in asked.items() if hours.incomplete & {*own.values()}}
        for start in sorted({since[name] for name in asked if name in since}):
            begun = {name: _growing(own) for name, own in asked.items() if since.get(name) == start}
            wanted = [one for own in begun.values() for one in own.values()]
            days = self._read(target, wanted, Window(start, window.start), ONE_DAY_SECONDS)
            for name, own in begun.items():
                if days.incomplete & {*own.values()}:
                    # Once a day of it is stored, history is not asked for again.
                    incomplete.add(name)
                    del use[name]
                else:
                    use[name] = _both(_daily(own, days, ONE_DAY_SECONDS), use[name])
        return MetricAnswer(
            {
                resource.id: _digests(resource, asked.get(resource.id, {}), hours, window)
                for resource in resources
            },
            tuple(sorted(incomplete)),
            use,
        )

    def _read(
        self,
        target: Target,
        wanted: Sequence[Series],
        window: Window,
        period_seconds: int = PERIOD_SECONDS,
    ) -> SeriesData:
        if not wanted:
            return SeriesData({}, frozenset())
        return self._members.work(
            target, lambda clients: self._reader(clients).read(wanted, window, period_seconds)
        )

    def values(
        self, target: Target, sources: Mapping[str, CloudWatchSource], windows: Mapping[str, Window]
    ) -> Mapping[str, DailyValues]:
        """See Inventory.values; a request each, which is billed by the metrics in it."""
        found: dict[str, DailyValues] = {}
        for name, source in sources.items():
            values = self._values(target, source, windows[name])
            if values is not None:
                found[name] = values
        return found

    def _values(
        self, target: Target, source: CloudWatchSource, window: Window
    ) -> DailyValues | None:
        """A value a day of the source's own statistic; None where points were withheld."""
        one = Series(source.namespace, source.metric, tuple(sorted(source.dimensions.items())))
        query, span = (one, source.statistic), Span(window, ONE_DAY_SECONDS)
        data = self._members.work(
            target, lambda clients: self._reader(clients).points([query], span)
        )
        if data.incomplete:
            return None
        return {at.date(): exact(value) for at, value in data.points[query].items()}

    def group_load(
        self, target: Target, groups: Sequence[str], window: Window
    ) -> Mapping[str, Mapping[datetime, Decimal]]:
        """See Inventory.group_load; EC2 publishes the CPU of a group's members as one metric."""
        queries = {
            name: (Series(_EC2, _CPU, (("AutoScalingGroupName", name),)), "Average")
            for name in groups
        }
        span = Span(window, PERIOD_SECONDS)
        data = self._members.work(
            target, lambda clients: self._reader(clients).points(queries.values(), span)
        )
        return {
            name: {at: exact(value) for at, value in data.points[query].items()}
            for name, query in queries.items()
            if query not in data.incomplete
        }

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
                _resource(target, self._members.partition, as_of, instance)
                for page in pages
                for reservation in page["Reservations"]
                for instance in reservation["Instances"]
            ]


def _resource(target: Target, partition: str, as_of: date, instance: Mapping[str, Any]) -> Resource:
    name = instance["InstanceId"]
    tags = {tag["Key"]: tag.get("Value", "") for tag in instance.get("Tags", [])}
    return Resource(
        id=name,
        arn=f"arn:{partition}:ec2:{target.region}:{target.account_id}:instance/{name}",
        kind=INSTANCE,
        account_id=target.account_id,
        region=target.region,
        state=instance["State"]["Name"],
        instance_type=instance.get("InstanceType"),
        lifecycle=_lifecycle(instance.get("InstanceLifecycle")),
        launched_at=instance.get("LaunchTime"),
        managed_by=managed_by(tags),
        tags=tags,
        attributes=instance_attributes(instance),
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


def _series(name: str, agents: Mapping[str, OfInstance]) -> OfInstance:
    """CPU and network, and what an agent publishes, by metric."""
    own = (("InstanceId", name),)
    network = Series(_EC2, _NETWORK, own, TOTAL)
    return {CPU: Series(_EC2, _CPU, own), **agents.get(name, {}), NETWORK: network}


def _growing(own: OfInstance) -> OfInstance:
    """What history is read of, without the percentiles that only digests need."""
    return {
        metric: replace(one, statistics=tuple(n for n in one.statistics if n in EXTREMES))
        for metric, one in own.items()
        if component_of(metric) in _GROWING
    }


def _daily(own: OfInstance, data: SeriesData, period_seconds: int) -> Use:
    return {
        key: values
        for metric, one in own.items()
        for key, values in daily_use(metric, data.samples[one], period_seconds).items()
    }


def _both(earlier: Use, later: Use) -> Use:
    return {
        key: joined((earlier.get(key, {}), later.get(key, {})))
        for key in sorted({*earlier, *later})
    }


def _digests(
    resource: Resource, own: OfInstance, data: SeriesData, window: Window
) -> tuple[MetricDigest, ...]:
    """CPU, then memory, and of what runs the network; what nobody publishes is "no data"."""
    running = resource.state == "running"
    expected = expected_points(window, PERIOD_SECONDS, resource.launched_at) if running else 0
    named = ((own.get(CPU), _CPU), (own.get(MEMORY), LINUX_MEMORY))
    shares = tuple(
        digest(
            one.metric if one else name,
            "Percent",
            window,
            data.samples[one] if one else Samples(),
            period_seconds=PERIOD_SECONDS,
            expected=expected,
        )
        for one, name in named
    )
    return (*shares, _sent(resource, data.samples[own[NETWORK]], window)) if running else shares


def _sent(resource: Resource, samples: Samples, window: Window) -> MetricDigest:
    """What left the instance, which capacity is told of day by day as well."""
    wanted = WantedMetric(
        resource=resource.key,
        digest=_NETWORK,
        namespace=_EC2,
        name=_NETWORK,
        unit="Bytes",
        dimensions=(("InstanceId", resource.id),),
        reading="count",
        window=window,
        period_seconds=PERIOD_SECONDS,
        launched_at=resource.launched_at,
        silent_is_zero=False,
    )
    return wanted.digested(samples)
