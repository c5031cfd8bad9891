"""CloudWatch Logs: log groups with what they take in, and the metric filters on them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import (
    ONE_DAY,
    Item,
    MetricSpec,
    Place,
    Source,
    kept,
)
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

GROUP: Final = "AWS::Logs::LogGroup"
FILTER: Final = "AWS::Logs::MetricFilter"
_GROUPS: Final = "logs:DescribeLogGroups"
_FILTERS: Final = "logs:DescribeMetricFilters"
_SUBSCRIPTIONS: Final = Setting(
    "SubscriptionFilters",
    "logs:DescribeSubscriptionFilters",
    lambda it: [one["filterName"] for one in it.get("subscriptionFilters", ())],
)
# The call is made group by group, five times a second at most: only for what holds much.
_LARGE_BYTES: Final = 10 * 10**9


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "logs:log-group")
    for group in reader.each(_GROUPS, "logGroups"):
        yield _group(reader, place, group, tags)
    for one in reader.each(_FILTERS, "metricFilters"):
        name = f"{one['logGroupName']}:{one['filterName']}"
        yield place.resource(
            FILTER,
            name,
            place.arn("logs", f"metric-filter:{name}"),
            created=_instant(one),
            attributes=kept(one, "logGroupName", "metricTransformations"),
        )


def _group(
    reader: Reader, place: Place, group: Item, tags: Mapping[str, Mapping[str, str]]
) -> Resource:
    name = group["logGroupName"]
    told = kept(group, "retentionInDays", "metricFilterCount", "storedBytes", "logGroupClass")
    if group.get("storedBytes", 0) >= _LARGE_BYTES:
        told |= _SUBSCRIPTIONS.read(reader, logGroupName=name)
    arn = place.arn("logs", f"log-group:{name}")
    return place.resource(
        GROUP,
        name,
        arn,
        created=_instant(group),
        tags=tags.get(arn),
        attributes=told,
    )


def _instant(item: Item) -> datetime | None:
    """CloudWatch Logs counts milliseconds since 1970."""
    return (
        datetime.fromtimestamp(item["creationTime"] / 1000, UTC) if "creationTime" in item else None
    )


def _dimensions(group: Resource) -> Mapping[str, str]:
    return {"LogGroupName": group.id}


SOURCE: Final = Source(
    name="logs",
    kinds=(GROUP, FILTER),
    calls=(_GROUPS, _FILTERS, _SUBSCRIPTIONS.call, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(
            GROUP,
            "AWS/Logs",
            "IncomingBytes",
            "Bytes",
            _dimensions,
            reading="count",
            days=90,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        ),
    ),
)
