"""Budget plans, where they stand, and when they are breached."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from costgov.domain.budgeting.figures import Chance, Limit, RollUp
from costgov.domain.budgeting.periods import Period, period_window, repeated_window
from costgov.domain.costs import ACCOUNT, SERVICE, TOTAL, Metric, checked_dimension
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Window, parse_day
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput

ALLOCATION: Final = "allocation:"
"""Prefix of the dimension whose values are the units of an allocation view."""

JOINED: Final = "x_BudgetCut"
"""The dimension under which forecasts of joined cuts are stored; no source delivers it."""

type BudgetId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
type Amount = Annotated[Decimal, Field(gt=0, lt=Decimal(10) ** 18, max_digits=30)]


def _day(value: object) -> object:
    """Only YYYY-MM-DD: pydantic alone would take a number for a Unix time."""
    return value if isinstance(value, date) else parse_day(str(value))


type PlanDay = Annotated[
    date, BeforeValidator(_day), Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))
]
type Threshold = Annotated[int, Field(gt=0, le=1000)]


class AmountStep(Frozen):
    """From `start` on the plan's amount per period is this one."""

    start: PlanDay
    amount: Amount


class Rollover(Frozen):
    """What a period hands on to the next, from the period on in which `since` lies.

    `unspent` and `overspent` are caps in percent of what is planned for the next period; what is
    left out is not carried. At most 99 % of a period can be taken away, so that some is left.
    """

    since: PlanDay
    unspent: Annotated[int, Field(gt=0, le=1000)] | None = None
    overspent: Annotated[int, Field(gt=0, le=99)] | None = None

    @model_validator(mode="after")
    def _carries_something(self) -> "Rollover":
        if self.unspent is None and self.overspent is None:
            raise ValueError("rollover needs unspent, overspent or both: caps in percent")
        return self


