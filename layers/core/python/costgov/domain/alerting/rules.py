"""Alert rules: what is worth telling, from which figure on, and when it is over.

Every rule opens an alert at one figure and lets go of it at another (hysteresis), so that what
hovers around a threshold is told once. Amounts are in the currency of what is looked at.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated, Final, Literal, Self

from pydantic import Field, TypeAdapter, field_validator, model_validator

from costgov.domain.alerting.rule_levels import DaysLeft, Deadlines, Levels, Money
from costgov.domain.alerting.signal import RuleKind, Severity
from costgov.domain.costs import TOTAL, checked_dimension
from costgov.domain.runs import Frozen

type RuleName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
type Percentage = Annotated[Decimal, Field(gt=0, le=100_000)]


class _Rule(Frozen):
    """What all rules have; one that is not enabled ends its alerts."""

    name: RuleName
    enabled: bool = True


class _Rising(_Rule):
    """A rule on the cost of one series: above its opening percentage, and worth the money.

    It looks at one dimension of the ledger: at each of `values`, or at all that cost something.
    An open alert is over when the percentage is below `clear_percent` or the money below half of
    `minimum`.
    """

    dimension: str = TOTAL
    values: tuple[str, ...] = ()
    above_percent: Percentage
    clear_percent: Percentage
    minimum: Money
    levels: Levels

    @field_validator("dimension")
    @classmethod
    def _known_dimension(cls, text: str) -> str:
        return checked_dimension(text)

    @model_validator(mode="after")
    def _hysteresis(self) -> Self:
        if self.clear_percent > self.above_percent:
            raise ValueError(f"rule {self.name!r} clears above where it opens")
        return self


class BudgetRule(_Rule):
    """A budget reaches one of its thresholds, or is expected to reach its forecast's.

    An open alert is over with its period; before that once the forecast is `forecast_clear_points`
    percentage points below, and for money that is spent once the limit was raised so that it is
    `clear_points` below every threshold that was told. `levels` are percent of the budget spent;
    what is only expected is medium. `budgets` names those looked at, all by default.
    """

    kind: Literal["budget"] = "budget"
    name: RuleName = "budget-limit"
    budgets: tuple[str, ...] = ()
    clear_points: Money = Decimal(2)
    forecast_clear_points: Money = Decimal(5)
    minimum: Money = Decimal(0)
    levels: Levels = Levels(medium=Decimal(80), high=Decimal(100), critical=Decimal(120))


class SpikeRule(_Rising):
    """The last settled day costs more than was expected of it.

    Expected is the forecast made before that day, whose 95 % interval it must leave too; without
    one the median of the four weeks before. `levels` are the money above what was expected.
    """

    kind: Literal["spike"] = "spike"
    name: RuleName = "cost-spike"
    above_percent: Percentage = Decimal(50)
    clear_percent: Percentage = Decimal(25)
    minimum: Money = Decimal(50)
    levels: Levels = Levels(medium=Decimal(100), high=Decimal(1_000), critical=Decimal(10_000))


class TrendRule(_Rule):
    """The trend of all costs that the analysis stores rises: `above_percent` over its window.

    `levels` and `minimum` are the money that makes a month, at the cost of the last week.
    """

    kind: Literal["trend"] = "trend"
    name: RuleName = "cost-trend"
    above_percent: Percentage = Decimal(20)
    clear_percent: Percentage = Decimal(10)
    minimum: Money = Decimal(100)
    levels: Levels = Levels(medium=Decimal(500), high=Decimal(5_000), critical=None)

    @model_validator(mode="after")
    def _hysteresis(self) -> Self:
        if self.clear_percent > self.above_percent:
            raise ValueError(f"rule {self.name!r} clears above where it opens")
        return self


class GrowthRule(_Rising):
    """Seven settled days cost more than the seven before; `levels` are the money more."""

    kind: Literal["growth"] = "growth"
    name: RuleName = "cost-growth"
    above_percent: Percentage = Decimal(20)
    clear_percent: Percentage = Decimal(10)
    minimum: Money = Decimal(50)
    levels: Levels = Levels(medium=Decimal(100), high=Decimal(1_000), critical=Decimal(10_000))


class CapacityRule(_Rule):
    """A resource or measure is as likely as not full (80 %, see `capacity`) within some days.

    An open alert is over when that is more than `clear_days` further off. `deadlines` are days
    until then; what is full already has none left.
    """

    kind: Literal["capacity"] = "capacity"
    name: RuleName = "capacity"
    within_days: DaysLeft = 30
    clear_days: DaysLeft = 7
    deadlines: Deadlines = Deadlines(medium=30, high=7, critical=None)


class AnomalyRule(_Rule):
    """An anomaly costs `above_percent` of what was expected, or is at least so sure as `score`.

    A drop is as far when what was expected is as many percent of what it cost. Planned ones
    and those that people called wrong are left out, drops too unless `drops`. It is over when the
    cost is back in its range. `minimum` and `levels` are its impact in money.
    """

    kind: Literal["anomaly"] = "anomaly"
    name: RuleName = "cost-anomaly"
    above_percent: Percentage = Decimal(150)
    score: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.7")
    drops: bool = True
    minimum: Money = Decimal(25)
    levels: Levels = Levels(medium=Decimal(50), high=Decimal(500), critical=Decimal(5_000))


class KpiRule(_Rule):
    """A measure reaches its own `threshold` on its latest day (response time, error rate …).

    An open alert is over once it is `clear_percent` below. `levels` are percent of the threshold.
    """

    kind: Literal["kpi"] = "kpi"
    name: RuleName = "kpi-critical"
    measures: tuple[str, ...] = ()
    clear_percent: Percentage = Decimal(5)
    levels: Levels = Levels(medium=Decimal(100), high=Decimal(120), critical=None)


class EfficiencyRule(_Rule):
    """Use over target is below `below` (paid for and idle) or above `above` (too full).

    An open alert is over once the score is `margin` inside. Judged are the organisation, accounts
    and measures with a target; what is known of less than half of a group says nothing of it.
    """

    kind: Literal["efficiency"] = "efficiency"
    name: RuleName = "efficiency"
    below: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.5")
    above: Annotated[Decimal, Field(ge=1, le=100)] = Decimal("1.3")
    margin: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.05")
    idle: Severity = Severity.LOW
    strained: Severity = Severity.MEDIUM


class UnitCostRule(_Rule):
    """A unit costs more than its target, and more than `above_percent` more.

    An open alert is over once it is `clear_percent` below the target. `minimum` is the money above
    the target over the days compared, `levels` percent of the target.
    """

    kind: Literal["unit-cost"] = "unit-cost"
    name: RuleName = "unit-cost"
    above_percent: Money = Decimal(0)
    clear_percent: Money = Decimal(2)
    minimum: Money = Decimal(10)
    levels: Levels = Levels(medium=Decimal(110), high=Decimal(150), critical=None)


class CreditsRule(_Rule):
    """A granted credit is expected to be used up, or to expire unused, within some days.

    An open alert is over when that is more than `clear_days` further off. `minimum` is what is
    left of it (what will expire unused), `deadlines` are days until then.
    """

    kind: Literal["credits"] = "credits"
    name: RuleName = "credit-runway"
    within_days: DaysLeft = 60
    clear_days: DaysLeft = 14
    minimum: Money = Decimal(50)
    deadlines: Deadlines = Deadlines(medium=30, high=7, critical=None)


class CommitmentRule(_Rule):
    """A Savings Plan or reservation ends within some days (of at most the checks' own 60)."""

    kind: Literal["commitment"] = "commitment"
    name: RuleName = "commitment-expiry"
    within_days: DaysLeft = 60
    deadlines: Deadlines = Deadlines(medium=30, high=7, critical=None)


class DeliveryRule(_Rule):
    """A channel has failed for some minutes, or will until somebody changes something."""

    kind: Literal["delivery"] = "delivery"
    name: RuleName = "channel-failing"
    after_minutes: Annotated[int, Field(ge=0, le=1_440)] = 30


class RunRule(_Rule):
    """The daily run is incomplete (medium) or without any result (high)."""

    kind: Literal["run"] = "run"
    name: RuleName = "run-incomplete"


class AccessRule(_Rule):
    """Accounts cannot be looked at until somebody does something: one alert for each cause."""

    kind: Literal["access"] = "access"
    name: RuleName = "account-access"


class QualityRule(_Rule):
    """Forecasts have become worse than they were (docs/accuracy.md): one alert a currency."""

    kind: Literal["quality"] = "quality"
    name: RuleName = "forecast-quality"


class OwnCostRule(_Rule):
    """The product's own use of AWS costs more on a day than `deployment.own_cost` allows."""

    kind: Literal["own-cost"] = "own-cost"
    name: RuleName = "own-cost"


class AlarmRule(_Rule):
    """Alarms of CloudWatch and Alertmanager; `severity` is that of alarms that say none."""

    kind: Literal["alarm"] = "alarm"
    name: RuleName = "alarms"
    severity: Severity = Severity.HIGH


type Rule = Annotated[
    BudgetRule
    | SpikeRule
    | TrendRule
    | GrowthRule
    | CapacityRule
    | AnomalyRule
    | KpiRule
    | EfficiencyRule
    | UnitCostRule
    | CreditsRule
    | CommitmentRule
    | DeliveryRule
    | RunRule
    | AccessRule
    | QualityRule
    | OwnCostRule
    | AlarmRule,
    Field(discriminator="kind"),
]

BUILT_IN: Final[tuple[Rule, ...]] = (
    BudgetRule(),
    SpikeRule(),
    TrendRule(),
    GrowthRule(),
    CapacityRule(),
    AnomalyRule(),
    KpiRule(),
    EfficiencyRule(),
    UnitCostRule(),
    CreditsRule(),
    CommitmentRule(),
    DeliveryRule(),
    RunRule(),
    AccessRule(),
    QualityRule(),
    OwnCostRule(),
    AlarmRule(),
)
"""The rules that apply without any configuration."""

ONE_OF_EACH: Final = frozenset({"delivery", "run", "access", "quality", "own-cost", "alarm"})
"""Kinds whose rule can be adjusted or switched off, but is there once."""

ALARM_PREFIXES: Final = ("alarm:", "alertmanager:")
"""What the rules of single alarms are called by: `alarm:<name of the alarm>`."""


def rule_of(value: object) -> Rule:
    """The rule that a value (of a file, of a request) describes; raises ValidationError."""
    return TypeAdapter[Rule](Rule).validate_python(value)


def kind_of(rule: Rule) -> RuleKind:
    """What its alerts are routed by."""
    return RuleKind.KPI if rule.kind == "alarm" else RuleKind(rule.kind)


def checked_rules(given: Sequence[Rule]) -> Sequence[Rule]:
    """The same rules, if they can be in force together.

    Raises:
        ValueError: a name is given twice or belongs to another kind, or a kind has one rule only.
    """
    own = {rule.name: rule.kind for rule in BUILT_IN}
    seen: set[str] = set()
    for rule in given:
        if rule.name in seen:
            raise ValueError(f"rule {rule.name!r} is defined twice")
        if own.get(rule.name, rule.kind) != rule.kind:
            raise ValueError(f"rule {rule.name!r} is built in, of kind {own[rule.name]!r}")
        if rule.kind in ONE_OF_EACH and rule.name not in own:
            raise ValueError(f"rule {rule.name!r}: there is one rule of kind {rule.kind!r} only")
        seen.add(rule.name)
    return given


def in_force(given: Iterable[Rule]) -> tuple[Rule, ...]:
    """The built-in rules as they were adjusted by name, and then the further ones."""
    named = {rule.name: rule for rule in given}
    adjusted = tuple(named.pop(rule.name, rule) for rule in BUILT_IN)
    return (*adjusted, *named.values())
