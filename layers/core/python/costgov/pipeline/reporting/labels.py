"""What the drawings say to somebody who does not see them."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from costgov.pipeline.reporting.anomaly_rows import AnomalyRow, series_name
from costgov.pipeline.reporting.budget_rows import BudgetRow
from costgov.pipeline.reporting.daily import DailyCosts, Series
from costgov.pipeline.reporting.text import clean, day_text, money, plural, span_text


def series_label(series: Series, *, alone: bool = False) -> str:
    """The name of a layer of the daily chart; `alone` when no service is told apart."""
    if series.kind == "credit":
        return "Credits"
    if series.kind == "other":
        return "All services" if alone else "Other services"
    return clean(series.name) if series.name else "No service named"


def daily_label(daily: DailyCosts) -> str:
    """The daily chart in words."""
    known = [(day.total, day.day) for day in daily.days if day.total is not None]
    (low, cheapest), (high, dearest) = min(known), max(known)
    text = (
        f"Cost per day in {daily.currency}, {span_text(daily.days[0].day, daily.days[-1].day)}. "
        f"Lowest {money(low, daily.currency)} on {day_text(cheapest)}, "
        f"highest {money(high, daily.currency)} on {day_text(dearest)}."
    )
    if daily.missing:
        text += f" {missing_words(daily.missing)}."
    if daily.forecast:
        text += f" Forecast until {day_text(daily.forecast[-1].day)}."
    return f"{text} All numbers are in the table below."


def missing_words(days: Sequence[date]) -> str:
    """How many days nobody delivered, and which."""
    spans = [span_text(first, last) for first, last in runs_of_days(days)]
    return f"{plural(len(days), 'day')} without data: {', '.join(spans)}"


def runs_of_days(days: Sequence[date]) -> list[tuple[date, date]]:
    """Consecutive days as (first, last) pairs.

    >>> runs_of_days([date(2026, 10, 3), date(2026, 10, 4), date(2026, 10, 9)])[0][1]
    datetime.date(2026, 10, 4)
    """
    starts = [0, *(i for i, (a, b) in enumerate(pairwise(days), start=1) if (b - a).days > 1)]
    ends = [*starts[1:], len(days)]
    return [(days[start], days[end - 1]) for start, end in zip(starts, ends, strict=True) if days]


def budget_label(row: BudgetRow) -> str:
    """A budget's bar in words."""
    return f"Budget {row.plan.id}, {row.state_words}: {row.spent_words}. {row.forecast_words}"


def burn_up_label(row: BudgetRow) -> str:
    """A budget's burn-up in words."""
    return f"Budget {row.plan.id} day by day, up to its limit: {row.spent_words}."


def spread_label(row: AnomalyRow) -> str:
    """An anomaly's drawing in words."""
    event = row.event
    return (
        f"{series_name(event.dimension, event.value)}: {money(event.actual, event.currency)} "
        f"against {money(event.expected, event.currency)} expected, {range_words(row)}"
    )


def range_words(row: AnomalyRow) -> str:
    """The expected range; AWS tells none."""
    low, high = row.event.low, row.event.high
    if low is None or high is None:
        return "no range told"
    return f"range {money(low, row.event.currency)} to {money(high, row.event.currency)}"


def finder_words(row: AnomalyRow) -> str:
    """Who found it, where that is not us alone."""
    if row.event.source == "aws":
        return "found by AWS Cost Anomaly Detection, not by Cost Governor"
    return "also found by AWS Cost Anomaly Detection" if row.event.also_found_by else ""


def feedback_words(row: AnomalyRow) -> str:
    """What was said of it last, and by whom."""
    if row.said is None:
        return ""
    latest = row.said.latest
    note = f": {clean(latest.note)}" if latest.note else ""
    return f"Said to be {latest.verdict} by {clean(latest.who)}, {day_text(latest.at.date())}{note}"
