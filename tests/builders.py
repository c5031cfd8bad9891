"""Builders of domain values for tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from costgov.domain.costs import (
    ORG,
    ChargeCategory,
    Coverage,
    Ledger,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.period import Month
from costgov.domain.resources import Resource
from costgov.domain.runs import Target


def month_cost(
    days: Mapping[date, str],
    *,
    dimension: str = "total",
    value: str | None = None,
    scope: Scope = ORG,
    source: str = "cost_explorer",
    currency: str = "USD",
    category: ChargeCategory = ChargeCategory.USAGE,
) -> MonthCost:
    """One month of one value, billed and effective alike; all days lie in one month."""
    first = min(days)
    fact = MonthCost(SeriesKey(currency, scope, dimension), value, Month.of(first), source)
    for day, amount in days.items():
        for metric in (Metric.BILLED, Metric.EFFECTIVE):
            fact.add(category, metric, day, Decimal(amount))
    return fact


def ledger(
    *dimensions: str,
    first: date,
    last: date,
    as_of: str = "2026-10-20T06:00:00.000000Z",
    source: str = "cost_explorer",
    currency: str = "USD",
) -> Ledger:
    """A ledger all of whose dimensions were delivered together."""
    part = Coverage(first, last, as_of)
    return Ledger(currency, source, dict.fromkeys(dimensions, part))


def instance(name: str, target: Target, as_of: date, **other: object) -> Resource:
    """A running EC2 instance that nobody has measured; `other` are more of its fields."""
    told: dict[str, object] = {
        "id": name,
        "arn": f"arn:aws:ec2:{target.region}:{target.account_id}:instance/{name}",
        "kind": "AWS::EC2::Instance",
        "account_id": target.account_id,
        "region": target.region,
        "state": "running",
        "instance_type": "m7g.large",
        "lifecycle": "on-demand",
        "launched_at": None,
        "managed_by": None,
        "tags": {},
        "digests": (),
        "as_of": as_of,
    }
    return Resource.model_validate(told | other)
