"""Whose cost is what: showback by the configured views, as the analysis stored it."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from costgov.domain.allocation.amounts import summed
from costgov.domain.allocation.reasons import Reason
from costgov.domain.allocation.result import (
    AllocationMonth,
    Packed,
    Unallocated,
    UnallocatedGroup,
    UnitDays,
    UnitSums,
    added,
    by_category,
    largest_first,
    of_metric,
)
from costgov.domain.costs import ChargeCategory, Metric
from costgov.domain.keys import value_key
from costgov.domain.money import EXACT
from costgov.domain.packing import unpack
from costgov.domain.period import Month
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.cuts import share_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Question
from costgov.pipeline.queries.pages import Paged, PagedAnswer, slice_of
from costgov.pipeline.queries.stores import ReadStores


def _month(text: str) -> str:
    return str(Month.parse(text))


type MonthText = Annotated[
    str, AfterValidator(_month), Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-10"])
]
type ViewText = Annotated[str, Field(max_length=40, description="A view of the configuration.")]


class MonthQuestion(Question):
    """One month of one view."""

    view: ViewText
    month: Annotated[MonthText | None, Field(description="The newest one when left out.")] = None
    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None


class SuggestionsQuestion(MonthQuestion):
    """One month of one view, whose unmatched charges suggestions are made of."""


class AllocationQuestion(MonthQuestion, Paged):
    """One month of one view by unit."""

    metric: Metric = Metric.EFFECTIVE
    granularity: Annotated[
        Literal["monthly", "daily"], Field(description="`daily` adds the days of every amount.")
    ] = "monthly"


class SharedPart(Frozen):
    """A unit's part of a shared cost, by the name of the unit that is shared out."""

    unit: str
    amount: Decimal


class CategoryPart(Frozen):
    """A unit's cost of one FOCUS charge category, shared costs included."""

    category: ChargeCategory
    amount: Decimal


class DayPart(Frozen):
    """A day's amount."""

    day: date
    amount: Decimal


class UnitCost(Frozen):
    """What a unit costs: `total` is direct and shared cost, `share` its part of the bill."""

    unit: str
    direct: Decimal
    shared: Decimal
    total: Decimal
    share: Decimal | None
    by_category: tuple[CategoryPart, ...]
    shared_from: tuple[SharedPart, ...]
    days: tuple[DayPart, ...] | None


class UnallocatedCost(Frozen):
    """What is nobody's for one reason; `groups` are the largest by EffectiveCost."""

    reason: Reason
    detail: str
    amount: Decimal
    share: Decimal | None
    groups: tuple[UnallocatedGroup, ...]
    group_count: int
    days: tuple[DayPart, ...] | None


class CostAllocation(PagedAnswer):
    """Units by cost, the largest first; all units and `unallocated` add up to `bill` exactly.

    `told` says up to which day each grouping is known that the rules ask for.
    """

    listed: ClassVar[str] = "units"

    view: str
    month: str
    metric: Metric
    first_day: date
    last_day: date
    bill: Decimal
    allocated: Decimal
    unallocated: Decimal
    units: tuple[UnitCost, ...]
    unallocated_parts: tuple[UnallocatedCost, ...]
    told: dict[str, date]


class SuggestedUnitRule(Frozen):
    """A rule to add after the others, and the EffectiveCost of the month that it would catch.

    `unit_is` says whether the unit is the likely owner (it has most of what else the account or
    tag value costs) or a placeholder. `cumulative_share` is the part of what no rule matches that
    this rule and those before it would catch.
    """

    rule: dict[str, str | tuple[str, ...]]
    unit_is: Literal["likely", "placeholder"]
    caught: Decimal
    cumulative: Decimal
    cumulative_share: Decimal | None


class Suggestions(Answer):
    """Rules that would catch most of what no rule matches, the best first."""

    listed: ClassVar[str] = "suggestions"

    view: str
    month: str
    unmatched: Decimal
    suggestions: tuple[SuggestedUnitRule, ...]


