"""Two periods compared, value by value, and what drove the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from costgov.domain.comparison import (
    BasePreset,
    ChangeDriver,
    DriverSum,
    base_window,
    by_kind,
    percent_change,
)
from costgov.domain.costs import TOTAL, Metric, Scope
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Window
from costgov.domain.runs import Frozen
from costgov.errors import InvalidInput
from costgov.pipeline.compare import Comparison, known_days
from costgov.pipeline.ledger import CutReader, Daily, sum_within
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.cuts import MAX_DAYS, ScopeQuestion, window_of
from costgov.pipeline.queries.exchange import Day, Dimension
from costgov.pipeline.queries.levels import next_level
from costgov.pipeline.queries.pages import PagedAnswer, slice_of
from costgov.pipeline.queries.sights import reader_of, require_level, sources_seen
from costgov.pipeline.queries.stores import ReadStores

# Drivers that are listed one by one, the largest.
DRIVERS: Final = 50

type State = Literal["new", "gone", "up", "down", "unchanged", "unknown"]


class CompareQuestion(ScopeQuestion):
    """Two windows of a part of the bill; the base is named, or given by both its ends."""

    group_by: Annotated[
        Dimension | None,
        Field(
            description="`service`, `account`, …, or `tag:<key>`; the scope's next level if not."
        ),
    ] = None
    base: Annotated[
        BasePreset,
        Field(description="What to compare with, unless `base_start` and `base_end` say it."),
    ] = "previous_period"
    base_start: Annotated[Day | None, Field(description="First day of the base.")] = None
    base_end: Annotated[Day | None, Field(description="First day after the base.")] = None

    def base_of(self, window: Window) -> Window:
        """The window to compare with.

        Raises:
            InvalidInput: it is reversed, too long, or only one of its ends is given.
        """
        if self.base_start is None and self.base_end is None:
            return base_window(window, self.base)
        if self.base_start is None or self.base_end is None:
            raise InvalidInput("base_start and base_end are given together")
        base = Window(self.base_start, self.base_end)
        if len(base) > MAX_DAYS:
            raise InvalidInput(f"the base has {len(base)} days, more than the {MAX_DAYS} allowed")
        return base


class PeriodChange(Frozen):
    """An exact amount in both periods, null where no day of the period is known.

    `percent` is to nine digits; where there is none, `no_percent` says why.
    """

    amount: Decimal | None
    base_amount: Decimal | None
    change: Decimal | None
    percent: Decimal | None
    no_percent: str | None
    state: State


class ValueChange(PeriodChange):
    """The change of one value; one that does not occur in a known period cost nothing there."""

    value: str | None


class OtherDrivers(Frozen):
    """The drivers that are not listed, together."""

    drivers: int
    amount: Decimal


class CostComparison(PagedAnswer):
    """Two half-open windows, each with how many of its days are known.

    `parts` sum up the drivers by kind. They, and `drivers` with `other_drivers`, add up to the
    change of the total exactly; there are none where a period is wholly unknown. Values come by
    the size of their change; `not_grouped` is what the grouping does not cover of the total's
    change, for example because a tag is read less often.
    """

    listed: ClassVar[str] = "values"

    scope: str
    group_by: str
    metric: Metric
    start: date
    end: date
    days: int
    base_start: date
    base_end: date
    base_days: int
    total: PeriodChange
    parts: tuple[DriverSum, ...]
    drivers: tuple[ChangeDriver, ...]
    other_drivers: OtherDrivers | None
    not_grouped: Decimal | None
    values: tuple[ValueChange, ...]


def cost_comparison(stores: ReadStores, question: CompareQuestion) -> CostComparison:
    """Two periods compared, value by value, with what drove the change.

    Raises:
        InvalidInput: a window is reversed or too long, or the currency is not clear.
        NotFound: no such currency, or no source tells the scope apart so.
        Forbidden: it is not the caller's to see.
    """
    ledger = ledger_of(stores.costs, question.currency, question.as_of)
    scope = question.scope_for(stores.sight)
    group_by = question.group_by or next_level(scope, ledger)
    require_level(stores.sight, group_by, scope, ledger)
    now = window_of(question, ledger, MAX_DAYS)
    base = question.base_of(now)
    span = Window(min(now.start, base.start), max(now.end, base.end))
    reader = reader_of(stores.sight, CutReader(stores.costs, ledger.currency, span, question.as_of))
    sides = Sides(now, base, *(known_days(reader.total(), window) for window in (now, base)))
    compared = Comparison(reader, scope, question.metric, now, base)
    total = PeriodChange.model_validate(sides.change(compared.total()))
    values = _values(reader, scope, (group_by, question.metric), sides)
    drivers = compared.drivers() if total.change is not None else []
    page, _, next_page = slice_of(
        question, _version(values), len(values), lambda part: values[part]
    )
    basis = ledger.basis("cost facts")
    return CostComparison(
        data_as_of=basis.as_of,
        sources=sources_seen(stores.sight, ledger, reader.cut(TOTAL)),
        currency=ledger.currency,
        next_page=next_page,
        scope=question.scope_text(stores.sight),
        group_by=group_by,
        metric=question.metric,
        start=now.start,
        end=now.end,
        days=sides.days,
        base_start=base.start,
        base_end=base.end,
        base_days=sides.base_days,
        total=total,
        parts=by_kind(drivers),
        drivers=tuple(drivers[:DRIVERS]),
        other_drivers=_others(drivers[DRIVERS:]),
        not_grouped=_not_grouped(total, values),
        values=tuple(page),
    )


@dataclass(frozen=True, slots=True)
class Sides:
    """Both windows, and how many days of each the ledger knows."""

    now: Window
    base: Window
    days: int
    base_days: int

    def change(self, daily: Daily) -> dict[str, object]:
        """What became of an amount; without a day in a window that is known it cost nothing."""
        amount = sum_within(daily, self.now) if self.days else None
        before = sum_within(daily, self.base) if self.base_days else None
        percent, no_percent = percent_change(amount, before)
        change, state = None, "unknown"
        if amount is not None and before is not None:
            change, state = EXACT.subtract(amount, before), self._state(daily, amount, before)
        return {
            "amount": amount,
            "base_amount": before,
            "change": change,
            "percent": percent,
            "no_percent": no_percent,
            "state": state,
        }

    def _state(self, daily: Daily, amount: Decimal, before: Decimal) -> State:
        if amount == before:
            return "unchanged"
        if not known_days(daily, self.base):
            return "new"
        if not known_days(daily, self.now):
            return "gone"
        return "up" if amount > before else "down"


def _values(
    reader: CutReader, scope: Scope, what: tuple[str, Metric], sides: Sides
) -> list[ValueChange]:
    """Every value that occurs in one of the windows, the largest change first."""
    by, metric = what
    cut = reader.whole(scope) if by == TOTAL else reader.cut(by, scope)
    found = [
        ValueChange.model_validate({"value": value} | sides.change(daily))
        for value in cut.facts
        if known_days(daily := cut.daily(value, metric), sides.now) or known_days(daily, sides.base)
    ]
    return sorted(found, key=_rank)


def _rank(one: ValueChange) -> tuple[Decimal, str, bool]:
    size = abs(one.change or one.amount or one.base_amount or Decimal(0))
    return size.copy_negate(), one.value or "", one.value is None


def _version(values: Sequence[ValueChange]) -> str:
    """Changes whenever an amount does."""
    amounts = [(one.value, str(one.amount), str(one.base_amount)) for one in values]
    return sha256(repr(amounts).encode()).hexdigest()[:16]


def _others(drivers: Sequence[ChangeDriver]) -> OtherDrivers | None:
    if not drivers:
        return None
    amount = exact_sum(driver.amount for driver in drivers)
    return OtherDrivers(drivers=len(drivers), amount=amount)


def _not_grouped(total: PeriodChange, values: Sequence[ValueChange]) -> Decimal | None:
    if total.change is None:
        return None
    grouped = exact_sum(one.change for one in values if one.change is not None)
    return EXACT.subtract(total.change, grouped)
