"""Auto Scaling groups: the CPU that EC2 reports of whichever members run, as one metric.

Members come and go, the group and its load stay: its history is older than any of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import numpy as np

from cli.local.synthetic.fleet import Instance
from cli.local.synthetic.metrics import Metric, cpu_percent
from cli.local.synthetic.noise import Floats, Ints

_CREATED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Group:
    """A group in one account and region with its present members."""

    name: str
    account_id: str
    region: str
    members: tuple[Instance, ...]
    launched: datetime = _CREATED

    def ran_until(self, now: datetime) -> datetime:
        """While it has members."""
        return max(member.ran_until(now) for member in self.members)


def group_metrics(instances: Iterable[Instance]) -> Iterator[Metric]:
    """The CPU of each group with members among these instances."""
    members: defaultdict[tuple[str, str, str], list[Instance]] = defaultdict(list)
    for instance in instances:
        if instance.group:
            members[instance.group, instance.account_id, instance.region].append(instance)
    for (name, account_id, region), own in members.items():
        yield Metric(
            "AWS/EC2",
            "CPUUtilization",
            (("AutoScalingGroupName", name),),
            "Percent",
            300,
            Group(name, account_id, region, tuple(own)),
            partial(_average, own),
        )


def _average(members: Sequence[Instance], times: Ints) -> Floats:
    """As if today's members had always been the ones."""
    average: Floats = np.mean([cpu_percent(member, times) for member in members], axis=0)
    return average
