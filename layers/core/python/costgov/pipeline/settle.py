"""Use case settle: past forecasts are compared with what their days came to, once these settled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from costgov.clock import instant_text
from costgov.domain.accuracy import ForecastIndex, ForecastSeries, Horizon, Score, added
from costgov.domain.accuracy_ledger import AccuracySummary, DriftingSeries, SeriesAccuracy
from costgov.domain.costs import Metric
from costgov.domain.drift import still_scored
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.restatements import closing_day
from costgov.domain.runs import COST_EXPLORER, SETTLE, Gap, StepEvent, StepRecord
from costgov.errors import InvalidInput, NotFound
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import (
    accuracy_summaries,
    forecast_indexes,
    parts_of,
    series_accuracies,
    series_sort,
    stored_ledgers,
)
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers
from costgov.pipeline.settle_actuals import ActualsReader
from costgov.pipeline.settle_series import Closing, SeriesBook
from costgov.settings import SettleSettings

# Forecasts of days before that are scored no more, nor scored again.
LOOK_BACK = timedelta(days=400)
UNREADABLE = "unreadable"

type Ledgers = dict[str, tuple[SeriesAccuracy, int]]


@dataclass(frozen=True, slots=True)
class SettlePorts:
    """What the use case needs from outside."""

    costs: CostStore
    results: DocumentStore
    control: DocumentStore


def settle(
    event: StepEvent, ports: SettlePorts, settings: SettleSettings, now: datetime
) -> StepRecord:
    """Score every forecast whose days have settled by the event's day, once.

    A ledger that cannot be read becomes a gap and the others are settled. Running twice changes
    nothing, and a run that broke off is made up for by the next.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    ledgers = currency_ledgers(ports.costs)
    notes: list[str] = []
    gaps: list[Gap] = []
    for ledger in ledgers:
        try:
            found = Settlement(ledger, ports, event.as_of, settings.settle_days).run()
            notes.append(f"{ledger.currency}: {found}")
        except InvalidInput as error:
            gaps.append(_gap(event.as_of, ledger.currency, str(error)))
    record = StepRecord(
        step=SETTLE,
        expected=len(ledgers),
        got=len(notes),
        gaps=tuple(gaps),
        notes=tuple(notes),
        finished_at=now,
    )
    records.record_step(ports.control, event.run_id, record)
    return record


def _gap(as_of: date, target: str, detail: str) -> Gap:
    return Gap(
        step=SETTLE, target=target, reason=UNREADABLE, detail=detail, retry_after=as_of + ONE_DAY
    )


