"""Deviations put into the usage on purpose, with what each of them cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cli.local.synthetic.model import (
    AnomalyKind,
    PlannedChange,
    PlantedAnomaly,
    dollars,
    price_units,
)
from cli.local.synthetic.names import ACCOUNTS, LEGACY_CLOSED
from cli.local.synthetic.noise import Floats, Ints
from cli.local.synthetic.usage import BLACK_FRIDAY, YEAR_END, Axis, Usage, amount, table, whole


@dataclass(frozen=True, slots=True)
class Plan:
    """One row of `anomalies.csv`: quantity becomes `quantity * factor + extra` in the window."""

    kind: AnomalyKind
    account_id: str
    service: str
    usage_type: str
    region: str
    start: date
    end: date
    factor: float
    extra: float
    cause: str

    def hits(self, usage: Usage) -> bool:
        """Whether this is the stream that deviates."""
        return (self.account_id, self.service, self.usage_type, self.region) == (
            usage.account_id,
            usage.service,
            usage.usage_type,
            usage.region,
        )


def plans() -> list[Plan]:
    """Every row of `anomalies.csv`."""
    return [_plan(row) for row in table("anomalies.csv")]


def disturbed(
    usage: Usage, mean: Floats, axis: Axis, planned: list[Plan]
) -> tuple[Ints, list[tuple[Plan, Ints]]]:
    """A stream's quantities (1e-4 units) with its anomalies, and what each adds by day."""
    price = price_units(usage.price)
    added: list[tuple[Plan, Ints]] = []
    for plan in planned:
        inside = axis.between(plan.start, plan.end)
        if not plan.hits(usage) or not inside.any():
            continue
        before = amount(whole(mean), price)
        mean = mean * (1.0 + (plan.factor - 1.0) * inside) + plan.extra * inside
        after = amount(whole(mean), price)
        added.append((plan, after - before))
    return whole(mean), added


def planned_changes() -> tuple[PlannedChange, ...]:
    """Changes of level that were known beforehand, in order."""
    legacy = ACCOUNTS["legacy"].id
    production = ACCOUNTS["production"].id
    data = ACCOUNTS["data-platform"].id
    return (
        PlannedChange(*BLACK_FRIDAY, production, None, "Black Friday sale"),
        PlannedChange(*YEAR_END, None, None, "Offices closed over the year's end"),
        PlannedChange(
            LEGACY_CLOSED, LEGACY_CLOSED + timedelta(days=1), legacy, None, "Old shop closed"
        ),
        PlannedChange(
            date(2026, 3, 2), date(2026, 3, 3), data, "Amazon Bedrock", "Assistant launched"
        ),
        PlannedChange(
            date(2026, 4, 14),
            date(2026, 4, 15),
            production,
            "Amazon OpenSearch Service",
            "Search cluster grown from three nodes' worth to four and a half",
        ),
    )


def truth(plan: Plan, added: Ints, axis: Axis, visible: Axis) -> PlantedAnomaly | None:
    """What is known of an anomaly within the visible days; None when none of it is there."""
    start = max(plan.start, visible.start)
    end = min(plan.end, visible.end)
    if start >= end:
        return None
    impact = int(added[axis.between(start, end) > 0].sum())
    return PlantedAnomaly(
        kind=plan.kind,
        start=start,
        end=end,
        account_id=plan.account_id,
        service=plan.service,
        usage_type=plan.usage_type,
        region=plan.region,
        impact=dollars(impact),
        cause=plan.cause,
    )


def _plan(row: Mapping[str, str]) -> Plan:
    start = date.fromisoformat(row["start"])
    return Plan(
        kind=AnomalyKind(row["kind"]),
        account_id=ACCOUNTS[row["account"]].id,
        service=row["service"],
        usage_type=row["usage_type"],
        region=row["region"],
        start=start,
        end=start + timedelta(days=int(row["days"])),
        factor=float(row["factor"]),
        extra=float(row["extra"]),
        cause=row["cause"],
    )
