"""The state of one currency's ledger on a day, in exact decimals."""

from datetime import date
from decimal import Decimal
from typing import Final

from costgov.domain.costs import TOTAL, ChargeCategory, Metric
from costgov.domain.insights import CategoryAmount, Summary, Trend
from costgov.domain.period import ONE_DAY, Month, Window, month_to_date
from costgov.pipeline.ledger import CurrencyLedger, CutReader, Daily, sum_within

METHOD: Final = "exact sums of cost facts; trend of usual cost by a robust line"


def summarise(
    ledger: CurrencyLedger, reader: CutReader, as_of: date, trend: Trend, settled: date
) -> Summary:
    """The summary as of a day whose last complete day is `settled`; later days do not count."""
    effective = reader.total(Metric.EFFECTIVE)
    billed = reader.total(Metric.BILLED)
    known, month = ledger.window(as_of), month_to_date(as_of)
    return Summary(
        currency=ledger.currency,
        as_of=as_of,
        today=effective.get(as_of),
        settled_until=settled,
        same_day_last_month=_same_day_last_month(effective, as_of),
        month_to_date=sum_within(effective, month),
        month_to_date_billed=sum_within(billed, month),
        same_days_last_month=_same_days_last_month(effective, known, as_of),
        total=sum_within(effective, known),
        total_billed=sum_within(billed, known),
        first_day=known.start,
        last_day=known.end - ONE_DAY,
        trend=trend,
        month_by_category=_by_category(reader, month),
        basis=ledger.basis(METHOD),
    )


def _same_day_last_month(daily: Daily, as_of: date) -> Decimal | None:
    """The cost of the same day of last month; None where it is not known or there is none."""
    previous = Month.of(as_of).shift(-1)
    day = previous.first + (as_of.day - 1) * ONE_DAY
    return daily.get(day) if day in previous.window else None


def _same_days_last_month(daily: Daily, known: Window, as_of: date) -> Decimal | None:
    """Last month's cost over as many days as this month has delivered.

    None where this month has delivered no day yet or last month not all of them.
    """
    days = min(as_of, known.end - ONE_DAY).day if known.end > as_of.replace(day=1) else 0
    previous = Month.of(as_of).shift(-1).window
    same = Window(previous.start, min(previous.start + days * ONE_DAY, previous.end))
    if not days or same.start < known.start:
        return None
    return sum_within(daily, same)


def _by_category(reader: CutReader, month: Window) -> tuple[CategoryAmount, ...]:
    """The month's amounts per FOCUS charge category that occurs in it."""
    return tuple(
        CategoryAmount(
            category=category,
            billed=sum_within(billed, month),
            effective=sum_within(effective, month),
        )
        for category in ChargeCategory
        for billed, effective in [_both(reader, category)]
        if any(day in month for day in (*billed, *effective))
    )


def _both(reader: CutReader, category: ChargeCategory) -> tuple[Daily, Daily]:
    cut = reader.cut(TOTAL)
    billed, effective = (
        cut.daily(None, metric, (category,)) for metric in (Metric.BILLED, Metric.EFFECTIVE)
    )
    return billed, effective
