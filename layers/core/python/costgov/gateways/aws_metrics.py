"""CloudWatch metrics in batches; every query asked for is answered or named as incomplete."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from costgov.domain.digests import Points, Samples, instants
from costgov.domain.period import Window
from costgov.errors import QueryRestart
from costgov.gateways.aws_source_errors import source_errors

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

# Hourly points are kept for 455 days; a finer period of an older day comes back empty, unasked.
PERIOD_SECONDS: Final = 3600
ONE_DAY_SECONDS: Final = 86_400
_STATISTICS: Final = {
    "average": "Average",
    "p95": "p95",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "total": "Sum",
}
GAUGE: Final = ("average", "p95", "maximum")
STOCK: Final = ("average", "minimum", "maximum")
EXTREMES: Final = ("average", "maximum")
HIGHEST: Final = ("maximum",)
TOTAL: Final = ("total",)
_MAX_QUERIES: Final = 500
_MAX_POINTS: Final = 100_800
_ATTEMPTS: Final = 3

type Dimensions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One metric with the exact dimension set it is published under, and the statistics to ask.

    Their names are the fields of Samples.
    """

    namespace: str
    metric: str
    dimensions: Dimensions
    statistics: tuple[str, ...] = GAUGE


@dataclass(frozen=True, slots=True)
class SeriesData:
    """Samples of every series asked for, and those that CloudWatch did not answer in full."""

    samples: Mapping[Series, Samples]
    incomplete: frozenset[Series]


@dataclass(frozen=True, slots=True)
class Span:
    """Which days are asked for, and how long the periods of the answer are."""

    window: Window
    period_seconds: int

    @property
    def points(self) -> int:
        """How many periods that is."""
        return len(self.window) * ONE_DAY_SECONDS // self.period_seconds


type Query = tuple[Series, str]
"""A series and one of CloudWatch's statistics of it."""
type Collected = dict[Query, dict[datetime, float]]


@dataclass(frozen=True, slots=True)
class QueryData:
    """Points of every query asked for, and those that CloudWatch did not answer in full."""

    points: Mapping[Query, Points]
    incomplete: frozenset[Query]


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

    def read(
        self, wanted: Iterable[Series], window: Window, period_seconds: int = PERIOD_SECONDS
    ) -> SeriesData:
        """The statistics of each series over the window's days, by the hour if nothing is said.

        All statistics of a metric travel in one request, which is billed as one metric.

        Raises:
            SourceError: CloudWatch did not answer.
        """
        queries = {(one, _STATISTICS[name]): name for one in wanted for name in one.statistics}
        data = self.points(queries, Span(window, period_seconds))
        by_series: dict[Series, dict[str, Points]] = defaultdict(dict)
        for query, name in queries.items():
            by_series[query[0]][name] = data.points[query]
        return SeriesData(
            {one: Samples(**points) for one, points in by_series.items()},
            frozenset(one for one, _ in data.incomplete),
        )

    def points(self, queries: Iterable[Query], span: Span) -> QueryData:
        """The points of each query; those of one series come one after the other.

        Raises:
            SourceError: CloudWatch did not answer.
        """
        asked = list(queries)
        collected: Collected = {query: {} for query in asked}
        unanswered: set[Query] = set()
        for batch in _batches(asked, span):
            unanswered.update(self._read_batch(batch, span, collected))
        return QueryData(collected, frozenset(unanswered))

    def _read_batch(
        self, batch: Sequence[Query], span: Span, collected: Collected
    ) -> Sequence[Query]:
        """Ask until every query is complete, at most a few times; returns what is not."""
        pending = batch
        for attempt in range(_ATTEMPTS):
            if attempt:
                self._sleep(2.0**attempt)
            try:
                pending = self._ask(pending, span, collected)
            except QueryRestart:
                continue
            if not pending:
                break
        return pending

    def _ask(self, queries: Sequence[Query], span: Span, collected: Collected) -> Sequence[Query]:
        by_id = {f"q{number}": query for number, query in enumerate(queries)}
        start, end = instants(span.window)
        request: dict[str, Any] = {
            "MetricDataQueries": [
                _query(name, query, span.period_seconds) for name, query in by_id.items()
            ],
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
                collected[by_id[name]].update(points)
            if not (token := answer.get("NextToken")):
                break
            request["NextToken"] = token
        return [by_id[name] for name, state in status.items() if state != "Complete"]


def _batches(queries: Iterable[Query], span: Span) -> Iterator[Sequence[Query]]:
    """Queries in requests as large as CloudWatch takes; a metric's own are never parted."""
    most = min(_MAX_QUERIES, _MAX_POINTS // max(span.points, 1))
    batch: list[Query] = []
    for _, found in groupby(queries, key=lambda query: query[0]):
        own = list(found)
        if batch and len(batch) + len(own) > most:
            yield batch
            batch = []
        batch += own
    if batch:
        yield batch


def _query(name: str, query: Query, period_seconds: int) -> dict[str, Any]:
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
            "Period": period_seconds,
            "Stat": statistic,
        },
    }
