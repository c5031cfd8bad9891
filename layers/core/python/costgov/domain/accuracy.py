"""How good forecasts were: scores of forecasts whose days have settled, as sums that add up.

Each score holds sums and no ratios, so that scores of days, months and series add up exactly, and
adding them one after the other is the same as scoring everything at once. docs/accuracy.md defines
every measure and names its source.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from typing import Final, NamedTuple, Self

from costgov.domain.costs import Metric
from costgov.domain.insights import ForecastResult, Interval
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.runs import Frozen

LEVELS: Final = (80, 90, 95)
# Both bounds of each level are forecasts of a quantile.
_BOUNDS: Final = 2 * len(LEVELS)
_PLACES: Final = Decimal("0.0001")
_ROUNDING: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
_NONE_INSIDE: Final = (0,) * len(LEVELS)


class Horizon(StrEnum):
    """What of a forecast is compared with what came: its days by how far ahead they were, the sum
    of its first days, or the month's end by the day of the month it was forecast on."""

    DAYS_7 = "days-1-7"
    DAYS_30 = "days-8-30"
    DAYS_90 = "days-31-90"
    SUM_7 = "sum-7"
    SUM_30 = "sum-30"
    SUM_90 = "sum-90"
    MONTH_END_10 = "month-end-1-10"
    MONTH_END_20 = "month-end-11-20"
    MONTH_END_31 = "month-end-21-31"


class Span(NamedTuple):
    """Days of a forecast that are scored together once the last of them has settled."""

    first: int
    last: int
    days: Horizon
    sum: Horizon


SPANS: Final = (
    Span(1, 7, Horizon.DAYS_7, Horizon.SUM_7),
    Span(8, 30, Horizon.DAYS_30, Horizon.SUM_30),
    Span(31, 90, Horizon.DAYS_90, Horizon.SUM_90),
)


def month_end_horizon(as_of: date) -> Horizon:
    """Which third of the month a forecast of its end was made in."""
    thirds = ((10, Horizon.MONTH_END_10), (20, Horizon.MONTH_END_20), (31, Horizon.MONTH_END_31))
    return next(horizon for last, horizon in thirds if as_of.day <= last)


class ForecastSeries(Frozen):
    """Which organisation-wide series a forecast is of."""

    dimension: str
    value: str | None
    metric: Metric = Metric.EFFECTIVE


class ForecastIndex(Frozen):
    """Which series of a currency were forecast on a day."""

    currency: str
    as_of: date
    series: tuple[ForecastSeries, ...]


def forecast_index(currency: str, as_of: date, made: Iterable[ForecastResult]) -> ForecastIndex:
    """The index of the forecasts made on a day."""
    series = (
        ForecastSeries(dimension=one.dimension, value=one.value, metric=one.metric) for one in made
    )
    return ForecastIndex(currency=currency, as_of=as_of, series=tuple(series))


class Point(NamedTuple):
    """A forecast beside what came: of a day, of a sum or of a month.

    `naive` is what the same week again would have been, None where that was not known.
    """

    actual: Decimal
    forecast: Decimal
    naive: Decimal | None
    intervals: Sequence[Interval] = ()


