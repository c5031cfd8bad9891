"""ListMetrics and GetMetricData, with the limits CloudWatch has."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from cli.local.standin.calls import Caller, Handler, Params, Reply
from cli.local.standin.cloudwatch.series import (
    Sampler,
    Span,
    check_statistic,
    datapoints,
    instant,
)
from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.tokens import Tokens
from cli.local.synthetic import Organisation
from cli.local.synthetic.applications import application_metrics
from cli.local.synthetic.groups import group_metrics
from cli.local.synthetic.metrics import Dimensions, Metric, metrics_of

MAX_QUERIES = 500
MAX_DATAPOINTS = 100_800
LISTED_FOR = timedelta(days=14)
STATISTICS_PER_METRIC = 5
"""Statistics of one metric that are billed as one metric."""

_SHORT_PERIODS = (1, 5, 10, 20, 30)
_IDENTIFIER = re.compile(r"^[a-z][a-zA-Z0-9_]*$")
_TOKEN = "NextToken"  # noqa: S105 - the name of a field

type Identity = tuple[str, str, Dimensions]


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationError", message)


class CloudWatch:
    """Metrics of the organisation's instances, groups and applications, per account and region."""

    def __init__(
        self,
        organisation: Organisation,
        *,
        metrics_per_page: int,
        count: Callable[[int, int], None],
    ) -> None:
        self._organisation = organisation
        self._page_size = metrics_per_page
        self._count = count
        self._identities: dict[tuple[str, str], Mapping[Identity, Metric]] = {}
        self.tokens = Tokens("InvalidNextToken", "InvalidNextToken")
        self.operations: Mapping[str, Handler] = {
            "ListMetrics": self._list_metrics,
            "GetMetricData": self._get_metric_data,
        }

    def _list_metrics(self, params: Params, caller: Caller, now: datetime) -> Reply:
        """Metrics that had data in the last two weeks (three hours with RecentlyActive)."""
        if params.get("IncludeLinkedAccounts") or "OwningAccount" in params:
            raise unsupported("ListMetrics across accounts")
        offset = self.tokens.offset(params, field_name=_TOKEN)
        since = now - (timedelta(hours=3) if "RecentlyActive" in params else LISTED_FOR)
        found = sorted(
            (
                metric
                for metric in self._metrics(caller)
                if metric.emitter.launched < now
                and metric.emitter.ran_until(now) > since
                and _listed(metric, params)
            ),
            key=lambda metric: (metric.namespace, metric.name, metric.dimensions),
        )
        end = offset + self._page_size
        reply: Reply = {"Metrics": [_described(metric) for metric in found[offset:end]]}
        if end < len(found):
            reply[_TOKEN] = self.tokens.issue(params, end, ignoring=_TOKEN)
        return reply

    def _get_metric_data(self, params: Params, caller: Caller, now: datetime) -> Reply:
        queries = params["MetricDataQueries"]
        _check(params, caller)
        self._count(*_billed(queries))
        limit = params.get("MaxDatapoints", MAX_DATAPOINTS)
        offset = self.tokens.offset(params, field_name=_TOKEN)
        known = self._by_identity(caller)
        sampler = Sampler(Span(params["StartTime"], params["EndTime"], now))
        newest_first = params.get("ScanBy", "TimestampDescending") == "TimestampDescending"
        results: list[Reply] = []
        place = 0
        for query in queries:
            if not query.get("ReturnData", True):
                continue
            points = _points(query, known, sampler)
            if newest_first:
                points.reverse()
            # A series without datapoints takes a place as well: every Id is on some page.
            places = max(1, len(points))
            begin, end = max(offset - place, 0), min(offset + limit - place, places)
            if begin < end:
                results.append(_result(query, points[begin:end], complete=end == places))
            place += places
            if place > offset + limit:
                break
        reply: Reply = {"MetricDataResults": results, "Messages": []}
        if place > offset + limit:
            reply[_TOKEN] = self.tokens.issue(params, offset + limit, ignoring=_TOKEN)
        return reply

    def _metrics(self, caller: Caller) -> Sequence[Metric]:
        return self._of_places.get((caller.account_id, caller.region), ())

    def _by_identity(self, caller: Caller) -> Mapping[Identity, Metric]:
        here = caller.account_id, caller.region
        if here not in self._identities:
            self._identities[here] = {_identity(one): one for one in self._metrics(caller)}
        return self._identities[here]

    @cached_property
    def _of_places(self) -> Mapping[tuple[str, str], Sequence[Metric]]:
        """Every metric there is, by account and region."""
        organisation = self._organisation
        found: defaultdict[tuple[str, str], list[Metric]] = defaultdict(list)
        for metric in (
            *(metric for instance in organisation.instances for metric in metrics_of(instance)),
            *application_metrics(),
            *group_metrics(organisation.instances),
            *(measured.as_metric() for measured in organisation.estate.measured),
        ):
            found[metric.emitter.account_id, metric.emitter.region].append(metric)
        return found


