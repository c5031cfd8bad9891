"""What a reader sees first: the tiles, and the state of the ledger in one plain sentence."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from costgov.domain.insights import Accuracy, ForecastResult, Interval, MonthEnd
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import COST_EXPLORER
from costgov.pipeline.reporting.anomaly_rows import largest, series_name
from costgov.pipeline.reporting.change import Change
from costgov.pipeline.reporting.sections import WEEK, LedgerFacts, LedgerSection
from costgov.pipeline.reporting.text import (
    DASH,
    day_text,
    money,
    month_name,
    percent,
    plural,
    short_day,
    signed_money,
    span_text,
)

LEVEL = 80


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, what it is compared with, and the part of the page that explains it."""

    label: str
    value: str
    note: str
    target: str
    change: Change | None = None
    alarm: bool = False


def interval_of(intervals: tuple[Interval, ...], level: int = LEVEL) -> Interval | None:
    """The interval of a level, if it is stored."""
    return next((one for one in intervals if one.level == level), None)


def month_end_of(forecast: ForecastResult | None) -> MonthEnd | None:
    """The month-end forecast, unless there is too little history for one."""
    return forecast.month_end if forecast and forecast.state == "ok" else None


def tiles(section: LedgerSection) -> tuple[Tile, ...]:
    """The first row of the page, in the order a finance reader asks."""
    facts = section.facts
    costs = _cost_tiles(section, facts) if facts else ()
    return (*costs, _budget_tile(section), _anomaly_tile(section))


def _cost_tiles(section: LedgerSection, facts: LedgerFacts) -> tuple[Tile, ...]:
    currency, as_of, spans = section.currency, section.as_of, facts.spans
    # Cost Explorer's last day is read while it is filling up: less than a day is no fall.
    filling = any(ledger.source == COST_EXPLORER for ledger in section.sources)
    known = facts.week_before is not None and not filling
    weekday = Change(facts.today, facts.week_before, currency, known)
    month = Change(facts.month_to_date, facts.same_days, currency, spans.comparable)
    return (
        Tile(
            label=f"Cost on {short_day(as_of)}",
            value=_money(facts.today, currency),
            note="so far: the day is still filling up"
            if filling
            else _if_known(weekday, f"on {short_day(as_of - WEEK)}, same weekday"),
            target="days",
            change=weekday,
        ),
        Tile(
            label="Month to date",
            value=_money(facts.month_to_date, currency),
            note=_if_known(month, "on the same days last month"),
            target="breakdown",
            change=month,
        ),
        Tile(
            "Same days last month",
            _money(facts.same_days, currency),
            _days_before(section, facts),
            "changes" if facts.changed else "breakdown",
        ),
        _forecast_tile(section),
    )


def _days_before(section: LedgerSection, facts: LedgerFacts) -> str:
    """Which days of last month those are, and what the same day cost alone."""
    before = facts.spans.before
    if not facts.spans.comparable:
        return "last month is not known from its first day"
    text = span_text(before.start, before.end - ONE_DAY)
    alone = section.summary.same_day_last_month if section.summary else None
    if alone is None:
        return text
    day = before.start + (section.as_of.day - 1) * ONE_DAY
    return f"{text}; {money(alone, section.currency)} on {short_day(day)} alone"


def _if_known(change: Change, words: str) -> str:
    return "" if change.direction == "unknown" else words


def _money(amount: Decimal | None, currency: str) -> str:
    return "no data" if amount is None else money(amount, currency)


def _forecast_tile(section: LedgerSection) -> Tile:
    label = f"{month_name(section.as_of)} forecast"
    month_end = month_end_of(section.forecast)
    if month_end is None:
        return Tile(label, DASH, _why_no_forecast(section.forecast), "forecast")
    bounds = None if section.month_complete else interval_of(month_end.intervals)
    note = "the month is complete" if section.month_complete else ""
    if bounds:
        low, high = money(bounds.low, section.currency), money(bounds.high, section.currency)
        note = f"{LEVEL} % between {low} and {high}"
    return Tile(label, money(month_end.mean, section.currency), note, "forecast")


def _why_no_forecast(forecast: ForecastResult | None) -> str:
    if forecast is None:
        return "no forecast was stored for this day"
    if forecast.state == "insufficient history":
        return f"insufficient history ({plural(forecast.history_days, 'day')})"
    return "the month is complete"