@dataclass(frozen=True)
class Settlement:
    """The forecasts of one currency, settled on a day."""

    ledger: CurrencyLedger
    ports: SettlePorts
    as_of: date
    settle_days: int

    def run(self) -> str:
        """Score and store; what was done, in words."""
        before = self._summary()
        known = stored_ledgers(self.ports.results, self.ledger.currency)
        open_ledgers, until = self._with_new_forecasts(known, before)
        if not open_ledgers:
            return "no forecast has been made yet"
        closing, scored = self._closing(), 0
        settled: list[SeriesAccuracy] = []
        for sort, opened in open_ledgers.items():
            state, days = opened, self._actuals.of(opened.series)
            if days is not None:
                book = SeriesBook(opened, days, self.ports.results, self.as_of)
                state = book.settle(closing)
                scored += book.scored
            settled.append(_current(state, until))
            self._store(sort, settled[-1], known.get(sort))
        summary = self._summarised(settled, until, before)
        if summary != before:
            accuracy_summaries(self.ports.results).put(summary, self.ledger.currency)
        return f"{scored} scored in {len(settled)} series, {len(summary.drifting)} drifting"

    def _summarised(
        self, settled: Sequence[SeriesAccuracy], until: date, before: AccuracySummary | None
    ) -> AccuracySummary:
        end = self._actuals.settled
        return AccuracySummary(
            currency=self.ledger.currency,
            indexed_until=until,
            settled_until=max(end, before.settled_until) if before else end,
            series=len(settled),
            dimensions=_pooled(settled),
            drifting=tuple(_drifting(settled)),
        )

    def _summary(self) -> AccuracySummary | None:
        try:
            return accuracy_summaries(self.ports.results).get(self.ledger.currency)
        except NotFound:
            return None

    def _with_new_forecasts(
        self, known: Ledgers, before: AccuracySummary | None
    ) -> tuple[dict[str, SeriesAccuracy], date]:
        """The ledgers with every forecast that was made since, and up to which day that is so."""
        found = {sort: state for sort, (state, _) in known.items()}
        until = before.indexed_until if before else date.min
        for index in self._indexes(until):
            until = max(until, index.as_of)
            for series in index.series:
                sort = series_sort(series)
                state = found.get(sort) or self._opened(series, index.as_of)
                last = max(state.last_forecast, index.as_of)
                found[sort] = state.model_copy(update={"last_forecast": last})
        return found, until

    def _indexes(self, until: date) -> list[ForecastIndex]:
        """What has been forecast since."""
        table, after = forecast_indexes(self.ports.results), records.day_sort(until)
        found: list[ForecastIndex] = []
        position: str | None = after
        while position is not None:
            page, position = table.page(self.ledger.currency, after=position)
            found += page
        return found

    def _opened(self, series: ForecastSeries, as_of: date) -> SeriesAccuracy:
        """The empty ledger of a series, from the first forecast that is stored of it."""
        parts = parts_of(self.ledger.currency, series)
        stored, _ = records.forecasts(self.ports.results).page(*parts, limit=1)
        first = min([as_of, *(made.as_of for made in stored)])
        before = str(Month.of(first).shift(-1))
        return SeriesAccuracy(
            currency=self.ledger.currency,
            series=series,
            first_forecast=first,
            last_forecast=as_of,
            months_until=before,
            closed_until=before,
        )

    @cached_property
    def _actuals(self) -> ActualsReader:
        window = self.ledger.window(self.as_of)
        start = min(max(window.start, self.as_of - LOOK_BACK), window.end)
        reader = CutReader(self.ports.costs, self.ledger.currency, Window(start, window.end))
        return ActualsReader(self.ledger, reader, self.as_of, self.settle_days)

    def _closing(self) -> Closing:
        """Up to which month months are closed, and what was corrected after that."""
        asked = records.cost_months(self.ports.control).all(COST_EXPLORER)
        still_open = {one.month for one in asked if not one.closed}
        month = Month.of(self.as_of).shift(-1)
        while closing_day(month) > self.as_of or str(month) in still_open:
            month = month.shift(-1)
        noted = records.corrections(self.ports.control).all(self.ledger.currency)
        corrected = [(one.month, instant_text(one.noted_at)) for one in noted if one.after_close]
        return Closing(str(month), tuple(corrected))

    def _store(
        self, sort: str, found: SeriesAccuracy, known: tuple[SeriesAccuracy, int] | None
    ) -> None:
        if known is None or known[0] != found:
            version = known[1] if known else 0
            table = series_accuracies(self.ports.results)
            table.put(found, sort, self.ledger.currency, if_version=version)


def _current(ledger: SeriesAccuracy, until: date) -> SeriesAccuracy:
    """The ledger without falls in quality of which nothing can be known any more."""
    if still_scored(ledger.recent, until):
        return ledger
    return ledger.model_copy(update={"drifts": ()})


def _drifting(ledgers: Iterable[SeriesAccuracy]) -> Iterator[DriftingSeries]:
    for one in ledgers:
        for drift in one.drifts:
            yield DriftingSeries(series=one.series, drift=drift)


def _pooled(ledgers: Iterable[SeriesAccuracy]) -> Mapping[str, Mapping[Horizon, Score]]:
    """The sums of all series of a dimension, over all months."""
    parts: dict[str, dict[Horizon, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for one in ledgers:
        if one.series.metric is Metric.EFFECTIVE:
            for scores in one.months.values():
                for horizon, score in scores.items():
                    parts[one.series.dimension][horizon].append(score)
    return {
        dimension: {horizon: added(found[horizon]) for horizon in sorted(found)}
        for dimension, found in sorted(parts.items())
    }