def cost_allocation(stores: ReadStores, question: AllocationQuestion) -> CostAllocation:
    """What each unit of a view costs in a month, and what is nobody's and why.

    Raises:
        InvalidInput, NotFound: the currency is not clear, the view or the month is not there, or
            the page token is bad.
    """
    head = allocated_month(stores, question)
    place, metric = (head.currency, head.view, head.month), question.metric
    daily = question.granularity == "daily"
    units = largest_first(records.allocation_units(stores.results).all(*place), metric)
    days = records.allocation_days(stores.results)
    bill = of_metric(head.bill, metric)

    def build(part: slice) -> Iterator[UnitCost]:
        for unit in units[part]:
            found = days.get(value_key(unit.unit), *place) if daily else None
            yield _unit(unit, head, metric, found)

    page, _, next_page = slice_of(question, head.fingerprint, len(units), build)
    return CostAllocation(
        data_as_of=head.basis.as_of,
        sources=head.basis.sources,
        currency=head.currency,
        next_page=next_page,
        view=head.view,
        month=head.month,
        metric=metric,
        first_day=head.first_day,
        last_day=head.last_day,
        bill=bill,
        allocated=head.allocated_cost(metric),
        unallocated=head.unallocated_cost(metric),
        units=tuple(page),
        unallocated_parts=tuple(
            _unallocated(part, head, metric, daily=daily) for part in head.unallocated
        ),
        told=head.told,
    )


def rule_suggestions(stores: ReadStores, question: SuggestionsQuestion) -> Suggestions:
    """Rules that would catch most of what no rule of a view matches.

    Raises:
        InvalidInput, NotFound: the currency is not clear; the view or the month is not there.
    """
    head = allocated_month(stores, question)
    unmatched = head.unmatched_cost
    return Suggestions(
        data_as_of=head.basis.as_of,
        sources=head.basis.sources,
        currency=head.currency,
        view=head.view,
        month=head.month,
        unmatched=unmatched,
        suggestions=tuple(
            SuggestedUnitRule(
                rule=one.rule.written(),
                unit_is="likely" if one.likely else "placeholder",
                caught=one.caught,
                cumulative=one.cumulative,
                cumulative_share=share_of(one.cumulative, unmatched),
            )
            for one in head.suggestions
        ),
    )


def allocated_month(stores: ReadStores, question: MonthQuestion) -> AllocationMonth:
    """The stored month that a question is about.

    Raises:
        InvalidInput, NotFound: see `rule_suggestions`.
    """
    currency = ledger_of(stores.costs, question.currency).currency
    views = {view.name for view in records.allocation_views(stores.control).all()}
    if question.view not in views:
        known = ", ".join(sorted(views)) or "none are configured"
        raise NotFound(f"there is no view {question.view!r}; the views: {known}")
    table = records.allocations(stores.results)
    if question.month is not None:
        return table.get(question.month, currency, question.view)
    newest = table.newest(currency, question.view)
    if newest is None:
        raise NotFound(f"no {currency} allocation by {question.view!r} is stored yet")
    return newest


def _unit(unit: UnitSums, head: AllocationMonth, metric: Metric, days: UnitDays | None) -> UnitCost:
    sums = added(unit.parts())
    direct, total = of_metric(unit.direct, metric), of_metric(sums, metric)
    return UnitCost(
        unit=unit.unit,
        direct=direct,
        shared=EXACT.subtract(total, direct),
        total=total,
        share=share_of(total, of_metric(head.bill, metric)),
        by_category=tuple(
            CategoryPart(category=category, amount=amount)
            for category, amount in by_category(sums, metric).items()
        ),
        shared_from=tuple(
            SharedPart(unit=name, amount=of_metric(part, metric))
            for name, part in sorted(unit.shared.items())
        ),
        days=None if days is None else _days(head, days.parts(), metric),
    )


def _unallocated(
    part: Unallocated, head: AllocationMonth, metric: Metric, *, daily: bool
) -> UnallocatedCost:
    amount = of_metric(part.sums, metric)
    return UnallocatedCost(
        reason=part.reason,
        detail=part.detail,
        amount=amount,
        share=share_of(amount, of_metric(head.bill, metric)),
        groups=part.groups,
        group_count=part.group_count,
        days=_days(head, [part.days], metric) if daily else None,
    )


def _days(head: AllocationMonth, packed: Iterable[Packed], metric: Metric) -> tuple[DayPart, ...]:
    whole = summed(unpack(part) for part in packed)
    days: dict[int, Decimal] = {}
    for (_, of), by_day in whole.items():
        for number, amount in by_day.items() if of is metric else ():
            days[number] = EXACT.add(days.get(number, Decimal(0)), amount)
    first = head.first_day
    return tuple(
        DayPart(day=first.replace(day=number), amount=days[number]) for number in sorted(days)
    )