class Score(Frozen):
    """Sums over points, every digit kept.

    `cost` sums the absolute actual, `error` the absolute difference of forecast and actual,
    `excess` the signed one (positive: forecast too high). `pinball` sums the loss at all six bounds
    and `inside` counts what lay within each of LEVELS, both over the points that have bounds.
    `naive_error` is the seasonal naive's error, `own_error` ours where there was one.
    """

    forecasts: int = 0
    points: int = 0
    cost: Decimal = Decimal(0)
    error: Decimal = Decimal(0)
    excess: Decimal = Decimal(0)
    bounded: int = 0
    pinball: Decimal = Decimal(0)
    inside: tuple[int, ...] = _NONE_INSIDE
    naive_points: int = 0
    naive_error: Decimal = Decimal(0)
    own_error: Decimal = Decimal(0)

    @classmethod
    def of(cls, points: Sequence[Point]) -> Self:
        """The score of one forecast over these points; of none if there are none."""
        bounded = [point for point in points if point.intervals]
        known = [(point, point.naive) for point in points if point.naive is not None]
        return cls(
            forecasts=1 if points else 0,
            points=len(points),
            cost=exact_sum(abs(point.actual) for point in points),
            error=exact_sum(_missed(point.forecast, point.actual) for point in points),
            excess=exact_sum(EXACT.subtract(point.forecast, point.actual) for point in points),
            bounded=len(bounded),
            pinball=exact_sum(loss for point in bounded for loss in _losses(point)),
            inside=tuple(sum(_held(point, level) for point in bounded) for level in LEVELS),
            naive_points=len(known),
            naive_error=exact_sum(_missed(naive, point.actual) for point, naive in known),
            own_error=exact_sum(_missed(point.forecast, point.actual) for point, _ in known),
        )

    @property
    def wape(self) -> Decimal | None:
        """Weighted absolute percentage error: error as a share of cost."""
        return _share(self.error, self.cost)

    @property
    def bias(self) -> Decimal | None:
        """The signed error as a share of cost; positive where forecasts were too high."""
        return _share(self.excess, self.cost)

    @property
    def pinball_share(self) -> Decimal | None:
        """The mean pinball loss of the six bounds as a share of cost."""
        whole = self.bounded == self.points
        return _share(self.pinball, EXACT.multiply(self.cost, _BOUNDS)) if whole else None

    @property
    def coverage(self) -> Mapping[int, Decimal]:
        """Per level the share of points inside the interval; nothing where there is none."""
        return {
            level: share
            for level, held in zip(LEVELS, self.inside, strict=True)
            if (share := _share(Decimal(held), Decimal(self.bounded))) is not None
        }

    @property
    def naive_wape(self) -> Decimal | None:
        """The seasonal naive's error as a share of cost, where it was known for every point."""
        whole = self.naive_points == self.points
        return _share(self.naive_error, self.cost) if whole else None

    @property
    def better_than_naive(self) -> Decimal | None:
        """How much smaller the error was than the naive's on the same points, as a share of it."""
        share = _share(self.own_error, self.naive_error)
        return None if share is None else EXACT.subtract(Decimal(1), share)


def added(scores: Iterable[Score]) -> Score:
    """The score of all of them together."""
    every = tuple(scores)
    inside = zip(*(one.inside for one in every), strict=True) if every else ()
    counts = ("forecasts", "points", "bounded", "naive_points")
    amounts = ("cost", "error", "excess", "pinball", "naive_error", "own_error")
    return Score(
        inside=tuple(sum(level) for level in inside) or _NONE_INSIDE,
        **{name: sum(getattr(one, name) for one in every) for name in counts},
        **{name: exact_sum(getattr(one, name) for one in every) for name in amounts},
    )


def statistic(amount: Decimal) -> Decimal:
    """An amount to the four places that forecasts have, so that comparing them stays exact."""
    return amount.quantize(_PLACES, context=_ROUNDING)


def naive(made: ForecastResult, day: date) -> Decimal | None:
    """What a day would cost if the last week known were repeated; None where that is not known."""
    ahead = (day - made.history_end).days - 1
    amount = made.last_week[ahead % len(made.last_week)] if made.last_week else None
    return None if amount is None else statistic(amount)


def _missed(forecast: Decimal, actual: Decimal) -> Decimal:
    return abs(EXACT.subtract(forecast, actual))


def _held(point: Point, level: int) -> bool:
    return any(one.low <= point.actual <= one.high for one in point.intervals if one.level == level)


def _losses(point: Point) -> Iterable[Decimal]:
    """The pinball loss of both bounds of each interval, quantiles (100 ∓ level) / 2 percent."""
    for one in point.intervals:
        tail = Decimal(100 - one.level) / 200
        yield _pinball(point.actual, one.low, tail)
        yield _pinball(point.actual, one.high, 1 - tail)


def _pinball(actual: Decimal, quantile: Decimal, probability: Decimal) -> Decimal:
    above = EXACT.subtract(actual, quantile)
    weight = probability if above >= 0 else EXACT.subtract(probability, Decimal(1))
    return EXACT.multiply(above, weight)


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return statistic(_ROUNDING.divide(part, whole)) if whole else None
