"""CloudWatch metrics in batches; every query asked for is answered or named as incomplete."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from costgov.domain.digests import Samples, instants
from costgov.domain.period import Window
from costgov.errors import QueryRestart
from costgov.gateways.aws_source_errors import source_errors

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

# Hourly points are kept for 455 days; a finer period of an older day comes back empty, unasked.
PERIOD_SECONDS: Final = 3600
_STATISTICS: Final = {"average": "Average", "p95": "p95", "maximum": "Maximum"}
_MAX_QUERIES: Final = 500
_MAX_POINTS: Final = 100_800
_ATTEMPTS: Final = 3

type Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One metric with the exact dimension set it is published under."""

    namespace: str
    metric: str
    dimensions: Dimensions


@dataclass(frozen=True, slots=True)
class SeriesData:
    """Samples of every series asked for, and those that CloudWatch did not answer in full."""

    samples: Mapping[Series, Samples]
    incomplete: frozenset[Series]


type Query = tuple[Series, str]
type Collected = dict[Query, dict[datetime, Decimal]]


class MetricReader:
    """Reads metrics of one account and region."""

    def __init__(
        self, client: "CloudWatchClient", sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._sleep = sleep

    def dimension_sets(self, namespace: str, metric: str) -> list[Dimensions]:
        """Every dimension set the metric was published under in the last two weeks.

        Raises:
            SourceError: CloudWatch did not answer.
        """
        pages = self._client.get_paginator("list_metrics").paginate(
            Namespace=namespace, MetricName=metric
        )
        with source_errors(f"list metrics {namespace} {metric}"):
            found = [listed for page in pages for listed in page["Metrics"]]
        return [
            tuple((one["Name"], one["Value"]) for one in listed.get("Dimensions", []))
            for listed in found
        ]

    def read(self, wanted: Iterable[Series], window: Window) -> SeriesData:
        """Hourly average, p95 and maximum of each series over the window's days.

        All statistics of a metric travel in one request, which is billed as one metric.

        Raises:
            SourceError: CloudWatch did not answer.
        """
        queries: list[Query] = [(one, name) for one in wanted for name in _STATISTICS]
        collected: Collected = {query: {} for query in queries}
        unanswered: set[Query] = set()
        for batch in batched(queries, _batch_size(window), strict=False):
            unanswered.update(self._read_batch(batch, window, collected))
        by_series: dict[Series, dict[str, dict[datetime, Decimal]]] = defaultdict(dict)
        for (one, name), points in collected.items():
            by_series[one][name] = points
        return SeriesData(
            {one: Samples(**points) for one, points in by_series.items()},
            frozenset(one for one, _ in unanswered),
        )

    def _read_batch(
        self, batch: Sequence[Query], window: Window, collected: Collected
    ) -> Sequence[Query]:
        """Ask until every query is complete, at most a few times; returns what is not."""
        pending = batch
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._sleep(2.0**attempt)
            try:
                pending = self._ask(pending, window, collected)
            except QueryRestart:
                continue
            if not pending:
                break
        return pending

    def _ask(
        self, queries: Sequence[Query], window: Window, collected: Collected
    ) -> Sequence[Query]:
        by_id = {f"q{number}": query for number, query in enumerate(queries)}
        start, end = instants(window)
        request: dict[str, Any] = {
            "MetricDataQueries": [_query(name, query) for name, query in by_id.items()],
            "StartTime": start,
            "EndTime": end,
            "MaxDatapoints": _MAX_POINTS,
        }
        status = dict.fromkeys(by_id, "Unanswered")
        while True:
            with source_errors("read metrics"):
                answer = self._client.get_metric_data(**request)
            for result in answer["MetricDataResults"]:
                name = result["Id"]
                status[name] = result["StatusCode"]
                points = zip(result["Timestamps"], result["Values"], strict=True)
                collected[by_id[name]].update((at, Decimal(str(value))) for at, value in points)
            if not (token := answer.get("NextToken")):
                break
            request["NextToken"] = token
        return [by_id[name] for name, state in status.items() if state != "Complete"]


def _batch_size(window: Window) -> int:
    points = len(window) * 86_400 // PERIOD_SECONDS
    most = min(_MAX_QUERIES, _MAX_POINTS // max(points, 1))
    return max(most - most % len(_STATISTICS), len(_STATISTICS))


def _query(name: str, query: Query) -> dict[str, Any]:
    series, statistic = query
    dimensions = [{"Name": key, "Value": value} for key, value in series.dimensions]
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": series.namespace,
                "MetricName": series.metric,
                "Dimensions": dimensions,
            },
            "Period": PERIOD_SECONDS,
            "Stat": _STATISTICS[statistic],
        },
    }
