"""Use case analyse: what the cost facts of every currency mean as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from costgov.analysis.trend import trend
from costgov.domain.accuracy import forecast_index
from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import TOTAL
from costgov.domain.credits import CreditGrant
from costgov.domain.insights import ForecastResult, Trend
from costgov.domain.period import Month, Window
from costgov.domain.reconciliation import difference_words, grouping_words
from costgov.domain.runs import ANALYSE, COST_EXPLORER, StepEvent, StepRecord
from costgov.errors import InvalidHistory, InvalidInput
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline import records
from costgov.pipeline.accuracy_records import forecast_indexes
from costgov.pipeline.allocate import Allocator
from costgov.pipeline.analyse_budgets import (
    budget_series,
    is_scored,
    joined_subjects,
    unit_subjects,
)
from costgov.pipeline.analyse_findings import store_anomalies
from costgov.pipeline.analyse_forecast import METHOD, Outlook, Subject
from costgov.pipeline.analyse_series import Calendar, Days, Series
from costgov.pipeline.analyse_subjects import (
    forecast_dimensions,
    scenario_series,
    select,
)
from costgov.pipeline.analyse_summary import summarise
from costgov.pipeline.budget_days import Books
from costgov.pipeline.credits import credit_report
from costgov.pipeline.findings import missing
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers
from costgov.pipeline.reconcile import Reconciler
from costgov.pipeline.reconcile_months import month_reconciliations
from costgov.pipeline.reconcile_readings import Readings
from costgov.pipeline.scenario_records import scenarios
from costgov.settings import AnalyseSettings

NO_DATA: Final = "no-data"
UNREADABLE: Final = "unreadable"
UNRECONCILED: Final = "unreconciled"


@dataclass(frozen=True, slots=True)
class AnalysePorts:
    """What the use case needs from outside.

    `costs` reads the kind of source that counts, `every_source` both kinds, to compare them.
    """

    costs: CostStore
    every_source: CostStore
    results: DocumentStore
    control: DocumentStore


def analyse(
    event: StepEvent, ports: AnalysePorts, settings: AnalyseSettings, now: datetime
) -> StepRecord:
    """Store summary, forecasts, anomalies and allocation of every ledger as of the event's day.

    A ledger that cannot be read becomes a gap and the others are analysed; so does a grouping that
    does not add up. Running twice on the same facts writes the same results.

    Raises:
        StoreError: a store refused; the step runs again.
    """
    ledgers = currency_ledgers(ports.costs)
    plans = records.budgets(ports.control).all()
    grants = records.credit_grants(ports.control).all()
    notes: list[str] = []
    gaps = [] if ledgers else [missing(event.as_of, "all", NO_DATA, "no cost data is stored")]
    for ledger in ledgers:
        try:
            work = LedgerAnalysis(ledger, ports, settings, plans, grants, event.as_of)
            gaps += [
                missing(event.as_of, f"{ledger.currency} by {grouping}", UNRECONCILED, detail)
                for grouping, detail in work.reconcile(event.window.start)
            ]
            notes.append(f"{ledger.currency}: {work.run()}")
            gaps += [
                missing(event.as_of, target, UNRECONCILED, detail)
                for target, detail in work.allocate()
            ]
        except (InvalidHistory, InvalidInput) as error:
            gaps.append(missing(event.as_of, ledger.currency, UNREADABLE, str(error)))
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


@dataclass(frozen=True)
class LedgerAnalysis:
    """The analysis of one currency's ledger as of a day."""

    ledger: CurrencyLedger
    ports: AnalysePorts
    settings: AnalyseSettings
    plans: Sequence[BudgetPlan]
    grants: Sequence[CreditGrant]
    as_of: date

    @cached_property
    def reader(self) -> CutReader:
        """Reads each cut of the whole ledger once."""
        return CutReader(self.ports.costs, self.ledger.currency, self.ledger.window(self.as_of))

    def reconcile(self, start: date) -> list[tuple[str, str]]:
        """Store how the days from `start` on add up, and every month by each of its sources.

        Returns:
            Each grouping that does not add up, with its differences in words.
        """
        known, currency = self.reader.window, self.ledger.currency
        first = max(known.start, min(start, Month.of(self.as_of).shift(-1).first))
        window = Window(min(first, known.end), known.end)
        shared = frozenset((TOTAL, *self._wanted))
        readings = Readings.of(records.query_readings(self.ports.control).all(COST_EXPLORER))
        found = Reconciler(self.ledger, self.reader, shared, window, self.as_of, readings).run()
        day = records.day_sort(self.as_of)
        table = records.reconciliations(self.ports.results)
        table.make_equal([(day, found)], currency, prefix=day)
        asked = records.cost_months(self.ports.control).all(COST_EXPLORER)
        # All that is known by now, so that an older day run again takes no month back.
        everything = self.ledger.window(self.ledger.last_day)
        months = month_reconciliations(self.ledger, self.ports.every_source, everything, asked)
        records.month_reconciliations(self.ports.results).make_equal(
            [(month.month, month) for month in months], currency
        )
        return [
            (grouping_words(check), difference_words(check, currency))
            for check in found.checks
            if check.ok is False
        ]

    def run(self) -> str:
        """Analyse and store; what was done, in words."""
        reader = self.reader
        if not len(reader.window):
            return f"nothing before {self.ledger.first_day}"
        whole, calendar = self._whole, self._calendar
        self._store_summary(reader, self._trend(calendar, whole), self._settled)
        self._store_credits(reader)
        if not calendar.delivered:
            return "no settled day yet, so no forecast"
        forecasts = self._store_forecasts(reader, calendar)
        anomalies = self._store_anomalies(reader, calendar, whole)
        return f"forecasts: {forecasts}, anomalies: {anomalies}"

    @cached_property
    def _whole(self) -> Days:
        return Days.of(self.reader.cut(TOTAL), None)

    @property
    def _settled(self) -> date:
        return self.ledger.settled_end(self.as_of, self.settings.unsettled_days)

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar.of(self._whole, self._settled)

    @property
    def _budgeted(self) -> list[BudgetPlan]:
        return [plan for plan in self.plans if plan.currency == self.ledger.currency]

    @property
    def _wanted(self) -> list[str]:
        """The dimensions whose values are forecast, where a source delivers them."""
        return forecast_dimensions(self.ledger.dimensions, self.settings.tag_keys)

    def allocate(self) -> list[tuple[str, str]]:
        """Allocate the months that are due; what of it does not add up to the bill.

        The last thing of an analysis: what the patterns of rules cost is up to whoever wrote them.
        """
        ports = self.ports
        wrong = list(
            Allocator(self.ledger, self.reader, ports.results, ports.control, self.as_of).run()
        )
        self._forecast_units()
        return wrong

    def _forecast_units(self) -> None:
        """Forecast the units that have budgets, by the days that have just been allocated."""
        if not len(self.reader.window) or not self._calendar.delivered:
            return
        subjects = unit_subjects(self._budgeted, self.ports.results, self._calendar, self.as_of)
        if subjects:
            self._put_forecasts(self._outlook(tuple(subjects), ()))

    def _trend(self, calendar: Calendar, whole: Days) -> Trend:
        if not calendar.delivered:
            return Trend(label="insufficient history", percent=None, days=0)
        history = calendar.history({Series().id: whole}, from_first=True)
        return trend(history, self.settings.trend_threshold_percent)

    def _store_summary(self, reader: CutReader, found: Trend, settled: date) -> None:
        summary = summarise(self.ledger, reader, self.as_of, found, settled)
        day = records.day_sort(self.as_of)
        table = records.summaries(self.ports.results)
        table.make_equal([(day, summary)], self.ledger.currency, prefix=day)

    def _store_credits(self, reader: CutReader) -> None:
        report, day = credit_report(reader, self.grants, self.as_of), records.day_sort(self.as_of)
        table = records.credit_reports(self.ports.results)
        table.make_equal([(day, report)], self.ledger.currency, prefix=day)

    def _store_forecasts(self, reader: CutReader, calendar: Calendar) -> int:
        known, currency = self.ledger.dimensions, self.ledger.currency
        books = Books(self.ledger, reader)
        asked = scenarios(self.ports.control).all()
        wanted = scenario_series(
            (one for one in asked if one.currency == currency), reader, known
        ) | budget_series(self._budgeted, books, self.as_of)
        chosen = select(reader, calendar, self._wanted, wanted)
        joined = joined_subjects(self._budgeted, books, self.as_of)
        results = self._outlook((*chosen.subjects, *joined), chosen.families)
        # The index comes first: a forecast that is not in it would never be scored.
        index = forecast_index(currency, self.as_of, filter(is_scored, results))
        day = records.day_sort(self.as_of)
        forecast_indexes(self.ports.results).make_equal([(day, index)], currency, prefix=day)
        self._put_forecasts(results)
        return len(results)

    def _outlook(
        self, subjects: tuple[Subject, ...], families: tuple[tuple[str, tuple[str, ...]], ...]
    ) -> list[ForecastResult]:
        length = self.settings.forecast_days
        outlook = Outlook(self._calendar, subjects, families, self.as_of, length)
        return outlook.results(self.ledger.currency, self.ledger.basis(METHOD))

    def _put_forecasts(self, results: Sequence[ForecastResult]) -> None:
        table, day = records.forecasts(self.ports.results), records.day_sort(self.as_of)
        for one in results:
            parts = records.forecast_parts(one.currency, one.dimension, one.value, one.metric)
            table.make_equal([(day, one)], *parts, prefix=day)

    def _store_anomalies(self, reader: CutReader, calendar: Calendar, whole: Days) -> str:
        return store_anomalies(
            self.ports.results,
            self.ports.control,
            ledger=self.ledger,
            reader=reader,
            calendar=calendar,
            whole=whole,
            as_of=self.as_of,
            sensitivity=self.settings.sensitivity,
        )
