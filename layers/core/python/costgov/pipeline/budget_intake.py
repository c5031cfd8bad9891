"""AWS budgets as plans: what can be taken over is, what cannot is named with its reason."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import ACCOUNT, SERVICE, Metric, cost_category_dimension, tag_dimension
from costgov.errors import InvalidInput
from costgov.gateways.budget_ports import OURS
from costgov.pipeline.budget_mirror import DIMENSIONS, METRICS, TIME_UNITS, AwsBudget

# Budgets without an end of their own have this one: 2087-06-15.
_NO_END: Final = date(2087, 1, 1)
_PERIODS: Final = {unit: period for period, unit in TIME_UNITS.items()}
_METRICS: Final = {name: metric for metric, name in METRICS.items()}
_BY_KEY: Final = {key: dimension for dimension, key in DIMENSIONS.items()}
# How filters were written before FilterExpression.
_COST_FILTERS: Final = {
    "Service": "SERVICE",
    "LinkedAccount": "LINKED_ACCOUNT",
    "Region": "REGION",
    "UsageType": "USAGE_TYPE",
}
_TAG_FILTER: Final = "TagKeyValue"
_USER_TAG: Final = "user:"


def taken_over(described: Sequence[AwsBudget]) -> tuple[list[BudgetPlan], dict[str, str]]:
    """The plans of an account's AWS budgets, and why others are none, by name.

    Copies that we made are left out silently.
    """
    plans: dict[str, BudgetPlan] = {}
    reasons: dict[str, str] = {}
    for one in described:
        name = str(one["BudgetName"])
        if name.startswith(OURS):
            continue
        try:
            plan = plan_of(one)
        except InvalidInput as reason:
            reasons[name] = str(reason)
            continue
        if plan.id in plans:
            reasons[name] = f"another one is called {plan.id} too"
        else:
            plans[plan.id] = plan
    return list(plans.values()), reasons


def plan_of(budget: AwsBudget) -> BudgetPlan:
    """One AWS budget as a plan.

    Raises:
        InvalidInput: it cannot be one; the sentence says why.
    """
    if budget["BudgetType"] != "COST":
        kind = str(budget["BudgetType"]).replace("_", " ").lower()
        raise InvalidInput(f"it is a {kind} budget; plans are of costs")
    if budget["TimeUnit"] not in _PERIODS:
        raise InvalidInput(f"there is no {budget['TimeUnit'].lower()} period")
    if budget.get("AutoAdjustData"):
        raise InvalidInput("AWS adjusts its amount by itself")
    if not str(budget.get("BillingViewArn", "billingview/primary")).endswith("/primary"):
        raise InvalidInput("it is on a billing view of its own")
    fields = {
        "id": _id(str(budget["BudgetName"])),
        "period": _PERIODS[budget["TimeUnit"]],
        "metric": _metric(budget),
        **_amounts(budget),
        **_days(budget),
        **_filtered(budget),
    }
    try:
        return BudgetPlan.model_validate(fields)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(map(str, problem["loc"]))
        raise InvalidInput(f"{place}: {problem['msg']}".removeprefix(": ")) from error


def _id(name: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:63].strip("-")
    if not found:
        raise InvalidInput("its name has no letter or digit to make an id of")
    return found


def _metric(budget: AwsBudget) -> Metric:
    if metrics := budget.get("Metrics"):
        if metrics[0] not in _METRICS:
            raise InvalidInput(f"it counts {metrics[0]}")
        return _METRICS[metrics[0]]
    types: Mapping[str, bool] = budget.get("CostTypes", {})
    if types.get("UseBlended"):
        raise InvalidInput("it counts blended costs")
    if left := sorted(
        name.removeprefix("Include").lower()
        for name, included in types.items()
        if name.startswith("Include") and not included
    ):
        raise InvalidInput(f"it leaves out {', '.join(left)}; plans count every charge")
    return Metric.EFFECTIVE if types.get("UseAmortized") else Metric.BILLED


def _amounts(budget: AwsBudget) -> dict[str, object]:
    """The amount, and where AWS knows amounts of coming periods, those as steps."""
    planned: Mapping[str, Any] = budget.get("PlannedBudgetLimits") or {}
    steps = [(_day(float(start)), planned[start]) for start in sorted(planned, key=float)]
    first = steps[0][1] if steps else budget.get("BudgetLimit")
    if not first:
        raise InvalidInput("it has no amount")
    return {
        "amount": first["Amount"],
        "currency": first["Unit"],
        "amounts": [{"start": day, "amount": spend["Amount"]} for day, spend in steps[1:]],
    }


def _days(budget: AwsBudget) -> dict[str, object]:
    bounds: Mapping[str, Any] = budget.get("TimePeriod") or {}
    end = _day(bounds["End"]) if "End" in bounds else _NO_END
    if budget["TimeUnit"] != "CUSTOM":
        if end < _NO_END:
            raise InvalidInput(f"it ends on {end}; periods of the calendar go on")
        return {}
    if "Start" not in bounds or "End" not in bounds:
        raise InvalidInput("its period has no start or no end")
    return {"start": _day(bounds["Start"]), "end": end - timedelta(days=1)}


def _day(instant: datetime | float) -> date:
    found = instant if isinstance(instant, datetime) else datetime.fromtimestamp(instant, UTC)
    return found.astimezone(UTC).date()


def _filtered(budget: AwsBudget) -> dict[str, object]:
    """Dimension, values and account of a plan."""
    conditions = list(_conditions(budget))
    dimensions = dict(conditions)
    if len(dimensions) != len(conditions):
        raise InvalidInput("it names a dimension more than once")
    if not dimensions:
        return {}
    account: list[str] = []
    if dimensions.keys() == {ACCOUNT, SERVICE}:
        account = dimensions.pop(ACCOUNT)
        if len(account) > 1:
            raise InvalidInput("it is on services within several accounts")
    if len(dimensions) > 1:
        raise InvalidInput(f"it combines {' and '.join(sorted(dimensions))}")
    [(dimension, values)] = dimensions.items()
    one = {"value": values[0]} if len(values) == 1 else {"values": values}
    return {"dimension": dimension, **one, **({"account": account[0]} if account else {})}


def _conditions(budget: AwsBudget) -> Iterator[tuple[str, list[str]]]:
    """(dimension, values) of each condition, all of which must hold."""
    if expression := budget.get("FilterExpression"):
        for part in expression.get("And", [expression]):
            yield _condition(part)
        return
    for name, values in (budget.get("CostFilters") or {}).items():
        if name == _TAG_FILTER:
            yield _tag(values)
        elif name in _COST_FILTERS:
            yield _BY_KEY[_COST_FILTERS[name]], list(values)
        else:
            raise InvalidInput(f"it filters by {name}")


def _condition(part: Mapping[str, Any]) -> tuple[str, list[str]]:
    if len(part) != 1:
        raise InvalidInput("its filter is not one that a plan can have")
    [(kind, told)] = part.items()
    if kind not in {"Dimensions", "Tags", "CostCategories"}:
        raise InvalidInput(f"its filter has {kind}")
    if set(told.get("MatchOptions", ())) - {"EQUALS"}:
        raise InvalidInput(f"its filter matches by {', '.join(sorted(told['MatchOptions']))}")
    key, values = str(told.get("Key", "")), list(told.get("Values", ()))
    if kind == "Tags":
        return tag_dimension(key), values
    if kind == "CostCategories":
        return cost_category_dimension(key), values
    if key not in _BY_KEY:
        raise InvalidInput(f"it filters by {key}")
    return _BY_KEY[key], values


def _tag(texts: Sequence[str]) -> tuple[str, list[str]]:
    """Legacy tag filters: `user:Team$search`."""
    parts = [text.removeprefix(_USER_TAG).partition("$") for text in texts]
    keys = {key for key, _, _ in parts}
    if len(keys) != 1:
        raise InvalidInput("it filters by several tags")
    return tag_dimension(keys.pop()), [value for _, _, value in parts]
