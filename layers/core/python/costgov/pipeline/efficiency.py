"""How well the resources of a run are used: scores of each, of accounts and of all."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.capacity import UsePolicy
from costgov.domain.efficiency import (
    EfficiencyReport,
    GroupKind,
    GroupScores,
    ResourceScores,
    ScoreInput,
    efficiency_input,
    group_scores,
    health_input,
    measure_scores,
    scores,
    size_of,
)
from costgov.domain.insights import Basis
from costgov.domain.measures import Measure
from costgov.domain.resource_use import DISK, component_of
from costgov.domain.resources import MetricDigest
from costgov.pipeline.estate_use import STALE, Used

MOST_SHOWN: Final = 200
METHOD: Final = (
    "use over target of the component used best; sums weighted by AWS's normalised instance size"
)
_ONE: Final = Decimal(1)


def efficiency_report(
    policy: UsePolicy,
    values: Mapping[str, Decimal],
    measures: Sequence[Measure],
    resources: Sequence[Used],
    as_of: date,
) -> EfficiencyReport:
    """The scores of every running resource, put together by account and service.

    Args:
        values: where each measure stands.
    """
    found = [_of(used, policy, as_of) for used in resources]
    marked = [one for one in found if one.scores.mark in {"low", "high"}]
    marked.sort(key=lambda one: (-abs((one.scores.efficiency or _ONE) - _ONE), one.resource))
    measured = (measure_scores(one, values[one.name]) for one in measures if one.name in values)
    return EfficiencyReport(
        as_of=as_of,
        policy=policy,
        groups=(
            group_scores("organisation", None, found),
            *_groups("account", found, lambda one: one.account_id),
            *_groups("service", found, lambda one: one.kind),
        ),
        measures=tuple(one for one in measured if one is not None),
        resources=tuple(marked[:MOST_SHOWN]),
        marked=len(marked),
        basis=Basis(sources=("cloudwatch",), as_of=as_of.isoformat(), method=METHOD),
    )


def _groups(
    kind: GroupKind, found: Sequence[ResourceScores], key: Callable[[ResourceScores], str]
) -> list[GroupScores]:
    return [
        group_scores(kind, value, [one for one in found if key(one) == value])
        for value in sorted({key(one) for one in found})
    ]


def _of(used: Used, policy: UsePolicy, as_of: date) -> ResourceScores:
    resource = used.resource
    return ResourceScores(
        resource=resource.arn,
        resource_name=resource.tags.get("Name"),
        kind=resource.kind,
        account_id=resource.account_id,
        region=resource.region,
        instance_type=resource.instance_type,
        size=size_of(resource.instance_type),
        scores=scores(_inputs(used, policy, as_of)),
    )


def _inputs(used: Used, policy: UsePolicy, as_of: date) -> list[ScoreInput]:
    """Efficiency by averages of CPU and memory, health by what they and the disks peak at."""
    cpu, memory = (_digest(used, name, as_of) for name in ("cpu", "mem"))
    disks = [
        values[max(values)]
        for metric, values in used.use.items()
        if component_of(metric) == DISK and values and as_of - max(values) <= STALE
    ]
    fullest = max(disks, default=None)
    return [
        efficiency_input("cpu", "14-day average", cpu.avg if cpu else None, policy),
        efficiency_input("memory", "14-day average", memory.avg if memory else None, policy),
        health_input("cpu", "14-day 95th percentile", cpu.p95 if cpu else None, policy),
        health_input("memory", "14-day 95th percentile", memory.p95 if memory else None, policy),
        health_input("disk", "fullest file system", fullest, policy),
    ]


def _digest(used: Used, name: str, as_of: date) -> MetricDigest | None:
    found = (one for one in used.resource.digests if one.metric.lower().startswith(name))
    return next((one for one in found if as_of - one.end <= STALE), None)
