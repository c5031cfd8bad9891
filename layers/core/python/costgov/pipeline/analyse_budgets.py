"""What budgets want forecast: series of the ledger, cuts that are joined, units of a view."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from costgov.domain.budgets import ALLOCATION, JOINED, BudgetPlan
from costgov.domain.costs import ChargeCategory, added
from costgov.domain.insights import ForecastResult
from costgov.domain.period import Month, Window
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.analyse_forecast import Subject
from costgov.pipeline.analyse_series import ONE_OFF, USUAL, Calendar, Days, Series
from costgov.pipeline.budget_days import (
    Books,
    allocated_months,
    days_of_units,
    known_in,
    scope_of,
    values_of,
)
from costgov.pipeline.ledger import Daily

# A period that ends later than this is not forecast before it comes nearer.
FURTHEST: Final = timedelta(days=366)


def budget_series(
    plans: Iterable[BudgetPlan], books: Books, as_of: date
) -> dict[Series, tuple[Window, ...]]:
    """The series the ledger has of each budget, and the periods beyond the month they need."""
    periods: dict[Series, set[Window]] = defaultdict(set)
    for plan in plans:
        if not plan.is_joined and known_in(plan, books):
            periods[Series(*plan.series, plan.metric)] |= _periods(plan, as_of)
    return {series: tuple(sorted(windows, key=len)) for series, windows in periods.items()}


def joined_subjects(plans: Iterable[BudgetPlan], books: Books, as_of: date) -> list[Subject]:
    """What budgets on several values, or on a service within an account, want forecast."""
    days: dict[Series, Days] = {}
    periods: dict[Series, set[Window]] = defaultdict(set)
    for plan in plans:
        if plan.is_joined and known_in(plan, books):
            series = Series(*plan.series, plan.metric)
            periods[series] |= _periods(plan, as_of)
            days[series] = _joined(plan, books)
    return _subjects(days, periods)


def unit_subjects(
    plans: Iterable[BudgetPlan],
    results: DocumentStore,
    calendar: Calendar,
    as_of: date,
) -> list[Subject]:
    """What budgets on units of allocation views want forecast, from what is allocated by now.

    A view whose allocation ends before the calendar does is left out: its last days would look
    as if they had cost nothing.
    """
    days: dict[Series, Days] = {}
    periods: dict[Series, set[Window]] = defaultdict(set)
    for plan in plans:
        if not plan.dimension.startswith(ALLOCATION):
            continue
        months = allocated_months(plan, results)
        if not months or months[-1].last_day < calendar.end:
            continue
        series = Series(*plan.series, plan.metric)
        periods[series] |= _periods(plan, as_of)
        by_category = days_of_units(plan, months, results)
        days[series] = _told_apart(
            {category: daily for (category, of), daily in by_category.items() if of is plan.metric}
        )
    return _subjects(days, periods)


def is_scored(made: ForecastResult) -> bool:
    """Whether a forecast is of a series of the ledger, which settle compares with what came."""
    return made.dimension != JOINED and not made.dimension.startswith(ALLOCATION)


def _subjects(days: dict[Series, Days], periods: dict[Series, set[Window]]) -> list[Subject]:
    return [
        Subject(series, own, tuple(sorted(periods[series], key=len)))
        for series, own in days.items()
        if not own.empty
    ]


def _periods(plan: BudgetPlan, as_of: date) -> set[Window]:
    """The plan's period where it is not the calendar month, which is always forecast."""
    period = plan.period_of(as_of)
    if period is None or period == Month.of(as_of).window or period.end - as_of > FURTHEST:
        return set()
    return {period}


def _joined(plan: BudgetPlan, books: Books) -> Days:
    cut = books.reader.cut(plan.dimension, scope_of(plan))
    parts = [Days.of(cut, value, plan.metric) for value in values_of(plan)]
    return Days(
        usual=added(part.usual for part in parts),
        one_off={name: added(part.one_off[name] for part in parts) for name in ONE_OFF},
    )


def _told_apart(by_category: dict[ChargeCategory, Daily]) -> Days:
    found = Days(
        usual=added(by_category.get(name, {}) for name in USUAL),
        one_off={name: by_category.get(name, {}) for name in ONE_OFF},
    )
    return found.merged() if ChargeCategory.UNSPLIT in by_category else found
