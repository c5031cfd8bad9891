"""Prometheus' HTTP API, of which two calls are used: /api/v1/query and /api/v1/query_range.

https://prometheus.io/docs/prometheus/latest/querying/api/
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from costgov.domain.digests import Points, Samples, instants
from costgov.domain.period import Window
from costgov.errors import (
    QueryFailed,
    SourceDenied,
    SourceError,
    SourceThrottled,
    SourceUnavailable,
    SourceUnreachable,
)

_HOUR: Final = timedelta(hours=1)
_TIMEOUT_SECONDS: Final = 30
_MOST_BYTES: Final = 64 << 20
# What is asked of each hour; a step of five minutes is what most are scraped finer than.
_OF_HOURS: Final = {
    "average": "avg_over_time(({query})[1h:5m])",
    "p95": "quantile_over_time(0.95, ({query})[1h:5m])",
    "maximum": "max_over_time(({query})[1h:5m])",
}
_OF_SERIES: Final = {"matrix", "vector"}
_REFUSALS: Final[dict[int, type[SourceError]]] = {
    HTTPStatus.UNAUTHORIZED: SourceDenied,
    HTTPStatus.FORBIDDEN: SourceDenied,
    HTTPStatus.TOO_MANY_REQUESTS: SourceThrottled,
    HTTPStatus.BAD_REQUEST: QueryFailed,
    HTTPStatus.UNPROCESSABLE_ENTITY: QueryFailed,
}

type Series = Mapping[str, Any]


class Prometheus:
    """One Prometheus, or what speaks its API (Thanos, Mimir, VictoriaMetrics)."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def hours(self, query: str, label: str, window: Window) -> Mapping[str, Samples]:
        """See HostMetrics.hours; three queries, each of a point an hour."""
        start, end = instants(window)
        asked = {"start": _seconds(start + _HOUR), "end": _seconds(end), "step": 3600}
        by_statistic = {
            name: self._series("query_range", text.format(query=query), label, asked)
            for name, text in _OF_HOURS.items()
        }
        hosts = sorted({host for found in by_statistic.values() for host in found})
        return {
            host: Samples(
                **{
                    name: _hours_before(found[host].get("values", ()))
                    for name, found in by_statistic.items()
                    if host in found
                }
            )
            for host in hosts
        }

    def latest(self, query: str, label: str, at: datetime) -> Mapping[str, Decimal]:
        """See HostMetrics.latest."""
        found = self._series("query", query, label, {"time": _seconds(at)})
        return {host: value for host, one in found.items() for _, value in _numbers([one["value"]])}

    def _series(
        self, call: str, query: str, label: str, asked: Mapping[str, object]
    ) -> dict[str, Series]:
        """The series of an answer by the label's value; one without it belongs to no host."""
        answer = self._answer(call, {"query": query, **asked})
        found: dict[str, Series] = {}
        for one in answer:
            host = one["metric"].get(label)
            if host in found:
                raise QueryFailed(f"{query}: several series of {label} {host}; add them up by it")
            if host:
                found[host] = one
        return found

    def _answer(self, call: str, asked: Mapping[str, object]) -> list[Series]:
        # Not by the query string: PromQL may be longer than a server takes there.
        request = Request(  # noqa: S310 - the configuration takes http and https only
            f"{self._url}/api/v1/{call}",
            data=urlencode(asked).encode(),
            headers={"Accept": "application/json"},
        )
        body = self._body(request)
        try:
            answer = json.loads(body)
            if answer["status"] != "success":
                raise QueryFailed(f"{self._url}: {answer.get('error', 'the query failed')}")
            if answer["data"]["resultType"] not in _OF_SERIES:
                raise QueryFailed(f"{self._url}: {asked['query']} gives no series")
            result: list[Series] = answer["data"]["result"]
        except (ValueError, KeyError, TypeError) as error:
            raise SourceUnavailable(f"{self._url} does not answer as a Prometheus does") from error
        return result

    def _body(self, request: Request) -> bytes:
        try:
            with urlopen(request, timeout=_TIMEOUT_SECONDS) as reply:  # noqa: S310 - see above
                body: bytes = reply.read(_MOST_BYTES + 1)
        except HTTPError as error:
            kind = _REFUSALS.get(error.code, SourceUnavailable)
            raise kind(f"{self._url}: {_said(error)}") from error
        except (OSError, HTTPException) as error:
            raise SourceUnreachable(f"{self._url}: {error}") from error
        if len(body) > _MOST_BYTES:
            raise QueryFailed(f"{self._url}: an answer of more than {_MOST_BYTES >> 20} MB")
        return body


def _said(error: HTTPError) -> str:
    """Prometheus' own words where it sent any."""
    try:
        return f"HTTP {error.code}: {json.loads(error.read(_MOST_BYTES))['error']}"
    except (ValueError, KeyError, TypeError):
        return f"HTTP {error.code}: {error.reason}"


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _hours_before(values: Iterable[tuple[float, str]]) -> Points:
    """Points by the start of the hour that the instant they were asked for ends."""
    return {datetime.fromtimestamp(at, UTC) - _HOUR: value for at, value in _numbers(values)}


def _numbers(values: Iterable[tuple[float, str]]) -> Iterator[tuple[float, Decimal]]:
    """What is a number; NaN and infinities are Prometheus' way to say that there is none."""
    for at, text in values:
        try:
            value = Decimal(text)
        except InvalidOperation as error:
            raise SourceUnavailable(f"Prometheus sent {text!r} as a value") from error
        if value.is_finite():
            yield at, value