class BudgetPlan(Frozen):
    """An amount that a part of the bill may cost per period.

    The part is one value of a dimension, several (`values`), a service within one `account`, or
    the unit `value` of the allocation view that `allocation:<view>` names. `amounts` are later
    amounts per period: a period in which one begins counts each for its days. A `custom` period
    runs from `start` to `end`, both included, and with `repeat` again and again. Budgets below a
    `parent` should not plan more than it does. `owner` is the team that is told.
    """

    id: BudgetId
    amount: Amount
    currency: Annotated[str, Field(min_length=1, max_length=16)] = "USD"
    period: Period = "monthly"
    dimension: str = TOTAL
    value: str | None = None
    metric: Metric = Metric.EFFECTIVE
    thresholds: Annotated[tuple[Threshold, ...], Field(min_length=1)] = (50, 80, 100)
    forecast_threshold: Threshold | None = 100
    values: Annotated[
        tuple[Annotated[str, Field(max_length=1_024)], ...], Field(max_length=50)
    ] = ()
    account: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    start: PlanDay | None = None
    end: PlanDay | None = None
    repeat: bool = False
    amounts: Annotated[tuple[AmountStep, ...], Field(max_length=200)] = ()
    rollover: Rollover | None = None
    parent: BudgetId | None = None
    owner: Annotated[str, Field(min_length=1, max_length=100)] | None = None

    @field_validator("dimension")
    @classmethod
    def _known_dimension(cls, text: str) -> str:
        if text.startswith(ALLOCATION) and text != ALLOCATION:
            return text
        return checked_dimension(text)

    @field_validator("thresholds")
    @classmethod
    def _ascending(cls, thresholds: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(sorted(set(thresholds)))

    @field_validator("values")
    @classmethod
    def _distinct(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(values)))

    @field_validator("amounts")
    @classmethod
    def _in_order(cls, amounts: tuple[AmountStep, ...]) -> tuple[AmountStep, ...]:
        days = [step.start for step in amounts]
        if twice := sorted({day for day in days if days.count(day) > 1}):
            raise ValueError(f"two amounts begin on {twice[0]}")
        return tuple(sorted(amounts, key=lambda step: step.start))

    @model_validator(mode="after")
    def _consistent(self) -> "BudgetPlan":
        if wrong := next((sentence for is_so, sentence in self._mistakes() if is_so), ""):
            raise ValueError(wrong)
        return self

    def _mistakes(self) -> Sequence[tuple[bool, str]]:
        bounds = self.start is not None or self.end is not None or self.repeat
        unit = self.dimension.startswith(ALLOCATION)
        return (
            (
                self.period == "custom" and (self.start is None or self.end is None),
                "a custom period needs start and end, the first and the last day",
            ),
            (
                self.period != "custom" and bounds,
                "start, end and repeat belong to a custom period",
            ),
            (
                bool(self.start and self.end and self.end < self.start),
                f"a period cannot end ({self.end}) before it starts ({self.start})",
            ),
            (
                bool(self.values) and (self.value is not None or self.dimension == TOTAL),
                "values are several values of a dimension, instead of value",
            ),
            (
                self.account is not None and self.dimension != SERVICE,
                "account narrows a budget on a service; an account's own has dimension account",
            ),
            (unit and not (self.value or self.values), "an allocation view's budget needs a unit"),
            (
                self.rollover is not None and self.period == "custom" and not self.repeat,
                "a period that does not repeat has none to hand on to",
            ),
            (self.parent == self.id, "a budget cannot be its own parent"),
        )

    def period_of(self, day: date) -> Window | None:
        """The period a day lies in; None where a custom period has not begun or is over."""
        if self.period != "custom":
            return period_window(self.period, day)
        first = self.first_period
        if self.repeat:
            return repeated_window(first, day)
        return first if day in first else None

    @property
    def first_period(self) -> Window:
        """The days from `start` to `end` of a custom period.

        Raises:
            InvalidInput: the period is not a custom one.
        """
        if self.start is None or self.end is None:
            raise InvalidInput(f"budget {self.id} has no period of its own")
        return Window(self.start, self.end + ONE_DAY)

    @property
    def accounts(self) -> tuple[str, ...]:
        """The accounts that all it is on lies in; none where that cannot be told."""
        if self.account is not None:
            return (self.account,)
        if self.dimension != ACCOUNT:
            return ()
        return self.values or ((self.value,) if self.value else ())

    @property
    def is_joined(self) -> bool:
        """Whether it adds up several cuts of the ledger, or looks inside an account."""
        return bool(self.values) or self.account is not None

    @property
    def series(self) -> tuple[str, str | None]:
        """The dimension and value under which its forecast is stored."""
        if not self.is_joined:
            return self.dimension, self.value
        names = self.values or (self.value,)
        return JOINED, json.dumps([self.dimension, self.account, *names], ensure_ascii=False)

    @property
    def covers(self) -> str:
        """What it limits, in words: `all costs`, `service AWS Lambda in 111122223333`."""
        if self.dimension == TOTAL:
            return "all costs"
        noun = self.dimension.replace("_", " ")
        for prefix, word in (("tag:", "tag "), ("cost category:", ""), (ALLOCATION, "")):
            noun = f"{word}{noun.removeprefix(prefix)}" if noun.startswith(prefix) else noun
        names = ", ".join(self.values) or self.value
        of = f"{noun} without a value" if names is None else f"{noun} {names}"
        return f"{of} in {self.account}" if self.account else of


class BreachKind(StrEnum):
    """Whether the money is spent or expected to be."""

    ACTUAL = "actual"
    FORECAST = "forecast"


class Breach(Frozen):
    """A threshold crossed in a period; identified by plan, period, kind and threshold."""

    budget_id: str
    period_start: date
    kind: BreachKind
    threshold: int


