"""What was said in the past: of a day, and of a month's end, beside what came."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from costgov.domain.accuracy_ledger import MonthEndScores
from costgov.domain.costs import ORG, TOTAL, Metric, SeriesKey, added
from costgov.domain.insights import ForecastDay, ForecastResult, Interval
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.runs import Frozen
from costgov.errors import NotFound
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import month_end_scores
from costgov.pipeline.ledger import CurrencyLedger
from costgov.pipeline.queries.allocation import MonthText
from costgov.pipeline.queries.currencies import ledger_of
from costgov.pipeline.queries.exchange import Answer, CurrencyCode, Day, Dimension, Question
from costgov.pipeline.queries.pages import Paged, PagedAnswer
from costgov.pipeline.queries.stores import ReadStores

METHOD = "forecasts as they were made"
# No forecast reaches further ahead.
_FURTHEST = timedelta(days=366)


class OneSeries(Question):
    """One organisation-wide series."""

    dimension: Annotated[
        Dimension, Field(description="`total`, `service`, `account`, …, or `tag:<key>`.")
    ] = TOTAL
    value: Annotated[
        str | None, Field(max_length=1_024, description="The dimension's value; none for `total`.")
    ] = None
    metric: Metric = Metric.EFFECTIVE
    currency: Annotated[
        CurrencyCode | None, Field(description="Required where there is more than one.")
    ] = None

    def parts(self, currency: str) -> tuple[str, ...]:
        """The partition of the series' forecasts."""
        return records.forecast_parts(currency, self.dimension, self.value, self.metric)


class PastForecastsQuestion(OneSeries, Paged):
    """What was said of one day."""

    day: Annotated[
        Day | None, Field(description="The day that was forecast; the last one known by default.")
    ] = None
    made_on: Annotated[Day | None, Field(description="Only what was said on this day.")] = None


class PastForecast(Frozen):
    """What was said on `as_of` of the day, so many days after the last one then known."""

    as_of: date
    days_ahead: int
    mean: Decimal
    intervals: tuple[Interval, ...]


class PastForecasts(PagedAnswer):
    """The forecasts of a day, the one made last first.

    `actual` is what the day has come to as far as is known now, null where nothing is.
    """

    listed: ClassVar[str] = "forecasts"

    day: date
    actual: Decimal | None
    forecasts: tuple[PastForecast, ...]


def past_forecasts(stores: ReadStores, question: PastForecastsQuestion) -> PastForecasts:
    """What was said of a day, whenever it was forecast, and what it came to.

    Raises:
        InvalidInput, NotFound: the currency is not clear or not there; the page token is bad.
    """
    ledger = ledger_of(stores.costs, question.currency)
    day = question.day or ledger.last_day
    found: list[PastForecast] = []
    for made, ahead in _of_day(stores, question, ledger.currency, day):
        found.append(_said(made, ahead))
        if len(found) > question.limit:
            break
    kept = found[: question.limit]
    more = len(kept) < len(found)
    basis = ledger.basis(METHOD)
    return PastForecasts(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        next_page=question.token(records.day_sort(kept[-1].as_of)) if more else None,
        day=day,
        actual=_actual(stores, question, ledger, day),
        forecasts=tuple(kept),
    )


def _of_day(
    stores: ReadStores, question: PastForecastsQuestion, currency: str, day: date
) -> Iterator[tuple[ForecastResult, ForecastDay]]:
    position = question.position(1)
    latest = question.made_on or day + ONE_DAY
    # Keys are the days that forecasts were made on; the first one is not in the answer.
    after: str | None = position[0] if position else records.day_sort(latest + ONE_DAY)
    earliest = question.made_on or day - _FURTHEST
    while after is not None:
        page, after = records.forecasts(stores.results).page(
            *question.parts(currency), after=after, newest_first=True, limit=question.limit
        )
        for made in page:
            if made.as_of < earliest:
                return
            yield from ((made, one) for one in made.days if one.day == day)


def _said(made: ForecastResult, ahead: ForecastDay) -> PastForecast:
    return PastForecast(
        as_of=made.as_of,
        days_ahead=(ahead.day - made.history_end).days,
        mean=ahead.mean,
        intervals=ahead.intervals,
    )


def _actual(
    stores: ReadStores, question: PastForecastsQuestion, ledger: CurrencyLedger, day: date
) -> Decimal | None:
    key = SeriesKey(ledger.currency, ORG, question.dimension)
    window = Window(day, day + ONE_DAY)
    facts = stores.costs.months(key, window, question.value, one=True, metric=question.metric)
    return added(fact.daily(question.metric) for fact in facts).get(day)


class MonthEndsQuestion(OneSeries):
    """What was said of one month's end."""

    month: Annotated[
        MonthText | None, Field(description="That of the last day known when left out.")
    ] = None


class PastMonthEnd(Frozen):
    """What was said on `as_of` of the month's end; `naive` is the last week repeated."""

    as_of: date
    mean: Decimal
    intervals: tuple[Interval, ...]
    naive: Decimal | None


class MonthEnds(Answer):
    """The forecasts of a month's end, by the day they were made on.

    `actual` is null until every day of the month has settled; `first_actual` is what the month had
    come to when it was first scored, null unless it was restated after that.
    """

    listed: ClassVar[str] = "forecasts"

    month: str
    actual: Decimal | None
    scored_on: date | None
    first_actual: Decimal | None
    forecasts: tuple[PastMonthEnd, ...]


def month_ends(stores: ReadStores, question: MonthEndsQuestion) -> MonthEnds:
    """What was said of a month's end on each of its days, and what it came to.

    Raises:
        InvalidInput, NotFound: the currency is not clear or not there.
    """
    ledger = ledger_of(stores.costs, question.currency)
    month = question.month or str(Month.of(ledger.last_day))
    parts = question.parts(ledger.currency)
    scored = _scored(stores, month, parts)
    naive = {one.as_of: one.naive for one in scored.forecasts} if scored else {}
    basis = ledger.basis(METHOD)
    return MonthEnds(
        data_as_of=basis.as_of,
        sources=basis.sources,
        currency=ledger.currency,
        month=month,
        actual=scored.actual if scored else None,
        scored_on=scored.scored_on if scored else None,
        first_actual=scored.first_actual if scored else None,
        forecasts=tuple(
            PastMonthEnd(
                as_of=made.as_of,
                mean=made.month_end.mean,
                intervals=made.month_end.intervals,
                naive=naive.get(made.as_of),
            )
            for made in records.forecasts(stores.results).all(*parts, prefix=month)
            if made.month_end and made.month_end.month == month
        ),
    )


def _scored(stores: ReadStores, month: str, parts: tuple[str, ...]) -> MonthEndScores | None:
    try:
        return month_end_scores(stores.results).get(month, *parts)
    except NotFound:
        return None
