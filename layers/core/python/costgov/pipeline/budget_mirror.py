"""Copies of plans in AWS Budgets: what AWS can express is kept equal, what it cannot is noted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.costs import (
    ACCOUNT,
    COST_CATEGORY_PREFIX,
    REGION,
    SERVICE,
    TAG_PREFIX,
    TOTAL,
    USAGE_TYPE,
    Metric,
)
from costgov.domain.money import amount_text
from costgov.errors import InvalidInput, SourceError
from costgov.gateways.budget_ports import OURS, BudgetService

type AwsBudget = Mapping[str, Any]

TIME_UNITS: Final = {
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "yearly": "ANNUALLY",
    "custom": "CUSTOM",
}
METRICS: Final = {
    Metric.EFFECTIVE: "AmortizedCost",
    Metric.BILLED: "UnblendedCost",
    Metric.NET: "NetAmortizedCost",
}
DIMENSIONS: Final = {
    SERVICE: "SERVICE",
    ACCOUNT: "LINKED_ACCOUNT",
    REGION: "REGION",
    USAGE_TYPE: "USAGE_TYPE",
}
# What the payer's account is billed in: AWS Budgets knows no other.
CURRENCIES: Final = ("USD", "CNY")


@dataclass(frozen=True, slots=True)
class Mirroring:
    """What would make AWS's copies equal to the plans, and what AWS cannot express, with why."""

    create: tuple[AwsBudget, ...]
    update: tuple[AwsBudget, ...]
    delete: tuple[str, ...]
    left_out: Mapping[str, str]

    def lines(self) -> list[str]:
        """One line per change, `+`, `~` or `-` first, and `!` before what is left out."""
        return [
            *(f"+ {_words(one)}" for one in self.create),
            *(f"~ {_words(one)}" for one in self.update),
            *(f"- {name}" for name in self.delete),
            *(f"! {name}: {why}" for name, why in self.left_out.items()),
        ]

    @property
    def is_equal(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.create or self.update or self.delete)


def mirroring(
    plans: Sequence[BudgetPlan],
    statuses: Mapping[str, BudgetStatus],
    described: Sequence[AwsBudget],
) -> Mirroring:
    """Compare plans with what AWS has; only names of ours are looked at.

    The amount is the limit of the plan's present period where it has been judged: an amount that
    changed within the period counts by its days there too.
    """
    have = {str(one["BudgetName"]): one for one in described}
    have = {name: one for name, one in have.items() if name.startswith(OURS)}
    wanted: dict[str, AwsBudget] = {}
    left_out: dict[str, str] = {}
    for plan in plans:
        try:
            one = expressed(plan, statuses.get(plan.id))
            wanted[str(one["BudgetName"])] = one
        except InvalidInput as reason:
            left_out[plan.id] = str(reason)
    return Mirroring(
        create=tuple(one for name, one in wanted.items() if name not in have),
        update=tuple(
            one for name, one in wanted.items() if name in have and not _equal(one, have[name])
        ),
        delete=tuple(sorted(have.keys() - wanted.keys())),
        left_out=left_out,
    )


def mirror(service: BudgetService, found: Mirroring) -> list[str]:
    """Make AWS's copies equal; what AWS refused, each with its sentence, after all is tried."""
    refused = []
    steps = [
        *((service.create, one) for one in found.create),
        *((service.update, one) for one in found.update),
    ]
    for change, one in steps:
        try:
            change(one)
        except SourceError as error:
            refused.append(str(error))
    for name in found.delete:
        try:
            service.delete(name)
        except SourceError as error:
            refused.append(str(error))
    return refused


def expressed(plan: BudgetPlan, status: BudgetStatus | None) -> AwsBudget:
    """A plan as AWS Budgets writes it.

    Raises:
        InvalidInput: it cannot; the sentence says why.
    """
    if plan.currency not in CURRENCIES:
        raise InvalidInput(f"AWS Budgets knows no amounts in {plan.currency}")
    if plan.period == "custom" and plan.repeat:
        raise InvalidInput("its period repeats otherwise than by calendar months, quarters, years")
    if status is not None and status.state == "inactive" and status.as_of >= status.period_end:
        raise InvalidInput("its period is over")
    limit = plan.amount if status is None or status.plan != plan else status.limit
    found: dict[str, Any] = {
        "BudgetName": f"{OURS}{plan.id}",
        "BudgetType": "COST",
        "TimeUnit": TIME_UNITS[plan.period],
        "BudgetLimit": {"Amount": amount_text(limit), "Unit": plan.currency},
        "Metrics": [METRICS[plan.metric]],
    }
    if conditions := list(_conditions(plan)):
        found["FilterExpression"] = conditions[0] if len(conditions) == 1 else {"And": conditions}
    if plan.period == "custom":
        days = plan.first_period
        found["TimePeriod"] = {"Start": _midnight(days.start), "End": _midnight(days.end)}
    return found


def _conditions(plan: BudgetPlan) -> Iterator[dict[str, Any]]:
    dimension, values = plan.dimension, list(plan.values or (plan.value,))
    if dimension == TOTAL:
        return
    if None in values or "" in values:
        raise InvalidInput("AWS Budgets cannot be told of costs without a value")
    if plan.account is not None:
        yield {"Dimensions": {"Key": DIMENSIONS[ACCOUNT], "Values": [plan.account]}}
    if dimension.startswith(TAG_PREFIX):
        yield {"Tags": {"Key": dimension.removeprefix(TAG_PREFIX), "Values": values}}
    elif dimension.startswith(COST_CATEGORY_PREFIX):
        name = dimension.removeprefix(COST_CATEGORY_PREFIX)
        yield {"CostCategories": {"Key": name, "Values": values}}
    elif dimension in DIMENSIONS:
        yield {"Dimensions": {"Key": DIMENSIONS[dimension], "Values": values}}
    else:
        raise InvalidInput(f"AWS Budgets cannot tell costs apart by {dimension}")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _equal(wanted: AwsBudget, have: AwsBudget) -> bool:
    """Whether AWS's copy says what is wanted; what it fills in by itself does not count."""
    return (
        _amount(wanted) == _amount(have)
        and wanted["TimeUnit"] == have.get("TimeUnit")
        and wanted["Metrics"] == have.get("Metrics")
        and plain_filter(wanted.get("FilterExpression"))
        == plain_filter(have.get("FilterExpression"))
        and ("TimePeriod" not in wanted or wanted["TimePeriod"] == have.get("TimePeriod"))
    )


def _amount(budget: AwsBudget) -> tuple[Decimal, str]:
    limit = budget.get("BudgetLimit") or {"Amount": "0", "Unit": ""}
    return Decimal(limit["Amount"]), limit["Unit"]


def plain_filter(expression: Mapping[str, Any] | None) -> object:
    """A filter in a form that can be compared: values in order, what AWS adds left out."""
    if expression is None:
        return None
    found: dict[str, object] = {}
    for name, part in expression.items():
        if name in {"And", "Or"}:
            found[name] = sorted((plain_filter(one) for one in part), key=str)
        elif name == "Not":
            found[name] = plain_filter(part)
        else:
            options = sorted(set(part.get("MatchOptions", ())) - {"EQUALS"})
            found[name] = (part.get("Key"), sorted(part.get("Values", ())), options)
    return found


def _words(budget: AwsBudget) -> str:
    limit = budget["BudgetLimit"]
    return f"{budget['BudgetName']}: {limit['Amount']} {limit['Unit']} {budget['TimeUnit'].lower()}"