class Crossing(Frozen):
    """A threshold that was crossed in the present period, remembered whatever happens after.

    `on` is the day on which the money was spent, or the forecast first told so; `seen` the day the
    standing first said it, and `limit` what it was a percentage of then. `holds` is whether it is
    crossed now: an edit, a restatement or another forecast may have taken that back.
    """

    kind: BreachKind
    threshold: int
    on: date
    seen: date
    limit: Decimal | None = None
    holds: bool


type State = Literal["ok", "at_risk", "over", "no_data", "inactive"]


class BudgetStatus(Frozen):
    """Where a budget stands: exact actual, forecast for the period's end if there is one.

    The period is half-open. `limit` is what may be spent in it, `arithmetic` how that comes about.
    `actual` runs up to and including `as_of`; percent is of the limit, cut (never rounded up) to
    one place; the forecast's bounds are its 80 % interval. `breach_probability` is that the period
    ends at or above the limit, None where no forecast tells. `breach_date` is the day on which
    the limit was or is expected to be reached, `breach_earliest` the same by the upper bound.
    `no_data`: nothing is known of the period, which is not the same as nothing spent;
    `inactive`: a custom period has not begun or is over. `basis` says why.
    """

    plan: BudgetPlan
    period_start: date
    period_end: date
    as_of: date
    limit: Decimal
    arithmetic: Limit | None = None
    actual: Decimal
    actual_percent: Decimal
    forecast: Decimal | None = None
    forecast_low: Decimal | None = None
    forecast_high: Decimal | None = None
    breach_probability: Chance | None = None
    breach_date: date | None = None
    breach_earliest: date | None = None
    crossed: tuple[Crossing, ...] = ()
    roll_up: RollUp | None = None
    warnings: tuple[str, ...] = ()
    state: State
    basis: str

    @model_validator(mode="before")
    @classmethod
    def _of_before_limits_changed(cls, fields: Any) -> Any:  # noqa: ANN401 - whatever was stored
        """What was stored when a plan had one amount: that amount was the limit."""
        if isinstance(fields, dict) and "limit" not in fields and "plan" in fields:
            plan = fields["plan"]
            amount = plan.amount if isinstance(plan, BudgetPlan) else plan.get("amount")
            return fields | {"limit": amount}
        return fields

    @property
    def period(self) -> Window:
        """Its days."""
        return Window(self.period_start, self.period_end)

    @property
    def period_key(self) -> str:
        """Names the period: an alert is one per budget and period."""
        return f"{self.period_start}/{self.period_end}"

    @property
    def step(self) -> str:
        """Changes when a further threshold is crossed, and at no other time of the period."""
        return " ".join(f"{one.kind}-{one.threshold}" for one in self.crossed)

    @property
    def days_left(self) -> int:
        """How many days of the period come after `as_of`."""
        return max(0, (self.period_end - self.as_of - ONE_DAY).days)


def breaches(status: BudgetStatus) -> Sequence[Breach]:
    """Every threshold that is crossed now: actual ones, and the forecast one when expected.

    A forecast breach counts only while the actual has not reached the same threshold.
    """
    plan, limit = status.plan, status.limit
    found = [
        (BreachKind.ACTUAL, threshold)
        for threshold in plan.thresholds
        if reaches(status.actual, limit, threshold)
    ]
    return [
        Breach(budget_id=plan.id, period_start=status.period_start, kind=kind, threshold=threshold)
        for kind, threshold in found + _forecast_breach(status)
    ]


def _forecast_breach(status: BudgetStatus) -> list[tuple[BreachKind, int]]:
    threshold = status.plan.forecast_threshold
    if threshold is None or status.forecast is None:
        return []
    expected = reaches(status.forecast, status.limit, threshold)
    already = reaches(status.actual, status.limit, threshold)
    return [(BreachKind.FORECAST, threshold)] if expected and not already else []


def reaches(amount: Decimal, limit: Decimal, threshold: int) -> bool:
    """Whether an amount is at or above so many percent of a limit."""
    return EXACT.multiply(amount, 100) >= EXACT.multiply(limit, threshold)
