"""A budget's burn-up: what was spent by each day, the even line to the limit, what is expected."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from costgov.domain.budgeting.amounts import cumulated, planned_before
from costgov.domain.budgeting.figures import Expected, Limit
from costgov.domain.money import EXACT
from costgov.domain.period import ONE_DAY, Window
from costgov.domain.runs import Frozen


class BurnPoint(Frozen):
    """The end of a day: everything is cumulated from the period's first day on.

    `actual` is None after the last delivered day, `expected` and its 80 % band up to and including
    the day of the standing and where there is no forecast. `ideal` spends the limit evenly, by
    what is planned for each day.
    """

    day: date
    ideal: Decimal
    actual: Decimal | None = None
    expected: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


class BurnUp(Frozen):
    """All days of a budget's period as its standing of `as_of` knows them."""

    budget_id: str
    currency: str
    period_start: date
    period_end: date
    as_of: date
    limit: Decimal
    points: tuple[BurnPoint, ...]
    basis: str


def burn_points(
    period: Window,
    limit: Limit,
    days: Mapping[date, Decimal],
    last: date | None,
    curve: Sequence[Expected],
) -> Iterator[BurnPoint]:
    """A point per day of the period.

    Args:
        period: The days.
        limit: What may be spent; its parts make the even line.
        days: Exact actual cost by day.
        last: The last delivered day, None where no day of the period is.
        curve: What is expected after it.
    """
    coming = {one.day: one for one in curve}
    spent = Decimal(0)
    for day in period.days():
        spent = EXACT.add(spent, days.get(day, Decimal(0)))
        ahead = coming.get(day)
        yield BurnPoint(
            day=day,
            ideal=_ideal(period, limit, day + ONE_DAY),
            actual=spent if last is not None and day <= last else None,
            expected=ahead.mean if ahead else None,
            low=ahead.low if ahead else None,
            high=ahead.high if ahead else None,
        )


def _ideal(period: Window, limit: Limit, until: date) -> Decimal:
    carried = cumulated(limit.carried, (until - period.start).days, len(period))
    return EXACT.add(planned_before(limit.parts, period, until), carried)
