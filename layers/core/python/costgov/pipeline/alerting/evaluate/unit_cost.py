"""Unit cost: what a unit costs against its target."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.rules import UnitCostRule
from costgov.domain.alerting.signal import Fact, Link, Point, RuleKind, Signal, Subject
from costgov.domain.costs import ACCOUNT
from costgov.domain.money import amount_text
from costgov.domain.unit_cost import UnitCostReport
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict
from costgov.pipeline.alerting.evaluate.reports import missing, of_today
from costgov.pipeline.alerting.evaluate.words import in_percent, money, percent
from costgov.pipeline.use_records import unit_cost_plans, unit_costs

UNIT_COST: Final = "unit_cost"
_CENTS: Final = Decimal("0.01")
_HUNDRED: Final = Decimal(100)


def evaluate(rule: UnitCostRule, ground: Ground) -> Verdict:
    """A signal for every unit cost above its target; what is unknown ends nothing."""
    signals: list[Signal] = []
    notes: list[str] = []
    for plan in unit_cost_plans(ground.control).all():
        if plan.target is None:
            continue
        report = of_today(unit_costs(ground.results), ground, plan.name)
        if report is None:
            notes += missing(rule.name, f"unit cost {plan.name}", ground)
        unknown = report is None or report.current.unit_cost is None
        if report is None or unknown:
            subject = Subject(dimension=UNIT_COST, value=plan.name, currency=plan.currency)
            account = plan.value if plan.dimension == ACCOUNT else None
            signals += ground.kept(rule.name, subject.model_copy(update={"account": account}))
        else:
            signals += _judged(rule, report, plan.target, ground)
    return Verdict(tuple(signals), notes=tuple(notes))


def _judged(
    rule: UnitCostRule, report: UnitCostReport, target: Decimal, ground: Ground
) -> Iterator[Signal]:
    current, plan = report.current, report.plan
    if current.unit_cost is None or current.cost is None or current.units is None:
        return
    reached = percent(current.unit_cost, target) or Decimal(0)
    excess = current.cost - target * current.units
    fires = reached > _HUNDRED + rule.above_percent and excess >= rule.minimum
    if not fires and reached < _HUNDRED - rule.clear_percent:
        return
    subject = Subject(
        dimension=UNIT_COST,
        value=plan.name,
        currency=plan.currency,
        account=plan.value if plan.dimension == ACCOUNT else None,
    )
    open_alert = ground.open_on(rule.name, subject)
    yield Signal(
        rule=rule.name,
        kind=RuleKind.UNIT_COST,
        subject=subject,
        period=open_alert.signal.period if open_alert else current.start.isoformat(),
        strength="fires" if fires else "holds",
        severity=rule.levels.of(reached),
        title=f"Unit cost {plan.name}: {_rate(current.unit_cost, report)}, target "
        f"{_rate(target, report)} ({in_percent(reached - _HUNDRED)})",
        why=f"{rule.name}: above the target by more than "
        f"{in_percent(rule.above_percent, signed=False)} and at least "
        f"{money(rule.minimum, plan.currency)}; over when it is "
        f"{in_percent(rule.clear_percent, signed=False)} below the target",
        facts=tuple(_facts(report)),
        amount=excess.quantize(_CENTS),
        since=open_alert.signal.since if open_alert else current.start,
        as_of=ground.as_of,
        series=tuple(
            Point(day=day.start, actual=day.unit_cost, expected=target) for day in report.days[-28:]
        ),
        links=(Link(label="Unit costs", address="/v1/unit-costs"),),
        basis=f"{', '.join(report.basis.sources)} as of {report.basis.as_of}",
    )


def _rate(amount: Decimal, report: UnitCostReport) -> str:
    """An amount for one unit, with the digits that a unit's cost needs."""
    text = amount_text(amount.quantize(Decimal("0.0001")))
    return f"{text} {report.plan.currency} per {report.unit}"


def _facts(report: UnitCostReport) -> Iterator[Fact]:
    current, currency = report.current, report.plan.currency
    if current.cost is not None and current.units is not None:
        units = f"{amount_text(current.units)} {report.unit}"
        cost = money(current.cost, currency)
        yield Fact(label="Latest days", text=f"{cost} for {units} in {current.days} days")
    if report.forecast is not None and report.forecast.above_target is not None:
        chance = f"{report.forecast.above_target:.0%}"
        days = report.forecast.days
        yield Fact(label="Ahead", text=f"above the target in the next {days} days: {chance}")
