"""Use case analyse: what the cost facts of every currency mean as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from costgov.analysis.trend import trend
from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import ACCOUNT, SERVICE, TOTAL, tag_dimension
from costgov.domain.insights import Trend
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import ANALYSE, Gap, StepEvent, StepRecord
from costgov.errors import InvalidHistory, InvalidInput
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline import records
from costgov.pipeline.analyse_anomalies import Watch
from costgov.pipeline.analyse_events import carried_on
from costgov.pipeline.analyse_forecast import METHOD, Outlook
from costgov.pipeline.analyse_series import Calendar, Days, Series
from costgov.pipeline.analyse_subjects import budget_series, select
from costgov.pipeline.analyse_summary import summarise
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers
from costgov.settings import AnalyseSettings

NO_DATA = "no-data"
UNREADABLE = "unreadable"
SUMMARY_METHOD = "exact sums of cost facts; trend of usual cost by a robust line"


@dataclass(frozen=True, slots=True)
class AnalysePorts:
    """What the use case needs from outside."""

    costs: CostStore
    results: DocumentStore
    control: DocumentStore


def analyse(
    event: StepEvent, ports: AnalysePorts, settings: AnalyseSettings, now: datetime
) -> StepRecord:
    """Store summary, forecasts and anomalies of every currency's ledger as of the event's day.

    A ledger that cannot be read becomes a gap and the others are analysed. Running twice on the
    same facts writes the same results.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    ledgers = currency_ledgers(ports.costs)
    plans = records.budgets(ports.control).all()
    notes: list[str] = []
    gaps = [] if ledgers else [_gap(event.as_of, "all", NO_DATA, "no cost data is stored")]
    for ledger in ledgers:
        try:
            work = LedgerAnalysis(ledger, ports, settings, plans, event.as_of)
            notes.append(f"{ledger.currency}: {work.run()}")
        except (InvalidHistory, InvalidInput) as error:
            gaps.append(_gap(event.as_of, ledger.currency, UNREADABLE, str(error)))
    record = StepRecord(
        step=ANALYSE,
        expected=max(len(ledgers), 1),
        got=len(notes),
        gaps=tuple(gaps),
        notes=tuple(notes),
        finished_at=now,
    )
    records.record_step(ports.control, event.run_id, record)
    return record


def _gap(as_of: date, target: str, reason: str, detail: str) -> Gap:
    return Gap(
        step=ANALYSE, target=target, reason=reason, detail=detail, retry_after=as_of + ONE_DAY
    )


@dataclass(frozen=True, slots=True)
class LedgerAnalysis:
    """The analysis of one currency's ledger as of a day."""

    ledger: CurrencyLedger
    ports: AnalysePorts
    settings: AnalyseSettings
    plans: Sequence[BudgetPlan]
    as_of: date

    def run(self) -> str:
        """Analyse and store; what was done, in words."""
        window = self.ledger.window(self.as_of)
        if not len(window):
            return f"nothing before {self.ledger.first_day}"
        reader = CutReader(self.ports.costs, self.ledger.currency, window)
        whole = Days.of(reader.cut(TOTAL), None)
        settled = self.ledger.settled_end(self.as_of, self.settings.unsettled_days)
        calendar = Calendar.of(whole, settled)
        self._store_summary(reader, self._trend(calendar, whole))
        if not calendar.delivered:
            return "no settled day yet, so no forecast"
        forecasts = self._store_forecasts(reader, calendar)
        anomalies = self._store_anomalies(reader, calendar, whole)
        return f"forecasts: {forecasts}, anomalies: {anomalies}"

    def _trend(self, calendar: Calendar, whole: Days) -> Trend:
        if not calendar.delivered:
            return Trend(label="insufficient history", percent=None, days=0)
        history = calendar.history({Series().id: whole}, from_first=True)
        return trend(history, self.settings.trend_threshold_percent)

    def _store_summary(self, reader: CutReader, found: Trend) -> None:
        summary = summarise(self.ledger, reader, self.as_of, found, SUMMARY_METHOD)
        day = records.day_sort(self.as_of)
        table = records.summaries(self.ports.results)
        table.make_equal([(day, summary)], self.ledger.currency, prefix=day)

    def _store_forecasts(self, reader: CutReader, calendar: Calendar) -> int:
        known = self.ledger.dimensions
        wanted = (SERVICE, ACCOUNT, *map(tag_dimension, self.settings.tag_keys))
        budgeted = budget_series(
            (plan for plan in self.plans if plan.currency == self.ledger.currency),
            reader,
            known,
            self.as_of,
        )
        chosen = select(reader, calendar, [name for name in wanted if name in known], budgeted)
        outlook = Outlook(
            calendar, chosen.subjects, chosen.families, self.as_of, self.settings.forecast_days
        )
        results = outlook.results(self.ledger.currency, self.ledger.basis(METHOD))
        table, day = records.forecasts(self.ports.results), records.day_sort(self.as_of)
        for one in results:
            parts = records.forecast_parts(one.currency, one.dimension, one.value, one.metric)
            table.make_equal([(day, one)], *parts, prefix=day)
        return len(results)

    def _store_anomalies(self, reader: CutReader, calendar: Calendar, whole: Days) -> int:
        fresh = Watch(self.ledger, reader, calendar, whole, self.as_of).events()
        table, currency = records.anomalies(self.ports.results), self.ledger.currency
        events = carried_on(table.all(currency), fresh, self.as_of, calendar.end)
        table.make_equal([(records.anomaly_sort(event), event) for event in events], currency)
        return len(fresh)
