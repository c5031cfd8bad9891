"""One currency's part of the page: every figure of one ledger, never mixed with another."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from costgov.domain.costs import (
    ACCOUNT,
    REGION,
    SERVICE,
    TAG_PREFIX,
    TOTAL,
    ChargeCategory,
    Ledger,
    Metric,
)
from costgov.domain.credits import CreditReport
from costgov.domain.insights import ForecastResult, Summary
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.errors import NotFound
from costgov.gateways.ports import CostStore, DocumentStore
from costgov.pipeline import records
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers
from costgov.pipeline.reporting.accuracy import AccuracySection, read_accuracy
from costgov.pipeline.reporting.allocation import ViewSection, view_sections
from costgov.pipeline.reporting.anomaly_rows import AnomalyRow, anomaly_rows
from costgov.pipeline.reporting.breakdown import Breakdown, Periods, breakdown, known_sum, periods
from costgov.pipeline.reporting.budget_rows import BudgetRow, budget_rows, stored_forecast
from costgov.pipeline.reporting.changes import WhatChanged, what_changed
from costgov.pipeline.reporting.daily import DailyCosts, chart_window, daily_costs
from costgov.pipeline.reporting.reconciliation import (
    Reconciled,
    read_reconciled,
    summary_row,
    total_row,
)
from costgov.pipeline.reporting.scenarios import ScenarioRow, scenario_rows

# A day is compared with the same weekday: weekends cost less than working days.
WEEK = timedelta(days=7)
# An account may deliver a file a day; the page names the newest.
SOURCES = 12


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """Month to date of one FOCUS charge category; None where the metric is not delivered."""

    name: str
    billed: Decimal | None
    effective: Decimal | None


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What the facts of one currency say about the month so far."""

    reader: CutReader
    ledger: CurrencyLedger
    window: Window
    spans: Periods
    daily: DailyCosts | None
    today: Decimal | None
    week_before: Decimal | None
    month_to_date: Decimal | None
    month_billed: Decimal | None
    same_days: Decimal | None
    categories: tuple[CategoryRow, ...]
    breakdowns: tuple[Breakdown, ...]
    changed: WhatChanged | None


@dataclass(frozen=True, slots=True)
class LedgerSection:
    """One currency: facts if there are any, and what the analysis and the alerts left."""

    currency: str
    as_of: date
    facts: LedgerFacts | None
    summary: Summary | None
    forecast: ForecastResult | None
    accuracy: AccuracySection
    budgets: tuple[BudgetRow, ...]
    anomalies: tuple[AnomalyRow, ...]
    views: tuple[ViewSection, ...]
    scenarios: tuple[ScenarioRow, ...]
    reconciled: Reconciled
    credits: CreditReport | None

    @property
    def month_complete(self) -> bool:
        """Whether every day of the month is known, so that there is nothing left to forecast."""
        last = Month.of(self.as_of).window.end - ONE_DAY
        return self.forecast is not None and self.forecast.history_end >= last

    @property
    def sources(self) -> tuple[Ledger, ...]:
        """What each source has delivered, those read last first."""
        ledgers = self.facts.ledger.ledgers if self.facts else ()
        by_name = sorted(ledgers, key=lambda ledger: ledger.source)
        return tuple(sorted(by_name, key=lambda ledger: ledger.as_of, reverse=True))

    @property
    def anomaly_methods(self) -> tuple[str, ...]:
        """How the shown anomalies were found."""
        return tuple(sorted({row.event.basis.method for row in self.anomalies}))

    @property
    def mismatches(self) -> tuple[str, ...]:
        """What does not add up."""
        return self.reconciled.mismatches


