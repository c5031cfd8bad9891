"""Budget limit: one alert per budget and period, a step of it for each threshold."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from costgov.domain.alerting.rules import BudgetRule
from costgov.domain.alerting.signal import (
    AROUND,
    Fact,
    Link,
    Point,
    RuleKind,
    Severity,
    Signal,
    Subject,
)
from costgov.domain.budgets import BreachKind, BudgetPlan, BudgetStatus, Crossing
from costgov.domain.costs import ACCOUNT, TAG_PREFIX
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY
from costgov.errors import NotFound
from costgov.pipeline.alert_budgets import drivers
from costgov.pipeline.alerting.evaluate.ground import Ground, Verdict
from costgov.pipeline.alerting.evaluate.words import (
    day_words,
    days_words,
    in_percent,
    money,
    percent,
)
from costgov.pipeline.budget_records import burn_ups
from costgov.pipeline.records import budgets

BUDGET: Final = "budget"
_HUNDREDTH: Final = Decimal("0.01")
_SHOWN: Final = 31


def evaluate(rule: BudgetRule, ground: Ground) -> Verdict:
    """A signal for every budget that has crossed thresholds in its present period.

    A budget of which nothing is known, or of which a later day is, keeps its open alert.
    """
    judged = {status.plan.id: status for status in ground.statuses}
    signals: list[Signal] = []
    for plan in budgets(ground.control).all():
        status = judged.get(plan.id)
        if rule.budgets and plan.id not in rule.budgets:
            continue
        if status is None or status.state == "no_data":
            signals += ground.kept(rule.name, subject_of(plan, ground))
        elif status.state != "inactive":
            signals += _judged(rule, status, ground)
    return Verdict(tuple(signals))


def subject_of(plan: BudgetPlan, ground: Ground) -> Subject:
    """A budget as what an alert is about: in the account it is for, of the team that owns it."""
    account = plan.account or (plan.value if plan.dimension == ACCOUNT else None)
    owned = plan.value if plan.dimension == f"{TAG_PREFIX}{ground.owner_tag}" else None
    return Subject(
        dimension=BUDGET,
        value=plan.id,
        currency=plan.currency,
        account=account,
        account_name=ground.account_name(account),
        team=plan.owner or owned,
    )


def _judged(rule: BudgetRule, status: BudgetStatus, ground: Ground) -> Iterator[Signal]:
    subject = subject_of(status.plan, ground)
    before = ground.open_on(rule.name, subject, status.period_key)
    crossed = [one for one in status.crossed if one.holds]
    near = [one for one in status.crossed if _is_near(rule, status, one)]
    at_stake = max(status.actual, status.forecast or Decimal(0))
    if crossed and at_stake >= rule.minimum:
        yield _signal(rule, status, crossed, ground)
    elif before is not None and (crossed or near):
        held = _signal(rule, status, crossed or near, ground)
        yield held.model_copy(update={"strength": "holds"})


def _is_near(rule: BudgetRule, status: BudgetStatus, crossing: Crossing) -> bool:
    """Whether a threshold that was crossed is not left behind by enough; unknown is not left.

    Spend that falls is a restatement, and may rise again: only a raised limit leaves it behind.
    """
    if crossing.kind is BreachKind.ACTUAL:
        near = status.actual_percent >= crossing.threshold - rule.clear_points
        return near or crossing.limit is None or status.limit <= crossing.limit
    if status.forecast is None:
        return True
    expected = percent(status.forecast, status.limit)
    return expected is not None and expected >= crossing.threshold - rule.forecast_clear_points


def _signal(
    rule: BudgetRule, status: BudgetStatus, crossed: list[Crossing], ground: Ground
) -> Signal:
    plan, highest = status.plan, max(crossed, key=lambda one: (_is_spent(one), one.threshold))
    parts_of, parts = drivers(status, ground.books.get(plan.currency))
    return Signal(
        rule=rule.name,
        kind=RuleKind.BUDGET,
        subject=subject_of(plan, ground),
        period=status.period_key,
        severity=_severity(rule, status, crossed),
        title=_title(status, highest),
        why=_why(rule, status, crossed),
        facts=tuple(_facts(status)),
        drivers=parts,
        drivers_of=parts_of,
        amount=_above(status.actual, status, highest) if _is_spent(highest) else None,
        projected=None if status.forecast is None else _above(status.forecast, status, highest),
        since=min(one.on for one in crossed),
        as_of=ground.as_of,
        step=status.step,
        step_words=_step_words(highest),
        series=_points(status, ground),
        links=(Link(label="Budget", address=f"/v1/budgets/{plan.id}"),),
        basis=f"billing days (UTC) up to {status.as_of}; {status.basis}",
    )


def _is_spent(crossing: Crossing) -> bool:
    return crossing.kind is BreachKind.ACTUAL


def _severity(rule: BudgetRule, status: BudgetStatus, crossed: list[Crossing]) -> Severity:
    spent = rule.levels.of(status.actual_percent)
    expected = Severity.LOW if all(map(_is_spent, crossed)) else Severity.MEDIUM
    return max(spent, expected, key=lambda one: one.rank)


def _above(amount: Decimal, status: BudgetStatus, crossing: Crossing) -> Decimal:
    """How much lies above a threshold; nothing where it was crossed and is no more."""
    share = EXACT.multiply(EXACT.multiply(status.limit, Decimal(crossing.threshold)), _HUNDREDTH)
    return max(EXACT.subtract(amount, share), Decimal(0))


def _title(status: BudgetStatus, highest: Crossing) -> str:
    plan = status.plan
    limit = money(status.limit, plan.currency)
    if _is_spent(highest) or status.forecast is None:
        spent = money(status.actual, plan.currency)
        return f"Budget {plan.id}: {spent} of {limit} spent ({status.actual_percent} %)"
    expected = money(status.forecast, plan.currency)
    share = in_percent(percent(status.forecast, status.limit), signed=False)
    return f"Budget {plan.id}: {expected} of {limit} expected by {_last_day(status)} ({share})"


def _step_words(highest: Crossing) -> str:
    verb = "spent" if _is_spent(highest) else "expected"
    return f"{highest.threshold} % of the budget are {verb} since {day_words(highest.on)}"


def _why(rule: BudgetRule, status: BudgetStatus, crossed: list[Crossing]) -> str:
    spent = [f"{one.threshold} %" for one in crossed if _is_spent(one)]
    expected = [f"{one.threshold} %" for one in crossed if not _is_spent(one)]
    said = [
        *([f"{', '.join(spent)} spent"] if spent else []),
        *([f"{', '.join(expected)} expected"] if expected else []),
    ]
    return (
        f"{rule.name}: {' and '.join(said)} of {money(status.limit, status.plan.currency)}; over "
        f"{rule.clear_points} points below what was spent, {rule.forecast_clear_points} points "
        "below what was expected"
    )


def _facts(status: BudgetStatus) -> Iterator[Fact]:
    plan, currency = status.plan, status.plan.currency
    spent, limit = money(status.actual, currency), money(status.limit, currency)
    yield Fact(label="Spent", text=f"{spent} of {limit} ({status.actual_percent} %)")
    yield Fact(label="Forecast", text=_forecast(status))
    if status.breach_probability is not None:
        yield Fact(
            label="Probability", text=f"{status.breach_probability.words} to end above the limit"
        )
    if status.breach_date is not None and status.breach_date > status.as_of:
        yield Fact(label="Limit reached", text=f"expected on {day_words(status.breach_date)}")
    period = f"{plan.period}, {day_words(status.period_start)} to {_last_day(status)}"
    yield Fact(label="Period", text=f"{period}, {days_words(status.days_left)} left")
    yield Fact(label="Covers", text=f"{plan.covers} ({plan.metric})")
    for words in status.warnings:
        yield Fact(label=AROUND, text=words)


def _forecast(status: BudgetStatus) -> str:
    currency = status.plan.currency
    if status.forecast is None:
        return "none; see the basis"
    share = in_percent(percent(status.forecast, status.limit), signed=False)
    text = f"{money(status.forecast, currency)} by {_last_day(status)} ({share})"
    low, high = status.forecast_low, status.forecast_high
    if low is None or high is None or low == high:
        return text
    return f"{text}, 80 % between {money(low, currency)} and {money(high, currency)}"


def _last_day(status: BudgetStatus) -> str:
    return day_words(status.period_end - ONE_DAY)


def _points(status: BudgetStatus, ground: Ground) -> tuple[Point, ...]:
    """The latest days of the burn-up: what was spent by then beside the even line."""
    try:
        burn_up = burn_ups(ground.results).get(status.plan.id)
    except NotFound:
        return ()
    known = [one for one in burn_up.points if one.day <= status.as_of]
    return tuple(
        Point(day=one.day, actual=one.actual, expected=one.ideal) for one in known[-_SHOWN:]
    )
