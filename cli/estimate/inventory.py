"""What resources, their metrics and the advice on them take, counted from the design.

Sizes of documents are those of the synthetic organisation; `make bench-cost` holds what a day
takes against what the pipeline really uses on generated estates.
"""

from dataclasses import dataclass
from typing import Final

from cli.estimate.scale import MONTHS, Scale

_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class PerResource:
    """Of one resource: metrics and statistics a week; write units of its document, kilobytes of it
    and, packed, of its evidence; how often a week and how often a day it is written and read."""

    metrics: float
    statistics: float
    units: float
    kilobytes: float
    packed: float
    writes_a_week: float
    reads_a_day: float


# CPU (three statistics), network in and out; where an agent runs, on half of the instances, memory
# (three) and a file system; of burstable types, a quarter, the credits (three) and what is charged
# beyond them. Measured twice on its day: with capacity, and by the inventory's source.
INSTANCE: Final = PerResource(4.5, 8, 3, 2.8, 0.35, 2, 6)
# Operations and bytes, read and written. Written as listed, and when it has been measured.
VOLUME: Final = PerResource(4, 4, 2, 1.8, 0.1, 2, 3)
# Log groups, functions, queues, buckets, databases, snapshots …: one metric each on average, for
# half of them have none.
OTHER: Final = PerResource(1, 1.5, 1.3, 1.1, 0.1, 1.7, 3)
# One Auto Scaling group for so many instances, its load read every day.
_INSTANCES_A_GROUP: Final = 25
# An instance's month of daily use, two units long: written when it is measured, the month before
# often with it; the latest two months are read by collect_resources and by analyse.
_USE_WRITES, _USE_READS, _USE_KB = 1.3 * 2 / _WEEK, 0.3, 2
_READERS_OF_USE: Final = 2
# A read of whole partitions, eventually consistent: two kilobytes a quarter of a unit.
_READ_UNITS_A_KB: Final = 0.125
# One in twenty of the further resources is a bucket, which fourteen requests a day look into.
_BUCKETS, _BUCKET_READS, _BUCKET_LISTS = 0.05, 12, 2
# One in ten resources has a recommendation, of three units, written whenever its saving or its
# last day changes, which is daily. Optimise and the report read it.
_ADVISED, _ADVICE_WRITES, _ADVICE_READS = 0.1, 3, 1
# A region's price sheets and instance types: written weekly, read by optimise every day.
_PRICE_WRITES, _PRICE_READS, _PRICE_MB = 900, 150, 1
# Judging and pricing: GB-seconds of a resource; of a target, its listings wait for AWS.
_JUDGED_GBS, _TARGET_GBS, _INSTANCE_GBS = 0.004, 30, 0.03


def metrics_a_day(scale: Scale) -> float:
    """Metrics asked of CloudWatch on a mean day."""
    weekly = sum(count * one.metrics for count, one in _parts(scale))
    return weekly / _WEEK + _groups(scale)


def statistics_a_day(scale: Scale) -> float:
    """Statistics of those metrics."""
    weekly = sum(count * one.statistics for count, one in _parts(scale))
    return weekly / _WEEK + _groups(scale)


def collecting_writes(scale: Scale) -> float:
    """Write units of a day's inventory, metrics and use."""
    documents = sum(count * one.units * one.writes_a_week for count, one in _parts(scale)) / _WEEK
    return documents + scale.instances * _USE_WRITES + 2 * scale.targets


def collecting_reads(scale: Scale) -> float:
    """Read units of comparing with what is stored."""
    documents = sum(count * one.kilobytes for count, one in _parts(scale)) * _READ_UNITS_A_KB
    return documents + scale.instances * _USE_READS + 2 * scale.targets


def advice_writes(scale: Scale) -> float:
    """Write units of a day's backlog, and of a week's prices."""
    return _advised(scale) * _ADVICE_WRITES + scale.regions * _PRICE_WRITES / _WEEK


def readers_units(scale: Scale) -> float:
    """Read units a day of the steps that come after collecting."""
    documents = sum(count * one.kilobytes * (one.reads_a_day - 1) for count, one in _parts(scale))
    use = scale.instances * _USE_READS * (_READERS_OF_USE - 1)
    prices = scale.regions * _PRICE_READS
    return documents * _READ_UNITS_A_KB + use + prices + _advised(scale) * _ADVICE_READS


def gb_seconds(scale: Scale) -> float:
    """Of a day's collecting and judging."""
    judged = _count(scale) * _JUDGED_GBS
    return scale.targets * _TARGET_GBS + scale.instances * _INSTANCE_GBS + judged


def stored_gb(scale: Scale) -> float:
    """Resources, the first year of their use, advice and prices."""
    documents = sum(count * one.kilobytes for count, one in _parts(scale))
    use = scale.instances * _USE_KB * MONTHS
    advice = _advised(scale) * _ADVICE_WRITES
    return (documents + use + advice) / 10**6 + scale.regions * _PRICE_MB / 10**3


def evidence_gb_a_day(scale: Scale) -> float:
    """Packed inventories of a day."""
    return sum(count * one.packed for count, one in _parts(scale)) / 10**6


def evidence_files(scale: Scale) -> int:
    """Files of a day: of a target the instances that were measured, the others and the services, of
    an account what belongs to no region."""
    return 3 * scale.targets + scale.accounts


def bucket_lists(scale: Scale) -> float:
    """Requests a day that list what is in buckets, at the price of a PUT."""
    return _buckets(scale) * _BUCKET_LISTS


def bucket_reads(scale: Scale) -> float:
    """Requests a day for settings of buckets, at the price of a GET."""
    return _buckets(scale) * _BUCKET_READS


def _parts(scale: Scale) -> tuple[tuple[int, PerResource], ...]:
    further = scale.resources * scale.accounts
    return (scale.instances, INSTANCE), (scale.volumes, VOLUME), (further, OTHER)


def _count(scale: Scale) -> int:
    return sum(count for count, _ in _parts(scale))


def _buckets(scale: Scale) -> float:
    return scale.resources * scale.accounts * _BUCKETS


def _advised(scale: Scale) -> float:
    return _count(scale) * _ADVISED


def _groups(scale: Scale) -> float:
    return scale.instances / _INSTANCES_A_GROUP