def _budget_tile(section: LedgerSection) -> Tile:
    states = Counter(row.state for row in section.budgets)
    if not states:
        return Tile("Budgets", "none", "no budget is planned in this currency", "budgets")
    words = [
        f"{states[state]} {name}"
        for state, name in (("over", "over"), ("at_risk", "at risk"), ("no_data", "without data"))
        if states[state]
    ]
    good = f"{states['ok']} of {len(section.budgets)}"
    alarm = bool(states["over"] or states["at_risk"])
    return Tile(
        "Budgets on track", good, ", ".join(words) or "all on track", "budgets", alarm=alarm
    )


def _anomaly_tile(section: LedgerSection) -> Tile:
    number = sum(row.is_open for row in section.anomalies)
    top = largest(section.anomalies)
    if top is None:
        return Tile("Open anomalies", "0", "nothing unexpected is going on", "anomalies")
    impact = signed_money(top.event.impact, section.currency)
    name = series_name(top.event.dimension, top.event.value)
    return Tile(
        "Open anomalies", str(number), f"largest: {name}, {impact}", "anomalies", alarm=True
    )


def sentence(section: LedgerSection) -> str:
    """The ledger's state for somebody who reads one sentence."""
    facts = section.facts
    if facts is None or facts.month_to_date is None:
        return _nothing_yet(section)
    parts = [_spend(section, facts, facts.month_to_date), *_outlook(section)]
    return "; ".join([*parts, _attention(section)]) + "."


def _nothing_yet(section: LedgerSection) -> str:
    if section.facts is None:
        return f"No cost data in {section.currency} is stored."
    ledger = section.facts.ledger
    return (
        f"No cost is known for {month_name(section.as_of)} up to {day_text(section.as_of)}: "
        f"the ledger covers {span_text(ledger.first_day, ledger.last_day)}."
    )


def _spend(section: LedgerSection, facts: LedgerFacts, spent: Decimal) -> str:
    change = Change(spent, facts.same_days, section.currency, facts.spans.comparable)
    days = span_text(facts.spans.now.start, section.as_of)
    text = f"{money(spent, section.currency)} was spent on {days}"
    if change.direction == "unknown":
        return f"{text}, with nothing known of the same days last month"
    if change.direction == "unchanged":
        return f"{text}, exactly as much as on the same days last month"
    return f"{text}, {change.words} ({change.amount_words}) on the same days last month"


def _outlook(section: LedgerSection) -> list[str]:
    month_end = month_end_of(section.forecast)
    if section.month_complete:
        return ["the month is complete"]
    if month_end is None:
        return []
    text = f"the month is expected to end at {money(month_end.mean, section.currency)}"
    bounds = interval_of(month_end.intervals)
    if bounds:
        low, high = money(bounds.low, section.currency), money(bounds.high, section.currency)
        text += f", with {LEVEL} % probability between {low} and {high}"
    trend = section.summary.trend if section.summary else None
    if trend is None or trend.percent is None:
        return [text]
    return [text, f"daily cost is {trend.label} ({_signed(trend.percent)} in {trend.days} days)"]


def _signed(value: Decimal) -> str:
    return f"+{percent(value)}" if value > 0 else percent(value)


def _attention(section: LedgerSection) -> str:
    states = Counter(row.state for row in section.budgets)
    budgets = [
        f"{plural(states[state], 'budget')} {verb}"
        for state, verb in (("over", "over the limit"), ("at_risk", "at risk"))
        if states[state]
    ]
    number = sum(row.is_open for row in section.anomalies)
    notes = [*budgets, *([f"{plural(number, 'anomaly')} open"] if number else [])]
    return ", ".join(notes) if notes else "no budget is at risk and no anomaly is open"


def accuracy_words(accuracy: Accuracy | None) -> str:
    """How the method did on past days of this very series."""
    if accuracy is None or not accuracy.origins:
        return "Insufficient history: no past forecast could be checked against what came."
    origins, ahead = plural(accuracy.origins, "past day"), plural(accuracy.horizon, "day")
    text = f"Forecasts from {origins}, {ahead} ahead, checked against what came"
    found = [
        (accuracy.wape, "they missed daily cost by {} on average (WAPE)"),
        (accuracy.coverage_80, "the 80 % interval held the actual cost on {} of days"),
        (accuracy.total_error, "the sum was off by {}"),
    ]
    parts = [words.format(percent(value * 100)) for value, words in found if value is not None]
    return f"{text}: {', '.join(parts)}." if parts else f"{text}: nothing could be measured."