def _check(params: Params, caller: Caller) -> None:
    """The limits of a request.

    Raises:
        AwsError: it breaks one.
    """
    queries: Sequence[Mapping[str, Any]] = params["MetricDataQueries"]
    if not queries:
        raise _invalid("The parameter MetricDataQueries must not be empty.")
    if len(queries) > MAX_QUERIES:
        raise _invalid(
            f"The collection MetricDataQueries must not have a size greater than {MAX_QUERIES}."
        )
    if params["StartTime"] >= params["EndTime"]:
        raise _invalid("The parameter StartTime must be less than the parameter EndTime.")
    if not 0 < params.get("MaxDatapoints", MAX_DATAPOINTS) <= MAX_DATAPOINTS:
        raise _invalid(f"The parameter MaxDatapoints must be between 1 and {MAX_DATAPOINTS}.")
    repeated = [name for name, times in Counter(q["Id"] for q in queries).items() if times > 1]
    if repeated:
        raise _invalid(
            f"The values for parameter id in MetricDataQueries are not unique: {repeated[0]}"
        )
    for query in queries:
        _check_query(query, caller)


def _check_query(query: Mapping[str, Any], caller: Caller) -> None:
    if not _IDENTIFIER.match(query["Id"]):
        raise _invalid(
            f"The value {query['Id']} for parameter Id is not matching the expected pattern"
            f" {_IDENTIFIER.pattern}"
        )
    if "Expression" in query and "MetricStat" in query:
        raise _invalid("Specify either MetricStat or Expression, not both.")
    if "Expression" in query:
        raise unsupported("metric math and search expressions")
    if "MetricStat" not in query:
        raise _invalid(f"The query {query['Id']} needs MetricStat or Expression.")
    if query.get("AccountId", caller.account_id) != caller.account_id:
        raise unsupported("metrics of linked source accounts")
    period = query["MetricStat"]["Period"]
    if period not in _SHORT_PERIODS and period % 60:
        raise _invalid(f"Period {period} must be 1, 5, 10, 20, 30 or a multiple of 60.")
    check_statistic(query["MetricStat"]["Stat"])


def _points(
    query: Mapping[str, Any], known: Mapping[Identity, Metric], sampler: Sampler
) -> list[tuple[int, float]]:
    """A query's datapoints; none when no metric has exactly these dimensions and unit."""
    asked = query["MetricStat"]
    metric = known.get(_asked_identity(asked["Metric"]))
    if metric is None or asked.get("Unit", metric.unit) != metric.unit:
        return []
    return datapoints(metric, asked["Period"], asked["Stat"], sampler)


def _billed(queries: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """(metrics billed, statistics asked for) of a request."""
    statistics: defaultdict[Identity, set[str]] = defaultdict(set)
    for query in queries:
        asked = query["MetricStat"]
        statistics[_asked_identity(asked["Metric"])].add(asked["Stat"])
    billed = sum(-(-len(found) // STATISTICS_PER_METRIC) for found in statistics.values())
    return billed, len(queries)


def _identity(metric: Metric) -> Identity:
    return metric.namespace, metric.name, tuple(sorted(metric.dimensions))


def _asked_identity(metric: Mapping[str, Any]) -> Identity:
    dimensions = sorted((one["Name"], one["Value"]) for one in metric.get("Dimensions", ()))
    return metric.get("Namespace", ""), metric.get("MetricName", ""), tuple(dimensions)


def _listed(metric: Metric, params: Params) -> bool:
    """Whether a metric has the name and at least the dimensions that were asked for."""
    own = dict(metric.dimensions)
    return (
        params.get("Namespace", metric.namespace) == metric.namespace
        and params.get("MetricName", metric.name) == metric.name
        and all(
            one["Name"] in own and one.get("Value", own[one["Name"]]) == own[one["Name"]]
            for one in params.get("Dimensions", ())
        )
    )


def _described(metric: Metric) -> Reply:
    return {
        "Namespace": metric.namespace,
        "MetricName": metric.name,
        "Dimensions": [{"Name": name, "Value": value} for name, value in metric.dimensions],
    }


def _result(
    query: Mapping[str, Any], points: Sequence[tuple[int, float]], *, complete: bool
) -> Reply:
    return {
        "Id": query["Id"],
        "Label": query.get("Label", query["MetricStat"]["Metric"].get("MetricName", "")),
        "Timestamps": [instant(second) for second, _ in points],
        "Values": [value for _, value in points],
        "StatusCode": "Complete" if complete else "PartialData",
    }
