"""The state as Prometheus reads it: text exposition format 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/ — gauges only, for every figure may
fall again, and instants as Unix seconds, so that an age is `time() - …`. What is not known has no
sample.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar, NamedTuple

from costgov.domain.alerting.alert import AlertState
from costgov.domain.budgets import BudgetStatus
from costgov.domain.costs import TOTAL
from costgov.domain.money import amount_text
from costgov.domain.period import parse_instant
from costgov.pipeline import records
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.ledger import CurrencyLedger, currency_ledgers
from costgov.pipeline.own_cost import own_cost_summary
from costgov.pipeline.queries.anomalies import anomalies_of
from costgov.pipeline.queries.exchange import TextAnswer
from costgov.pipeline.queries.recommendations import backlog_summary
from costgov.pipeline.queries.status import NoQuestion
from costgov.pipeline.queries.stores import ReadStores


class Exposition(TextAnswer):
    """Metrics in Prometheus' text format."""

    kind: ClassVar[str] = "text/plain; version=0.0.4; charset=utf-8"


class Sample(NamedTuple):
    """A value of a metric, by its labels."""

    metric: str
    value: Decimal | int
    labels: Mapping[str, str]


HELP: Mapping[str, str] = {
    "costgov_month_to_date": "EffectiveCost of the month so far.",
    "costgov_month_forecast": "Expected EffectiveCost of the whole month.",
    "costgov_month_forecast_low": "Lower bound of its interval of 80 %.",
    "costgov_month_forecast_high": "Upper bound of its interval of 80 %.",
    "costgov_data_timestamp_seconds": "When the currency's sources were read.",
    "costgov_budget_limit": "What may be spent in the budget's period.",
    "costgov_budget_spent": "What has been spent of it.",
    "costgov_budget_percent": "The same in percent.",
    "costgov_anomalies_open": "Anomalies that go on and nobody has judged.",
    "costgov_alerts_open": "Alerts that are not resolved.",
    "costgov_recommendations": "Recommendations that save something.",
    "costgov_recommendations_saving": "What they save a month.",
    "costgov_run_timestamp_seconds": "When the last run began.",
    "costgov_run_ok": "1 where the last run was complete, else 0.",
    "costgov_run_gaps": "What the last run could not do.",
    "costgov_own_cost_month_to_date_usd": "What the product itself cost this month, by list price.",
    "costgov_own_cost_month_usd": "What it will have cost by the month's end.",
}


def metrics(stores: ReadStores, _question: NoQuestion) -> Exposition:
    """The state as a Prometheus text exposition."""
    found = [*_costs(stores), *_budgets(stores), *_alerts(stores), *_backlog(stores), *_own(stores)]
    return Exposition(text="".join(_lines(found)))


def _lines(samples: Iterable[Sample]) -> Iterator[str]:
    """Samples of one metric stand together, below what is said of it."""
    by_metric: dict[str, list[Sample]] = {name: [] for name in HELP}
    for one in samples:
        by_metric[one.metric].append(one)
    for metric, of in by_metric.items():
        if not of:
            continue
        yield f"# HELP {metric} {HELP[metric]}\n# TYPE {metric} gauge\n"
        for one in of:
            value = amount_text(one.value) if isinstance(one.value, Decimal) else str(one.value)
            yield f"{metric}{_labels(one.labels)} {value}\n"


def _labels(labels: Mapping[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _costs(stores: ReadStores) -> Iterator[Sample]:
    for ledger in currency_ledgers(stores.costs):
        currency = {"currency": ledger.currency}
        if summary := records.summaries(stores.results).newest(ledger.currency):
            yield Sample("costgov_month_to_date", summary.month_to_date, currency)
        yield from _month_end(stores, ledger)
        read_at = parse_instant(ledger.basis("metrics").as_of)
        yield Sample("costgov_data_timestamp_seconds", _seconds(read_at), currency)
        events = anomalies_of(stores, ledger.currency)
        going_on = sum(one.state == "open" for one in events)
        yield Sample("costgov_anomalies_open", going_on, currency)


def _month_end(stores: ReadStores, ledger: CurrencyLedger) -> Iterator[Sample]:
    parts = records.forecast_parts(ledger.currency, TOTAL, None)
    forecast = records.forecasts(stores.results).newest(*parts)
    if forecast is None or forecast.month_end is None:
        return
    currency, end = {"currency": ledger.currency}, forecast.month_end
    yield Sample("costgov_month_forecast", end.mean, currency)
    for bounds in end.intervals:
        if bounds.level == 80:
            yield Sample("costgov_month_forecast_low", bounds.low, currency)
            yield Sample("costgov_month_forecast_high", bounds.high, currency)


def _budgets(stores: ReadStores) -> Iterator[Sample]:
    for status in records.budget_statuses(stores.results).all():
        if status.state in {"no_data", "inactive"}:
            continue
        yield from _budget(status)


def _budget(status: BudgetStatus) -> Iterator[Sample]:
    labels = {"budget": status.plan.id, "currency": status.plan.currency}
    yield Sample("costgov_budget_limit", status.limit, labels)
    yield Sample("costgov_budget_spent", status.actual, labels)
    yield Sample("costgov_budget_percent", status.actual_percent, labels)


def _alerts(stores: ReadStores) -> Iterator[Sample]:
    alerts = open_alerts(stores.control).all()
    counted = Counter(
        str(one.signal.severity) for one in alerts if one.state is not AlertState.RESOLVED
    )
    for severity in ("low", "medium", "high", "critical"):
        yield Sample("costgov_alerts_open", counted[severity], {"severity": severity})


def _backlog(stores: ReadStores) -> Iterator[Sample]:
    summary = backlog_summary(stores)
    for total in summary.totals if summary else ():
        labels = {"currency": total.currency}
        yield Sample("costgov_recommendations", total.recommendations, labels)
        yield Sample("costgov_recommendations_saving", total.saving, labels)


def _own(stores: ReadStores) -> Iterator[Sample]:
    if run := records.runs(stores.control).newest():
        yield Sample("costgov_run_timestamp_seconds", _seconds(run.started_at), {})
        yield Sample("costgov_run_ok", int(run.status == "OK"), {})
        yield Sample("costgov_run_gaps", len(run.gaps), {})
    if own := own_cost_summary(stores.control):
        yield Sample("costgov_own_cost_month_to_date_usd", own.month_to_date_usd, {})
        yield Sample("costgov_own_cost_month_usd", own.projected_month_usd, {})


def _seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())
