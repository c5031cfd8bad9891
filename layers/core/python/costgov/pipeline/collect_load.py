"""Collects the hourly load of the Auto Scaling groups of one account and region."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from costgov.domain.load import HISTORY, GroupLoad, groups_of
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.resources import Resource
from costgov.domain.runs import COLLECT_RESOURCES, Gap, Target
from costgov.errors import SourceError
from costgov.gateways.ports import DocumentStore, Inventory
from costgov.pipeline.findings import Findings
from costgov.pipeline.load_records import group_loads, load_sort

MOST_GROUPS: Final = 100
"""Groups of one account and region that are followed; each is a billed metric a day."""


def collect_load(
    inventory: Inventory,
    results: DocumentStore,
    target: Target,
    found: Sequence[Resource],
    as_of: date,
) -> Findings:
    """Store four weeks of hours of every group with running members; forget groups that are gone.

    The whole window is read anew: CloudWatch bills a metric, not its points, and what it corrects
    is corrected here. A group of which points were withheld keeps what is stored and is a gap; one
    without points, launched within the hour, is tried again tomorrow.

    Raises:
        StoreError: hours could not be read or written.
    """
    every = groups_of(list(found))
    groups = every[:MOST_GROUPS]
    table, prefix = group_loads(results), load_sort(target)
    kept = {load.group: load for load in table.all(prefix=prefix) if load.group in groups}
    gaps: list[Gap] = []
    if len(every) > len(groups):
        detail = f"{len(every) - len(groups)} groups beyond the first {MOST_GROUPS}"
        gaps.append(_gap(target, as_of, "too-many", detail))
    if groups:
        try:
            points = inventory.group_load(target, groups, Window(as_of - HISTORY, as_of))
        except SourceError as error:
            gaps.append(_gap(target, as_of, error.reason, str(error)))
        else:
            fresh = {name: own for name, own in points.items() if own}
            kept |= {name: GroupLoad.of(target, name, as_of, own) for name, own in fresh.items()}
            gaps += [
                _gap(target, as_of, "incomplete-metrics", f"group {name}: points were withheld")
                for name in groups
                if name not in points
            ]
    table.make_equal(
        [(load_sort(target, name), load) for name, load in kept.items()], prefix=prefix
    )
    expected = 1 if groups else 0
    return Findings(expected, expected if not gaps else 0, tuple(gaps))


def _gap(target: Target, as_of: date, reason: str, detail: str) -> Gap:
    return Gap(
        step=COLLECT_RESOURCES,
        target=str(target),
        reason=reason,
        detail=f"load: {detail}",
        retry_after=as_of + ONE_DAY,
    )
