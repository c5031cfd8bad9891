"""The running resources of a run's targets, and how they were used in their latest months."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from costgov.domain.daily_values import joined, unpacked
from costgov.domain.period import Month
from costgov.domain.resource_use import ResourceMonth, judged, parted
from costgov.domain.resources import INSTANCE, Resource
from costgov.domain.runs import COLLECT_RESOURCES, Target
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline import records
from costgov.pipeline.use_records import resource_month_sort, resource_months

# Older months are read of the few resources that are forecast.
_LATEST: Final = 2
_OLDER: Final = 5

STALE: Final = timedelta(days=21)
"""What ended longer ago, as nobody measures or pushes it any more, says nothing of today."""

_STEP: Final = f"{COLLECT_RESOURCES}#"

type Judged = Mapping[str, Mapping[date, Decimal]]
"""Daily values by metric, of the one statistic by which each is judged."""


@dataclass(frozen=True, slots=True)
class Used:
    """A running resource and its latest use, up to and including the as-of day."""

    resource: Resource
    use: Judged


def run_targets(control: DocumentStore, run_id: str) -> tuple[Target, ...]:
    """The accounts and regions a run looks at; none if it is not known."""
    try:
        steps = records.runs(control).get(run_id).expected_steps
    except NotFound:
        return ()
    names = sorted({name.partition("#")[2] for name in steps if name.startswith(_STEP)})
    parts = (name.partition("/") for name in names)
    return tuple(Target(account_id=account, region=region) for account, _, region in parts)


def used_resources(results: DocumentStore, targets: Iterable[Target], as_of: date) -> list[Used]:
    """The running resources of the targets in order, with two months of use."""
    return [one for target in targets for one in _of_target(results, target, as_of)]


def _of_target(results: DocumentStore, target: Target, as_of: date) -> list[Used]:
    parts = (target.account_id, target.region)
    by_resource: defaultdict[str, list[ResourceMonth]] = defaultdict(list)
    for back in range(_LATEST - 1, -1, -1):
        month = Month.of(as_of).shift(-back)
        for one in resource_months(results).all(*parts, prefix=f"{month}#"):
            by_resource[one.resource_id].append(one)
    return [
        Used(resource, _judged(by_resource.get(resource.id, ()), as_of))
        for resource in records.resources(results).all(*parts, prefix=f"{INSTANCE}#")
        if resource.state == "running"
    ]


def with_history(results: DocumentStore, used: Used, as_of: date) -> Used:
    """The same with five months more."""
    resource, table = used.resource, resource_months(results)
    found = []
    for back in range(_LATEST + _OLDER - 1, _LATEST - 1, -1):
        sort = resource_month_sort(str(Month.of(as_of).shift(-back)), resource.id)
        with suppress(NotFound):
            found.append(table.get(sort, resource.account_id, resource.region))
    older = _judged(found, as_of)
    every = {
        metric: joined((older.get(metric, {}), used.use.get(metric, {})))
        for metric in {**older, **used.use}
    }
    return Used(resource, every)


def _judged(months: Sequence[ResourceMonth], as_of: date) -> dict[str, dict[date, Decimal]]:
    found: defaultdict[str, dict[date, Decimal]] = defaultdict(dict)
    for one in months:
        month = Month.parse(one.month)
        for key, text in one.use.items():
            metric, statistic = parted(key)
            if judged(metric) == statistic:
                values = unpacked(text, month)
                found[metric] |= {day: value for day, value in values.items() if day <= as_of}
    return dict(found)