def ledger_sections(
    costs: CostStore, control: DocumentStore, results: DocumentStore, as_of: date
) -> tuple[LedgerSection, ...]:
    """A section per currency that has a ledger or a budget, the longest ledger first."""
    ledgers = {ledger.currency: ledger for ledger in currency_ledgers(costs)}
    planned = {plan.currency for plan in records.budgets(control).all()}
    days = {currency: len(ledger.window(as_of)) for currency, ledger in ledgers.items()}
    return tuple(
        _section(currency, ledgers.get(currency), (costs, control, results), as_of)
        for currency in sorted(ledgers.keys() | planned, key=lambda one: (-days.get(one, 0), one))
    )


def _section(
    currency: str,
    ledger: CurrencyLedger | None,
    stores: tuple[CostStore, DocumentStore, DocumentStore],
    as_of: date,
) -> LedgerSection:
    costs, control, results = stores
    try:
        summary = records.summaries(results).get(records.day_sort(as_of), currency)
    except NotFound:
        summary = None
    forecast = stored_forecast(results, (currency, TOTAL, None), as_of)
    facts = ledger_facts(costs, ledger, as_of, forecast) if ledger else None
    reconciled = read_reconciled(control, results, currency, as_of)
    if facts:
        own = [summary_row(facts.reader, summary)] if summary else []
        rows = (total_row(facts.reader), *reconciled.rows, *own)
        reconciled = replace(reconciled, rows=rows)
    window = facts.window if facts else Window(as_of, as_of + ONE_DAY)
    return LedgerSection(
        currency=currency,
        as_of=as_of,
        facts=facts,
        summary=summary,
        forecast=forecast,
        accuracy=read_accuracy(results, currency),
        budgets=budget_rows(control, results, currency),
        anomalies=anomaly_rows(results, control, currency, window),
        views=view_sections(control, results, currency, as_of),
        scenarios=scenario_rows(control, results, currency, as_of),
        reconciled=reconciled,
        credits=stored_credits(results, currency, as_of),
    )


def ledger_facts(
    costs: CostStore,
    ledger: CurrencyLedger,
    as_of: date,
    forecast: ForecastResult | None,
) -> LedgerFacts:
    """Everything that is read from the cost facts alone (EffectiveCost unless named)."""
    window = chart_window(ledger, as_of)
    spans = periods(ledger, as_of)
    reader = CutReader(costs, ledger.currency, Window(spans.before.start, window.end))
    total = reader.total()
    return LedgerFacts(
        reader=reader,
        ledger=ledger,
        window=window,
        spans=spans,
        daily=daily_costs(reader, window, forecast),
        today=total.get(as_of),
        week_before=total.get(as_of - WEEK),
        month_to_date=known_sum(total, spans.now),
        month_billed=known_sum(reader.total(Metric.BILLED), spans.now),
        same_days=known_sum(total, spans.before) if spans.comparable else None,
        categories=_categories(reader, spans.now),
        breakdowns=tuple(breakdown(reader, name, spans) for name in _dimensions(ledger)),
        changed=what_changed(reader, spans.now, spans.before) if spans.comparable else None,
    )


def stored_credits(results: DocumentStore, currency: str, as_of: date) -> CreditReport | None:
    """Where the credits stood on the day, if the analysis has run."""
    found = records.credit_reports(results).all(currency, prefix=records.day_sort(as_of))
    return found[0] if found else None


def _dimensions(ledger: CurrencyLedger) -> list[str]:
    """Service, account and region where a source gives them, then every tag."""
    fixed = [name for name in (SERVICE, ACCOUNT, REGION) if name in ledger.dimensions]
    return fixed + sorted(name for name in ledger.dimensions if name.startswith(TAG_PREFIX))


def _categories(reader: CutReader, window: Window) -> tuple[CategoryRow, ...]:
    rows = [
        CategoryRow(
            category.value,
            known_sum(reader.total(Metric.BILLED, (category,)), window),
            known_sum(reader.total(Metric.EFFECTIVE, (category,)), window),
        )
        for category in ChargeCategory
    ]
    return tuple(row for row in rows if (row.billed, row.effective) != (None, None))
