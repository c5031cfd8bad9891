"""Collects the hosts that a Prometheus knows, with the same digests as instances have."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from pydantic import JsonValue

from costgov.domain.digests import PERCENT, Samples, digest, expected_points, instants
from costgov.domain.hosts import HOST, MEMORY_GIB, PRICES, VCPUS, PrometheusSource
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.resources import MetricDigest, Resource
from costgov.domain.runs import COLLECT_RESOURCES, Gap
from costgov.errors import SourceError
from costgov.gateways.host_ports import HostMetrics
from costgov.pipeline.findings import Findings
from costgov.pipeline.resource_shelf import ResourceShelf

_HOUR_SECONDS: Final = 3600
# The names that instances' digests have, so that the same checks read them.
_CPU: Final = "CPUUtilization"
_MEMORY: Final = "mem_used_percent"
_PLACES: Final = Decimal("0.01")


def collect_hosts(
    metrics: HostMetrics,
    source: PrometheusSource,
    shelf: ResourceShelf,
    as_of: date,
    lookback_days: int,
) -> Findings:
    """Store every host that has CPU values in the days before; forget those that have none.

    A Prometheus that does not answer, or knows no host, is a gap and keeps what an earlier run
    stored.

    Raises:
        StoreError: hosts could not be written.
    """
    window = Window(as_of - timedelta(days=lookback_days), as_of)
    try:
        hosts = list(_hosts(metrics, source, window))
    except SourceError as error:
        return _nothing(source, as_of, error.reason, str(error))
    if not hosts:
        return _nothing(
            source, as_of, "no-data", f"{source.url} knows the CPU of no {source.label}"
        )
    shelf.put(hosts)
    shelf.keep_only(hosts, {HOST})
    return Findings(1, 1, notes=(f"{len(hosts)} hosts from {source.url}",))


def _nothing(source: PrometheusSource, as_of: date, reason: str, detail: str) -> Findings:
    gap = Gap(
        step=COLLECT_RESOURCES,
        target=str(source.target),
        reason=reason,
        detail=f"hosts: {detail}",
        retry_after=as_of + ONE_DAY,
    )
    return Findings(1, 0, (gap,))


def _hosts(metrics: HostMetrics, source: PrometheusSource, window: Window) -> Iterator[Resource]:
    _, now = instants(window)
    cpu = metrics.hours(source.cpu, source.label, window)
    memory = metrics.hours(source.memory, source.label, window) if source.memory else {}
    sizes = {
        attribute: metrics.latest(query, source.label, now)
        for attribute, query in ((VCPUS, source.vcpus), (MEMORY_GIB, source.memory_gib))
        if query
    }
    for name, samples in cpu.items():
        digests = _digests(window, samples, memory.get(name, Samples()))
        yield _host(source, name, window.end, sizes, digests)


def _host(
    source: PrometheusSource,
    name: str,
    as_of: date,
    sizes: Mapping[str, Mapping[str, Decimal]],
    digests: tuple[MetricDigest, ...],
) -> Resource:
    attributes: dict[str, JsonValue] = {
        attribute: str(values[name].quantize(_PLACES))
        for attribute, values in sizes.items()
        if name in values
    }
    if source.prices:
        attributes[PRICES] = source.prices.model_dump(mode="json")
    return Resource(
        id=name,
        arn=f"{source.url}#{source.label}={name}",
        kind=HOST,
        account_id=source.account,
        region=source.region,
        state="running",
        attributes=attributes,
        digests=digests,
        as_of=as_of,
    )


def _digests(window: Window, cpu: Samples, memory: Samples) -> tuple[MetricDigest, ...]:
    expected = expected_points(window, _HOUR_SECONDS, None)
    return tuple(
        digest(name, PERCENT, window, samples, period_seconds=_HOUR_SECONDS, expected=expected)
        for name, samples in ((_CPU, cpu), (_MEMORY, memory))
    )
