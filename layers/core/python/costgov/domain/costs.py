"""Cost facts in FOCUS words: what is stored per month of one dimension value."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote

from costgov.domain.money import EXACT
from costgov.domain.period import Month
from costgov.errors import InvalidInput


class Metric(StrEnum):
    """FOCUS cost metrics we keep. Billed reconciles with the invoice; Effective is amortised.

    NET is amortised after discounts, where a source tells it apart: Cost Explorer's
    NetAmortizedCost and CUR's net columns. FOCUS's EffectiveCost is net already, so a FOCUS file
    has no such column and delivers none.
    """

    BILLED = "BilledCost"
    EFFECTIVE = "EffectiveCost"
    NET = "x_NetAmortizedCost"


class ChargeCategory(StrEnum):
    """FOCUS ChargeCategory; UNSPLIT is a source's total where it cannot be split."""

    USAGE = "Usage"
    PURCHASE = "Purchase"
    TAX = "Tax"
    CREDIT = "Credit"
    ADJUSTMENT = "Adjustment"
    UNSPLIT = "Unsplit"


TAG_PREFIX = "tag:"
COST_CATEGORY_PREFIX = "cost_category:"
TOTAL = "total"
PROVIDER = "provider"
SERVICE = "service"
SERVICE_CATEGORY = "service_category"
ACCOUNT = "account"
REGION = "region"
USAGE_TYPE = "usage_type"
RESOURCE = "resource"
# Values are InvoiceIds; no value is what has not been invoiced yet.
INVOICE = "invoice"
DIMENSIONS = (
    TOTAL, PROVIDER, SERVICE, SERVICE_CATEGORY, ACCOUNT, REGION, USAGE_TYPE, RESOURCE, INVOICE,
)  # fmt: skip
# Internal: values are canonical JSON of all keys that allocation rules look at together.
JOINT = "allocation_keys"
# The value that sums up the resources too small to be told apart.
OTHER_RESOURCES = "x_OtherResources"
_PREFIXES = (TAG_PREFIX, COST_CATEGORY_PREFIX)


def tag_dimension(key: str) -> str:
    """The dimension that groups by the values of one tag key."""
    return f"{TAG_PREFIX}{key}"


def cost_category_dimension(name: str) -> str:
    """The dimension that groups by the values of one cost category."""
    return f"{COST_CATEGORY_PREFIX}{name}"


def checked_dimension(text: str) -> str:
    """The dimension named by a caller.

    Raises:
        InvalidInput: there is no such dimension.
    """
    if text in DIMENSIONS or any(text.startswith(p) and text != p for p in _PREFIXES):
        return text
    named = " or ".join(f"{prefix}<name>" for prefix in _PREFIXES)
    raise InvalidInput(f"{text!r} is not one of {', '.join(DIMENSIONS)} or {named}")


SCOPE_KINDS = ("org", ACCOUNT, SERVICE, "service/account", "service/account/usage_type")


@dataclass(frozen=True, slots=True)
class Scope:
    """What part of the bill a series is cut from: all of it, or a path of (kind, value) into it.

    `parts` is empty for the whole bill. A value is "" where the bill gives none.

    Raises:
        InvalidInput: the path's kinds are none of SCOPE_KINDS.
    """

    parts: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in SCOPE_KINDS:
            raise InvalidInput(f"{self.kind!r} is not one of {', '.join(SCOPE_KINDS)}")

    @classmethod
    def account(cls, account_id: str) -> "Scope":
        """The spend of one SubAccountId."""
        return cls(((ACCOUNT, account_id),))

    @classmethod
    def service(cls, name: str) -> "Scope":
        """The spend of one ServiceName."""
        return cls(((SERVICE, name),))

    def within(self, kind: str, value: str) -> "Scope":
        """One step further in: `Scope.service("AWS Lambda").within("account", "111122223333")`."""
        return Scope((*self.parts, (kind, value)))

    @property
    def kind(self) -> str:
        """`org`, or the kinds of the path: `service/account`."""
        return "/".join(kind for kind, _ in self.parts) or "org"

    def __str__(self) -> str:
        quoted = (f"{kind}={quote(value, safe='')}" for kind, value in self.parts)
        return "&".join(quoted) or "org"


