"""What the demo company asks "what if" about, as the analysis would have left it."""

from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.insights import Basis, Interval
from costgov.domain.scenario_results import (
    ChangeFound,
    ElasticityFound,
    Expected,
    PeriodName,
    ScenarioPeriod,
    ScenarioResult,
)
from costgov.domain.scenarios import Scenario
from costgov.pipeline.scenario_records import scenario_results, scenarios

from tests.unit.reporting.demo import ARABIC, AS_OF, HOSTILE, Demo

EFFECTS = (Decimal("1500.25"), Decimal("-300.75"), Decimal("0.0004"))


def expected(mean: Decimal, reach: int) -> Expected:
    """An amount with intervals that nest."""
    return Expected(
        mean=mean,
        intervals=tuple(
            Interval(level=level, low=mean - reach * times, high=mean + reach * times)
            for level, times in ((80, 1), (90, 2), (95, 3))
        ),
    )


def period(name: PeriodName, end: date, baseline: str) -> ScenarioPeriod:
    """One period's comparison."""
    mean, total = Decimal(baseline), sum(EFFECTS, Decimal(0))
    return ScenarioPeriod(
        name=name,
        start=date(2026, 10, 1),
        end=end,
        actual=Decimal("16000"),
        baseline=expected(mean, 400),
        scenario=expected(mean + total, 500),
        difference=expected(total, 90),
        effects=EFFECTS,
    )


PLAN = Scenario.model_validate(
    {
        "name": "next-year",
        "description": f"Growth as {HOSTILE} asked for",
        "changes": [
            {"kind": "launch", "name": HOSTILE, "start": "2026-11-01", "amount": "50"},
            {
                "kind": "commitment",
                "start": "2026-11-15",
                "end": "2027-11-15",
                "hourly": "2",
                "discount_percent": "28",
                "share_percent": "40",
                "lead_time_days": 30,
            },
            {"kind": "driver", "measure": ARABIC, "start": "2026-12-01", "percent": "3"},
        ],
    }
)
RESULT = ScenarioResult(
    name=PLAN.name,
    description=PLAN.description,
    currency="USD",
    dimension="total",
    value=None,
    metric=PLAN.metric,
    as_of=AS_OF,
    history_days=79,
    history_end=AS_OF - timedelta(days=1),
    state="ok",
    changes=(
        ChangeFound(
            name=HOSTILE,
            kind="launch",
            begins=date(2026, 11, 1),
            order_by=None,
            share=None,
            utilisation=None,
            elasticity=None,
        ),
        ChangeFound(
            name="commitment from 2026-11-15",
            kind="commitment",
            begins=date(2026, 11, 15),
            order_by=date(2026, 10, 16),
            share=Decimal("0.4"),
            utilisation=Decimal("0.9317"),
            elasticity=None,
        ),
        ChangeFound(
            name="driver from 2026-12-01",
            kind="driver",
            begins=date(2026, 12, 1),
            order_by=None,
            share=None,
            utilisation=None,
            elasticity=ElasticityFound(
                measure=ARABIC,
                estimate=Decimal("0.8"),
                intervals=(Interval(level=80, low=Decimal("0.71"), high=Decimal("0.93")),),
                weeks=11,
            ),
        ),
    ),
    warnings=("commitment from 2026-11-15 had to be ordered by 2026-10-16",),
    periods=(
        period("month", date(2026, 11, 1), "26000"),
        period("horizon", date(2027, 10, 20), "300000"),
    ),
    days=(),
    basis=Basis(
        sources=("cost_explorer",), as_of="2026-10-20T06:00:00.000000Z", method="step by step"
    ),
)
UNTOLD = Scenario(name="untold", dimension="service", value=HOSTILE)


def suppose(demo: Demo) -> None:
    """Leave one scenario's figures, and one that could not be told."""
    for plan in (PLAN, UNTOLD):
        scenarios(demo.control).put(plan, plan.name)
    scenario_results(demo.results).put(RESULT, AS_OF.isoformat(), RESULT.name)
