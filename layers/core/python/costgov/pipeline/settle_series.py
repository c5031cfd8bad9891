"""The accuracy ledger of one series: adds what has settled, and compares months that have closed.

Scores are written first and the ledger, whose marks say how far its sums go, after them under the
version that was read: a step that breaks off in between scores the same forecasts again, to the
same sums, and nothing counts twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from costgov.domain.accuracy import SPANS, Horizon, Score, Span, added
from costgov.domain.accuracy_ledger import (
    RecentScore,
    ScoredForecast,
    Scores,
    SeriesAccuracy,
)
from costgov.domain.drift import KEPT, drifts
from costgov.domain.insights import ForecastResult
from costgov.domain.money import exact_sum
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.errors import NotFound
from costgov.gateways.ports import DocumentStore
from costgov.pipeline.accuracy_records import (
    month_end_scores as month_end_table,
)
from costgov.pipeline.accuracy_records import parts_of, scored_forecasts, scored_sort
from costgov.pipeline.records import day_sort, forecasts
from costgov.pipeline.settle_actuals import Actuals
from costgov.pipeline.settle_scores import (
    can_be_scored,
    month_end_scores,
    restated,
    restated_month_end,
    scored,
)

# So many forecasts of a span, or months, are caught up with in one run.
CATCH_UP: Final = 31
# A forecast whose last days lie in a month was made this long before its first day, at most.
_REACH: Final = timedelta(days=SPANS[-1].last + 14)


@dataclass(frozen=True, slots=True)
class Closing:
    """Months (YYYY-MM) up to `month` are closed; `corrected` are those changed after their close.

    Each comes with the instant of the note.
    """

    month: str
    corrected: tuple[tuple[str, str], ...] = ()


@dataclass
class SeriesBook:
    """One series while it is settled."""

    state: SeriesAccuracy
    actuals: Actuals
    results: DocumentStore
    as_of: date
    months: dict[str, dict[Horizon, Score]] = field(init=False)
    recent: dict[date, RecentScore] = field(init=False)
    fresh: dict[str, ScoredForecast] = field(default_factory=dict)

    @property
    def scored(self) -> int:
        """How many spans of forecasts have been scored."""
        return len(self.fresh)

    def __post_init__(self) -> None:
        self.months = {month: dict(scores) for month, scores in self.state.months.items()}
        self.recent = {one.as_of: one for one in self.state.recent}
        self._parts = parts_of(self.state.currency, self.state.series)
        self._forecasts = forecasts(self.results)
        self._rows = scored_forecasts(self.results)

    def settle(self, closing: Closing) -> SeriesAccuracy:
        """Score what is due and compare what has closed; the series' new ledger.

        Raises:
            StoreError: a store refused; the same call makes up for what is missing.
        """
        until = dict(self.state.scored_until)
        for span in SPANS:
            if (reached := self._score_span(span)) is not None:
                until[span.last] = reached
        months_until = self._score_month_ends(closing)
        for month in self._to_compare(closing):
            self._compare(month, until)
        recent = tuple(self.recent[day] for day in sorted(self.recent)[-KEPT:])
        return self.state.model_copy(
            update={
                "scored_until": until,
                "months_until": months_until,
                "closed_until": max(self.state.closed_until, closing.month),
                "corrected_until": max(
                    (noted for _, noted in closing.corrected), default=self.state.corrected_until
                ),
                "months": self._by_month(),
                "recent": recent,
                "drifts": drifts(recent, self.state.drifts),
            }
        )

    def _by_month(self) -> dict[str, Scores]:
        """The sums in order; months that no score of can change any more are their year's."""
        for month in [one for one in self.months if "-" in one]:
            if Month.parse(month).window.end <= self.actuals.since:
                year = self.months.setdefault(month[:4], {})
                for horizon, score in self.months.pop(month).items():
                    year[horizon] = added((year.get(horizon, Score()), score))
        return {one: dict(sorted(self.months[one].items())) for one in sorted(self.months)}

    def _score_span(self, span: Span) -> date | None:
        """Score forecasts whose span has settled; up to which as-of day that is done."""
        before = self.state.first_forecast - ONE_DAY
        after = self.state.scored_until.get(span.last, before)
        due = min(self.actuals.settled - timedelta(days=span.last), self.state.last_forecast)
        if after >= due:
            return None
        limit = min(CATCH_UP, (due - after).days)
        page, more = self._forecasts.page(*self._parts, after=day_sort(after), limit=limit)
        for made in page:
            if made.as_of <= due and can_be_scored(made, span, self.actuals):
                self._add(scored(made, span, self.actuals, self.as_of), span)
        return page[-1].as_of if more and page[-1].as_of < due else due

    def _add(self, row: ScoredForecast, span: Span) -> None:
        self._put(row, span)
        sums = self.months.setdefault(str(Month.of(row.as_of)), {})
        for horizon, score in row.scores.items():
            sums[horizon] = added((sums.get(horizon, Score()), score))

    def _put(self, row: ScoredForecast, span: Span) -> None:
        sort = scored_sort(row.as_of, span.last)
        self._rows.put(row, sort, *self._parts)
        self.fresh[sort] = row
        if (near := row.scores.get(Horizon.DAYS_7)) and (recent := _recent(row.as_of, near)):
            self.recent[row.as_of] = recent

    def _score_month_ends(self, closing: Closing) -> str:
        """Score the ends of months whose last day has settled; up to which month that is done."""
        done = Month.parse(self.state.months_until)
        for _ in range(CATCH_UP):
            month = done.shift(1)
            if month.window.end - ONE_DAY > self.actuals.settled:
                break
            if not self._score_month_end(month) and str(month) > closing.month:
                break  # a day of it is missing and may still come
            done = month
        return str(done)

    def _score_month_end(self, month: Month) -> bool:
        """Score a month's end, again if it has come to another amount; whether it could be."""
        table, sort = month_end_table(self.results), str(month)
        came = [self.actuals.of(day) for day in month.window.days()]
        try:
            stored = table.get(sort, *self._parts)
        except NotFound:
            stored = None
        known = [amount for amount in came if amount is not None]
        if stored and (len(known) < len(came) or exact_sum(known) == stored.actual):
            # A step that broke off may have left them beside sums that do not hold them yet.
            self._sum_month(sort, [one.scores for one in stored.forecasts])
            return True
        made = self._forecasts.all(*self._parts, prefix=sort)
        found = month_end_scores(month, made, self.actuals, self.as_of)
        if found is None:
            return False
        if found.forecasts:
            found = restated_month_end(stored, found) if stored else found
            table.put(found, sort, *self._parts)
            self._sum_month(sort, [one.scores for one in found.forecasts])
        return True

    def _sum_month(self, month: str, parts: Sequence[Scores]) -> None:
        """Make the month's sums of the parts' horizons those of these parts."""
        horizons = {horizon for scores in parts for horizon in scores}
        sums = self.months.setdefault(month, {})
        for horizon in horizons:
            sums[horizon] = added(scores[horizon] for scores in parts if horizon in scores)

    def _to_compare(self, closing: Closing) -> Iterator[Month]:
        """Months that have closed since, and closed ones that were corrected since."""
        month = Month.parse(self.state.closed_until).shift(1)
        last = self.state.last_forecast + _REACH
        found = {one for one, noted in closing.corrected if noted > self.state.corrected_until}
        while str(month) <= closing.month and month.first <= last:
            found.add(str(month))
            month = month.shift(1)
        months = (Month.parse(one) for one in sorted(found))
        first = max(self.actuals.since, self.state.first_forecast)
        return (one for one in months if one.window.end > first)

    def _compare(self, month: Month, until: dict[int, date]) -> None:
        """Score again what a closed month's days were restated of, and add its sums up anew."""
        self._score_month_end(month)
        made_in = Window((month.first - _REACH).replace(day=1), month.window.end)
        for origin in made_in.months():
            if origin.window.end <= self.actuals.since:
                continue
            rows = self._stored_rows(str(origin))
            counted = [self._compared(row, month.window) for row in rows if _counts(row, until)]
            if counted:
                self._sum_month(str(origin), [row.scores for row in counted])

    def _stored_rows(self, month: str) -> list[ScoredForecast]:
        """What was scored of a month's forecasts; a query may not see what was just written."""
        stored = self._rows.all(*self._parts, prefix=month)
        rows = {scored_sort(row.as_of, _span(row).last): row for row in stored}
        rows |= {sort: row for sort, row in self.fresh.items() if sort.startswith(month)}
        return [rows[sort] for sort in sorted(rows)]

    def _compared(self, row: ScoredForecast, month: Window) -> ScoredForecast:
        """A scored span as it stands; scored again if its days in the month were restated."""
        touches = row.first_day < month.end and row.last_day >= month.start
        if not touches or row.known == self.actuals.digest(_days(row)):
            return row
        span = _span(row)
        made = self._stored(row.as_of)
        if made is None or not can_be_scored(made, span, self.actuals):
            return row
        again = restated(row, scored(made, span, self.actuals, self.as_of))
        self._put(again, span)
        return again

    def _stored(self, as_of: date) -> ForecastResult | None:
        try:
            return self._forecasts.get(day_sort(as_of), *self._parts)
        except NotFound:
            return None


def _days(row: ScoredForecast) -> Iterator[date]:
    return Window(row.first_day, row.last_day + ONE_DAY).days()


def _span(row: ScoredForecast) -> Span:
    return next(span for span in SPANS if span.days in row.scores)


def _counts(row: ScoredForecast, until: dict[int, date]) -> bool:
    """Whether the sums hold it: a step that broke off may have left one that they do not yet."""
    span = _span(row)
    return span.last in until and row.as_of <= until[span.last]


def _recent(as_of: date, near: Score) -> RecentScore | None:
    if near.wape is None:
        return None
    return RecentScore(as_of=as_of, wape=near.wape, naive=near.naive_wape)
