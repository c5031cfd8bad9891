"""Judges resources made for a test, the way the product does."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from costgov.checks.registry import registry
from costgov.checks.run import Evidence, judge
from costgov.domain.estate import Estate
from costgov.domain.findings import Failed, Unknown, Verdict
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook, UnitPrice
from costgov.domain.resources import MetricDigest, Resource

TODAY = date(2026, 10, 20)
ACCOUNT, REGION = "222233334444", "us-east-1"


def resource(
    kind: str,
    name: str = "r-1",
    *,
    arn: str | None = None,
    age_days: int | None = 400,
    state: str = "available",
    size: str | None = None,
    region: str = REGION,
    tags: Mapping[str, str] | None = None,
    managed_by: str | None = None,
    digests: Iterable[MetricDigest] = (),
    lifecycle: Literal["on-demand", "spot", "scheduled"] = "on-demand",
    **attributes: Any,
) -> Resource:
    """A resource `age_days` old with these attributes."""
    created = None
    if age_days is not None:
        created = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(age_days)
    return Resource(
        id=name,
        arn=arn or f"arn:aws:test:{region}:{ACCOUNT}:{name}",
        kind=kind,
        account_id=ACCOUNT,
        region=region,
        state=state,
        instance_type=size,
        lifecycle=lifecycle,
        launched_at=created,
        managed_by=managed_by,
        tags=dict(tags or {}),
        attributes=attributes,
        digests=tuple(digests),
        as_of=TODAY,
    )


def gauge(
    metric: str,
    avg: str,
    *,
    p95: str | None = None,
    peak: str | None = None,
    days: int = 14,
    coverage: float = 1.0,
    unit: str = "Percent",
) -> MetricDigest:
    """An hourly gauge over the last days; p95 and peak are the average unless they are said."""
    expected = days * 24
    return MetricDigest(
        metric=metric,
        unit=unit,
        start=TODAY - timedelta(days),
        end=TODAY,
        period_seconds=3600,
        points=round(expected * coverage),
        expected_points=expected,
        state="measured",
        avg=Decimal(avg),
        p95=Decimal(p95 or avg),
        max=Decimal(peak or p95 or avg),
    )


def count(
    metric: str, total: str, *, days: int = 14, peak_per_second: str = "0", unit: str = "Count"
) -> MetricDigest:
    """A count over the last days; "0" is what a silent metric comes to."""
    amount = Decimal(total)
    return MetricDigest(
        metric=metric,
        unit=unit,
        start=TODAY - timedelta(days),
        end=TODAY,
        period_seconds=3600,
        points=days * 24 if amount else 0,
        expected_points=days * 24,
        state="measured" if amount else "silent",
        avg=amount / (days * 86_400),
        p95=Decimal(peak_per_second),
        max=Decimal(peak_per_second),
        total=amount,
    )


def nothing(metric: str, *, days: int = 14) -> MetricDigest:
    """A metric of which nothing was measured."""
    return MetricDigest(
        metric=metric,
        unit="Percent",
        start=TODAY - timedelta(days),
        end=TODAY,
        period_seconds=3600,
        points=0,
        expected_points=days * 24,
        state="no data",
    )


def verdicts(
    check: str,
    resources: Iterable[Resource],
    *,
    prices: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    catalogue: InstanceCatalogue | None = None,
    sizes: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, Verdict]:
    """The verdicts of one check on these resources, by resource id; `prices` by key, in USD.

    `sizes` are vCPUs and GiB of what a key is the price of.
    """
    [chosen] = [one for one in registry() if one.meta.id == check]
    found = list(resources)
    regions = {one.region for one in found}
    unknown_size = (None, None)
    book = PriceBook.of(
        UnitPrice(
            key=key,
            region=r,
            amount=Decimal(usd),
            unit="",
            usage_type="",
            as_of=TODAY,
            vcpus=(sizes or {}).get(key, unknown_size)[0],
            memory_gib=(sizes or {}).get(key, unknown_size)[1],
        )
        for key, usd in (prices or {}).items()
        for r in regions
    )
    evidence = Evidence(
        as_of=TODAY,
        estate=Estate(found),
        prices=book,
        catalogue=catalogue or InstanceCatalogue({}),
        settings={check: {name: Decimal(value) for name, value in (settings or {}).items()}},
    )
    return {one.resource.id: one.verdict for one in judge(evidence, [chosen])}


def failed(verdict: Verdict) -> Failed:
    """The verdict, which must be a finding."""
    assert isinstance(verdict, Failed), verdict
    return verdict


def unknown(verdict: Verdict) -> str:
    """The reason of a verdict, which must be UNKNOWN."""
    assert isinstance(verdict, Unknown), verdict
    return verdict.reason
