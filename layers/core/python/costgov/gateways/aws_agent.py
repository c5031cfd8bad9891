"""What the CloudWatch agent publishes of instances: memory and file systems, where there is one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from costgov.domain.resource_use import DISK, MEMORY
from costgov.domain.resources import Resource
from costgov.gateways.aws_metrics import GAUGE, HIGHEST, Dimensions, MetricReader, Series

_NAMESPACE: Final = "CWAgent"
# What the agent calls used memory on Linux and on Windows, both in percent.
LINUX_MEMORY: Final = "mem_used_percent"
_MEMORY: Final = (LINUX_MEMORY, "Memory % Committed Bytes In Use")
_DISK: Final = "disk_used_percent"
# File systems of the kernel's own, or read-only ones that are always full.
_NOT_STORED: Final = frozenset(
    {"tmpfs", "devtmpfs", "overlay", "squashfs", "proc", "sysfs", "cgroup", "iso9660", "efivarfs"}
)
# An instance's file systems that are looked at, the root first; each metric asked for is billed.
_FILE_SYSTEMS: Final = 3

type OfInstance = Mapping[str, Series]
"""Series by metric: `memory`, `disk:<path>`."""


def agent_series(reader: MetricReader, running: Sequence[Resource]) -> dict[str, OfInstance]:
    """What agents publish of these instances, under its own dimensions; by instance id.

    Raises:
        SourceError: CloudWatch did not answer.
    """
    by_id = {resource.id: resource for resource in running}
    found: defaultdict[str, defaultdict[str, list[Series]]] = defaultdict(lambda: defaultdict(list))
    for name in (*_MEMORY, _DISK):
        for dimensions in reader.dimension_sets(_NAMESPACE, name):
            said = dict(dimensions)
            owner, metric = said.get("InstanceId"), _metric(name, said)
            if owner in by_id and metric is not None:
                statistics = HIGHEST if name == _DISK else GAUGE
                found[owner][metric].append(Series(_NAMESPACE, name, dimensions, statistics))
    return {
        owner: {metric: _best(by_id[owner], every[metric]) for metric in _few(every)}
        for owner, every in found.items()
    }


def _metric(name: str, dimensions: Mapping[str, str]) -> str | None:
    if name != _DISK:
        return MEMORY
    path = dimensions.get("path")
    stored = dimensions.get("fstype") not in _NOT_STORED
    return f"{DISK}:{path}" if path is not None and stored else None


def _few(metrics: Iterable[str]) -> list[str]:
    """Memory and the first file systems; the root's path is the shortest of all."""
    disks = sorted(metric for metric in metrics if metric != MEMORY)[:_FILE_SYSTEMS]
    return [*(metric for metric in metrics if metric == MEMORY), *disks]


def _best(resource: Resource, series: Iterable[Series]) -> Series:
    """Of several sets the one of today's instance type, then the one with fewest dimensions.

    An instance that was resized has published under its former type as well.
    """

    def rank(one: Series) -> tuple[bool, int, str, Dimensions]:
        of_type = dict(one.dimensions).get("InstanceType", resource.instance_type)
        stale = of_type != resource.instance_type
        return stale, len(one.dimensions), one.metric, one.dimensions

    return min(series, key=rank)
