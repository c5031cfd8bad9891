"""The text of notifications: plain, readable raw in an e-mail, safe whatever a tag is called."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from costgov.domain.budgeting.outlook import LEVEL as BUDGET_LEVEL
from costgov.domain.budgets import BreachKind, BudgetPlan, BudgetStatus
from costgov.domain.costs import TAG_PREFIX, TOTAL
from costgov.domain.money import display, rounded
from costgov.domain.period import ONE_DAY
from costgov.pipeline.alerting.plain import COLUMNS, body_text, plain, subject_text
from costgov.pipeline.budget_standing import percent_of

_LABEL = 12


@dataclass(frozen=True, slots=True)
class Notification:
    """What a publisher sends."""

    subject: str
    body: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a budget's spend, such as one service's."""

    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class BudgetNews:
    """What there is to say: the thresholds newly crossed, since when, and what costs most."""

    status: BudgetStatus
    kind: BreachKind
    thresholds: tuple[int, ...]
    since: date
    shares_of: str = "services"
    shares: Sequence[Share] = ()


def budget_notification(news: BudgetNews) -> Notification:
    """The notification that a budget has crossed thresholds, or is expected to."""
    plan, highest = news.status.plan, max(news.thresholds)
    lines = [
        *_wrapped("", _headline(plan, news.kind, highest)),
        "",
        *_facts(news),
        *_share_lines(news),
        *_wrapped("Data:", f"billing days (UTC) up to {news.status.as_of}"),
        *_wrapped("Basis:", news.status.basis),
        *_wrapped("More:", "costgov open"),
    ]
    return Notification(
        subject=subject_text(_subject(news)),
        body=body_text("\n".join(lines) + "\n"),
        attributes={
            "kind": str(news.kind),
            "budget_id": plan.id,
            "severity": severity(news.kind, highest),
            "threshold": str(highest),
        },
    )


def severity(kind: BreachKind, threshold: int) -> str:
    """`high` once the money is spent, `medium` when it is expected or close, else `low`."""
    if kind is BreachKind.ACTUAL and threshold >= 100:
        return "high"
    return "medium" if kind is BreachKind.FORECAST or threshold >= 80 else "low"


def _headline(plan: BudgetPlan, kind: BreachKind, threshold: int) -> str:
    amount = display(plan.amount, plan.currency)
    if kind is BreachKind.ACTUAL:
        return f"Budget {plan.id} has reached {threshold} % of {amount}."
    return f"Budget {plan.id} is expected to reach {threshold} % of {amount}."


def _subject(news: BudgetNews) -> str:
    status, plan = news.status, news.status.plan
    amount = f"{rounded(plan.amount, plan.currency)} {plan.currency}"
    if news.kind is BreachKind.ACTUAL or status.forecast is None:
        return f"Budget {plan.id}: {status.actual_percent}% of {amount} spent"
    percent = percent_of(status.forecast, plan.amount)
    return f"Budget {plan.id}: {percent}% of {amount} expected by {_last_day(status)}"


def _facts(news: BudgetNews) -> list[str]:
    status, plan = news.status, news.status.plan
    left = (status.period_end - status.as_of - ONE_DAY).days
    spent, limit = display(status.actual, plan.currency), display(plan.amount, plan.currency)
    crossed = ", ".join(f"{threshold} %" for threshold in news.thresholds)
    reached = "Reached:" if news.kind is BreachKind.ACTUAL else "Expected:"
    days = "1 day" if left == 1 else f"{left} days"
    return [
        *_wrapped("Spent:", f"{spent} of {limit} ({status.actual_percent} %)"),
        *_wrapped(reached, f"{crossed}, since {news.since}"),
        *_wrapped("Forecast:", _forecast(status)),
        *_wrapped(
            "Period:", f"{plan.period}, {status.period_start} to {_last_day(status)}, {days} left"
        ),
        *_wrapped("Covers:", f"{_scope(plan)} ({plan.metric})"),
    ]


def _forecast(status: BudgetStatus) -> str:
    plan = status.plan
    if status.forecast is None:
        return "none; see Basis"
    text = (
        f"{display(status.forecast, plan.currency)} by {_last_day(status)}"
        f" ({percent_of(status.forecast, plan.amount)} %)"
    )
    low, high = status.forecast_low, status.forecast_high
    if low is None or high is None or low == high:
        return text
    bounds = f"{display(low, plan.currency)} to {display(high, plan.currency)}"
    return f"{text}, with {BUDGET_LEVEL} % probability {bounds}"


def _scope(plan: BudgetPlan) -> str:
    if plan.dimension == TOTAL:
        return f"all spend in {plan.currency}"
    name = plan.dimension.removeprefix(TAG_PREFIX)
    kind = f"tag {name}" if plan.dimension.startswith(TAG_PREFIX) else name.replace("_", " ")
    return f"{kind} without a value" if plan.value is None else f"{kind} {plan.value}"


def _share_lines(news: BudgetNews) -> list[str]:
    if not news.shares:
        return []
    status = news.status
    lines = [f"Largest {news.shares_of} of the period so far:"]
    for share in news.shares:
        figure = f"{display(share.amount, status.plan.currency):>16}"
        if status.actual > 0:
            figure += f" {percent_of(share.amount, status.actual):>6} %"
        lines.append(f"  {_fitted(plain(share.name), COLUMNS - 2 - len(figure))}{figure}")
    return lines


def _fitted(text: str, width: int) -> str:
    return f"{text:<{width}}" if len(text) <= width else f"{text[: width - 2]}… "


def _wrapped(label: str, text: str) -> list[str]:
    """A labelled fact within the columns; every caller's text is made plain here."""
    indent = " " * _LABEL if label else ""
    return textwrap.wrap(
        plain(text),
        COLUMNS,
        initial_indent=f"{label:<{_LABEL}}" if label else "",
        subsequent_indent=indent,
    )


def _last_day(status: BudgetStatus) -> date:
    return status.period_end - ONE_DAY