ORG = Scope()


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """One ledger cut: the currency, the scope and the dimension its values are told apart by."""

    currency: str
    scope: Scope
    dimension: str


def added[K](parts: Iterable[Mapping[K, Decimal]]) -> dict[K, Decimal]:
    """The exact sums by key; most parts share no key or all of them."""
    total: dict[K, Decimal] = {}
    for part in parts:
        if total.keys().isdisjoint(part):
            total.update(part)
            continue
        with localcontext(EXACT):
            for key, amount in part.items():
                total[key] = total[key] + amount if key in total else amount
    return total


@lru_cache(maxsize=128)
def _dates(month: Month) -> Mapping[int, date]:
    return {day.day: day for day in month.window.days()}


type DayAmounts = Mapping[int, Decimal]
type Amounts = dict[tuple[ChargeCategory, Metric], DayAmounts]
type Quantities = dict[str, DayAmounts]


@dataclass(frozen=True, slots=True)
class MonthCost:
    """One month of one dimension value from one source.

    `value` is None where the source gives none (no region, no such tag): not the same as "".
    `amounts` maps (charge category, metric) to amounts by day of the month; a day that is not
    there is missing, not zero. `quantities` maps a ConsumedUnit to the ConsumedQuantity by day;
    units are never added up. Only cuts by usage type have quantities.
    """

    key: SeriesKey
    value: str | None
    month: Month
    source: str
    amounts: Amounts = field(default_factory=dict)
    quantities: Quantities = field(default_factory=dict)

    def daily(
        self, metric: Metric, categories: Iterable[ChargeCategory] | None = None
    ) -> dict[date, Decimal]:
        """Exact daily totals of a metric over charge categories (all by default)."""
        wanted = None if categories is None else frozenset(categories)
        parts = [
            by_day
            for (category, kind), by_day in self.amounts.items()
            if kind is metric and (wanted is None or category in wanted)
        ]
        numbered = parts[0] if len(parts) == 1 else added(parts)
        dates = _dates(self.month)
        return {dates[number]: amount for number, amount in numbered.items()}

    def days(self) -> set[date]:
        """Every day that has an amount of any kind."""
        numbers = {number for by_day in self.amounts.values() for number in by_day}
        return {date(self.month.year, self.month.month, number) for number in numbers}

    def add(self, category: ChargeCategory, metric: Metric, day: date, amount: Decimal) -> None:
        """Add an amount while a month is being put together."""
        by_day = self.amounts.get((category, metric), {})
        self.amounts[category, metric] = _added(by_day, day.day, amount)

    def add_quantity(self, unit: str, day: date, quantity: Decimal) -> None:
        """Add a consumed quantity while a month is being put together.

        Raises:
            InvalidInput: a quantity of no unit, which says nothing.
        """
        if not unit:
            raise InvalidInput("a quantity needs a unit")
        self.quantities[unit] = _added(self.quantities.get(unit, {}), day.day, quantity)


def _added(by_day: DayAmounts, day: int, amount: Decimal) -> DayAmounts:
    return {**by_day, day: EXACT.add(by_day.get(day, Decimal(0)), amount)}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one dimension's facts go, and when (an `instant_text`) they were last delivered."""

    first_day: date
    last_day: date
    as_of: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What one source has delivered in one currency: the first thing a reader asks for.

    Dimensions are read by queries of their own, may take turns and fail alone: `coverage` says
    of each how far it goes. The ledger's own days and instant are those of its total.
    """

    currency: str
    source: str
    coverage: Mapping[str, Coverage]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions ever delivered, sorted."""
        return tuple(sorted(self.coverage))

    @property
    def first_day(self) -> date:
        """The first day of the total."""
        return min(part.first_day for part in self._leading)

    @property
    def last_day(self) -> date:
        """The last day of the total."""
        return max(part.last_day for part in self._leading)

    @property
    def as_of(self) -> str:
        """When the total was last delivered."""
        return max(part.as_of for part in self._leading)

    @property
    def delivered_at(self) -> str:
        """When any dimension was last delivered: it changes with whatever is read again."""
        return max(part.as_of for part in self.coverage.values())

    @property
    def _leading(self) -> Collection[Coverage]:
        """The total's coverage; all there is where a source has delivered no total yet."""
        total = self.coverage.get(TOTAL)
        return self.coverage.values() if total is None else (total,)
