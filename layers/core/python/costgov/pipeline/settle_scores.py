"""Scores one stored forecast: a span of its days, or its month's end, beside what came."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from costgov.domain.accuracy import Point, Score, Span, month_end_horizon, naive, statistic
from costgov.domain.accuracy_ledger import (
    FirstScore,
    MonthEndForecast,
    MonthEndScores,
    ScoredForecast,
    Scores,
)
from costgov.domain.insights import ForecastDay, ForecastResult, MonthEnd
from costgov.domain.money import EXACT, exact_sum
from costgov.domain.period import Month, Window
from costgov.pipeline.settle_actuals import Actuals


def can_be_scored(made: ForecastResult, span: Span, actuals: Actuals) -> bool:
    """Whether it reaches the end of the span, is more than a guess from too little history, and
    not older than what is looked at."""
    long_enough = len(made.days) >= span.last
    return made.state == "ok" and long_enough and made.days[0].day >= actuals.since


def scored(made: ForecastResult, span: Span, actuals: Actuals, scored_on: date) -> ScoredForecast:
    """The score of the span's days, and of the sum of all days up to its end."""
    ahead = made.days[span.first - 1 : span.last]
    days = [
        Point(actual, one.mean, naive(made, one.day), one.intervals)
        for one in ahead
        if (actual := actuals.of(one.day)) is not None
    ]
    whole = _sum(made, made.days[: span.last], actuals)
    return ScoredForecast(
        as_of=made.as_of,
        read_at=made.basis.as_of,
        first_day=made.days[0].day,
        last_day=ahead[-1].day,
        scored_on=scored_on,
        missing=len(ahead) - len(days),
        known=actuals.digest(one.day for one in made.days[: span.last]),
        scores={span.days: Score.of(days), span.sum: Score.of(whole)},
    )


def _sum(made: ForecastResult, ahead: Sequence[ForecastDay], actuals: Actuals) -> list[Point]:
    """The sum of days as one point; none where a day is missing."""
    came = _all_known(actuals.of(one.day) for one in ahead)
    if came is None:
        return []
    repeated = _all_known(naive(made, one.day) for one in ahead)
    return [
        Point(
            exact_sum(came),
            exact_sum(one.mean for one in ahead),
            None if repeated is None else exact_sum(repeated),
        )
    ]


def restated(before: ScoredForecast, now: ScoredForecast) -> ScoredForecast:
    """The new score of a forecast whose days were restated, with the first one kept beside it."""
    if before.known == now.known:
        return before
    first = before.first or FirstScore(scored_on=before.scored_on, scores=before.scores)
    return now.model_copy(update={"first": first})


def month_end_scores(
    month: Month, made: Iterable[ForecastResult], actuals: Actuals, scored_on: date
) -> MonthEndScores | None:
    """What was said of a month's end on each of its days; None where a day of it is missing."""
    came = _all_known(actuals.of(day) for day in month.window.days())
    if came is None:
        return None
    actual = exact_sum(came)
    return MonthEndScores(
        month=str(month),
        actual=actual,
        scored_on=scored_on,
        forecasts=tuple(
            _month_end(one, one.month_end, month.window, actual)
            for one in made
            if one.state == "ok" and one.month_end and one.month_end.month == str(month)
        ),
    )


def restated_month_end(before: MonthEndScores, now: MonthEndScores) -> MonthEndScores:
    """The new scores of a month that was restated, with what it first came to kept beside them."""
    if before.actual == now.actual:
        return before
    first_actual = before.actual if before.first_actual is None else before.first_actual
    kept = {
        "first_actual": first_actual,
        "first_scored_on": before.first_scored_on or before.scored_on,
    }
    return now.model_copy(update=kept)


def _month_end(
    made: ForecastResult, end: MonthEnd, month: Window, actual: Decimal
) -> MonthEndForecast:
    mean = statistic(end.mean)
    rest = _all_known(naive(made, day) for day in month.days() if day > made.history_end)
    repeated = None if rest is None else statistic(EXACT.add(end.actual, exact_sum(rest)))
    point = Point(actual, mean, repeated, end.intervals)
    scores: Scores = {month_end_horizon(made.as_of): Score.of([point])}
    return MonthEndForecast(as_of=made.as_of, mean=mean, naive=repeated, scores=scores)


def _all_known(amounts: Iterable[Decimal | None]) -> list[Decimal] | None:
    found = list(amounts)
    known = [amount for amount in found if amount is not None]
    return known if len(known) == len(found) else None
