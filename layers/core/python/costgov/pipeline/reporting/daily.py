"""Cost per day, split into the services that cost most, all others, and credits.

Credits are a series of their own, so that what was used is not hidden behind them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from costgov.domain.costs import SERVICE, TOTAL, ChargeCategory, Metric
from costgov.domain.insights import ForecastDay, ForecastResult
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.pipeline.ledger import CurrencyLedger, CutReader, Daily, sum_within

TOP = 5
_CREDIT = frozenset({ChargeCategory.CREDIT})
_CHARGES = frozenset(ChargeCategory) - _CREDIT


@dataclass(frozen=True, slots=True)
class Series:
    """One layer of the chart; `name` is a service's own, None for one without a name."""

    kind: Literal["service", "other", "credit"]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class DayCost:
    """A day's parts in the order of the series; a day nobody delivered has no total."""

    day: date
    parts: tuple[Decimal, ...]
    total: Decimal | None

    @property
    def free(self) -> bool:
        """Whether the day is known and nothing at all was charged."""
        return self.total == 0 and not any(self.parts)


@dataclass(frozen=True, slots=True)
class DailyCosts:
    """The days of the chart and the forecast for those that follow."""

    currency: str
    series: tuple[Series, ...]
    days: tuple[DayCost, ...]
    forecast: tuple[ForecastDay, ...]
    end: date

    @property
    def missing(self) -> tuple[date, ...]:
        """Days that no source delivered."""
        return tuple(day.day for day in self.days if day.total is None)


def chart_window(ledger: CurrencyLedger, as_of: date) -> Window:
    """Last month and this one up to `as_of`, no earlier than the ledger's first day."""
    start = max(Month.of(as_of).shift(-1).first, ledger.first_day)
    return Window(min(start, as_of + ONE_DAY), as_of + ONE_DAY)


def daily_costs(
    reader: CutReader, window: Window, forecast: ForecastResult | None
) -> DailyCosts | None:
    """EffectiveCost of each day; None when no day of the window is known.

    The parts of a day add up to its total exactly: "other" is what the named ones leave.
    """
    total = reader.cut(TOTAL).daily(None, Metric.EFFECTIVE)
    if not any(day in window for day in total):
        return None
    services = _top_services(reader, window)
    credit = reader.cut(TOTAL).daily(None, Metric.EFFECTIVE, _CREDIT)
    days = [_day(day, total, [days for _, days in services], credit) for day in window.days()]
    series = (
        *(Series("service", name) for name, _ in services),
        Series("other"),
        Series("credit"),
    )
    used = [i for i in range(len(series)) if any(day.parts and day.parts[i] for day in days)]
    ahead = _ahead(forecast, max(day for day in total if day in window))
    return DailyCosts(
        currency=reader.currency,
        series=tuple(series[i] for i in used),
        days=tuple(_only(day, used) for day in days),
        forecast=ahead,
        end=ahead[-1].day + ONE_DAY if ahead else window.end,
    )


def _top_services(reader: CutReader, window: Window) -> list[tuple[str | None, Daily]]:
    cut = reader.cut(SERVICE)
    daily = [(name, cut.daily(name, Metric.EFFECTIVE, _CHARGES)) for name in cut.facts]
    sizes = [(abs(sum_within(days, window)), name, days) for name, days in daily]
    sizes.sort(key=lambda entry: (-entry[0], entry[1] is None, entry[1] or ""))
    return [(name, days) for size, name, days in sizes[:TOP] if size]


def _day(day: date, total: Daily, services: Sequence[Daily], credit: Daily) -> DayCost:
    if day not in total:
        return DayCost(day, (), None)
    named = [days.get(day, Decimal(0)) for days in services]
    given_back = credit.get(day, Decimal(0))
    other = EXACT.subtract(total[day], exact_sum([*named, given_back]))
    return DayCost(day, (*named, other, given_back), total[day])


def _only(day: DayCost, used: Sequence[int]) -> DayCost:
    return DayCost(day.day, tuple(day.parts[i] for i in used if day.parts), day.total)


def _ahead(forecast: ForecastResult | None, last_known: date) -> tuple[ForecastDay, ...]:
    """Forecast days after the last known one, to the end of the as-of day's month."""
    if forecast is None:
        return ()
    end = Month.of(forecast.as_of).window.end
    return tuple(day for day in forecast.days if last_known < day.day < end)
