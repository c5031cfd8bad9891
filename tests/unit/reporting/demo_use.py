"""How the demo company's instances are used and what an order costs, as the analysis left it."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.capacity import (
    Bottleneck,
    BreachRisk,
    CapacityOutlook,
    CapacityReport,
    Crossing,
    UsePolicy,
)
from costgov.domain.insights import Basis, Interval, Trend
from costgov.domain.period import Window
from costgov.domain.resources import Resource
from costgov.domain.unit_cost import (
    UnitCostForecast,
    UnitCostPlan,
    UnitCostReport,
    by_day,
    by_month,
    over,
)
from costgov.pipeline.efficiency import efficiency_report
from costgov.pipeline.estate_use import Used
from costgov.pipeline.records import day_sort
from costgov.pipeline.use_records import capacities, efficiencies, unit_cost_plans, unit_costs

from tests.unit.reporting.demo import AS_OF, HOSTILE, Demo

BASIS = Basis(sources=("cloudwatch",), as_of=AS_OF.isoformat(), method="the method <of> the test")
CROSSING = Crossing(
    state="crossing",
    earliest=date(2026, 11, 10),
    median=date(2026, 11, 29),
    latest=None,
    risks=(
        BreachRisk(days=30, probability=Decimal("0.12")),
        BreachRisk(days=90, probability=Decimal("0.9")),
    ),
)
FULL = Crossing(state="crossed")
FAR = Crossing(state="not within 365 days")


def outlook(name: str, component: str, crossing: Crossing, value: str = "62.5") -> CapacityOutlook:
    """One metric of an instance; the warning is what the crossing says."""
    return CapacityOutlook(
        subject=f"arn:aws:ec2:eu-central-1:111122223333:instance/{component}",
        subject_name=name,
        account_id="111122223333",
        region="eu-central-1",
        component=component,
        unit="percent",
        statistic="daily maximum",
        value=Decimal(value),
        threshold=Decimal(80),
        limit=Decimal(100),
        history_days=134,
        lead_time_days=30,
        crossing=crossing,
        order_by=date(2026, 10, 30) if crossing.median else None,
        warning=crossing.state == "crossed",
        method=BASIS.method,
    )


OUTLOOKS = (
    outlook(HOSTILE, "memory", FULL, "91"),
    outlook("web-1", "disk:/data", CROSSING),
    outlook("web-2", "cpu", FAR, "41"),
)


def report() -> CapacityReport:
    """One full, one that will be, one that will not."""
    return CapacityReport(
        as_of=AS_OF,
        policy=UsePolicy(),
        measures=(),
        resources=OUTLOOKS,
        bottlenecks=(
            Bottleneck(
                resource=OUTLOOKS[1].subject,
                resource_name="web-1",
                account_id="111122223333",
                region="eu-central-1",
                component="disk:/data",
                crossing=CROSSING,
                unknown=("network", "io"),
            ),
        ),
        looked_at=6,
        forecast=3,
        left_out=0,
        basis=BASIS,
    )


PLANS = (
    UnitCostPlan(name="per-order", measure="orders", target=Decimal("0.25")),
    UnitCostPlan(name="per-tenant", measure="tenants"),
)


def unit_cost_report(plan: UnitCostPlan, units: int) -> UnitCostReport:
    """Thirty days at $30 a day."""
    window = Window(AS_OF - timedelta(days=30), AS_OF)
    costs = dict.fromkeys(window.days(), Decimal(30))
    days = by_day(costs, dict.fromkeys(window.days(), Decimal(units)), window)
    current = over(days, window.start)
    return UnitCostReport(
        plan=plan,
        unit="orders",
        as_of=AS_OF,
        status="above target" if units else "no target",
        alert=bool(units),
        current=current,
        trend=Trend(label="stable", percent=Decimal("0.1"), days=28),
        months=by_month(days),
        days=days,
        forecast=UnitCostForecast(
            start=AS_OF,
            days=30,
            mean=Decimal("0.3"),
            intervals=(Interval(level=80, low=Decimal("0.28"), high=Decimal("0.32")),),
        )
        if units
        else None,
        basis=BASIS,
    )


def use(demo: Demo, resources: Iterable[Resource]) -> None:
    """Store all of it."""
    day = day_sort(AS_OF)
    capacities(demo.results).put(report(), day)
    disk = {"disk:/data": {AS_OF - timedelta(days=1): Decimal(85)}}
    used = [Used(one, disk if one.tags["Name"] == "web-1" else {}) for one in resources]
    scores = efficiency_report(UsePolicy(), {}, (), used, AS_OF)
    efficiencies(demo.results).put(scores, day)
    for plan, units in zip(PLANS, (100, 0), strict=True):
        unit_cost_plans(demo.control).put(plan, plan.name)
        unit_costs(demo.results).put(unit_cost_report(plan, units), day, plan.name)
