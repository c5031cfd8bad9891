"""The report's CSV files (RFC 4180): every digit, one row per figure, safe to open in a sheet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from costgov.domain.budgets import BudgetStatus
from costgov.domain.costs import ACCOUNT, SERVICE, ChargeCategory, Metric
from costgov.domain.money import amount_text
from costgov.domain.period import ONE_DAY
from costgov.domain.resources import MetricDigest
from costgov.pipeline.ledger import CutReader
from costgov.pipeline.reporting.csv_allocation import ALLOCATION, allocation_rows, view_names
from costgov.pipeline.reporting.csv_bill import (
    CREDITS,
    DRIVERS,
    MONTHS,
    credit_rows,
    driver_rows,
    month_rows,
)
from costgov.pipeline.reporting.csv_savings import (
    LOOKED_AT,
    NO_ADVICE,
    RECOMMENDATIONS,
    looked_at_rows,
    no_advice_rows,
    recommendation_rows,
)
from costgov.pipeline.reporting.estate import CPU, MEMORY, ResourceRow
from costgov.pipeline.reporting.page import ReportPage
from costgov.pipeline.sheets import Cell, sheet

_COSTS = ("ChargePeriodStart", "BillingCurrency", "ChargeCategory", "BilledCost", "EffectiveCost")


def csv_files(page: ReportPage) -> dict[str, bytes]:
    """The files by name, UTF-8; costs cover last month and this one up to the as-of day."""
    return {
        "costs-by-service.csv": _costs(page, SERVICE, "ServiceName"),
        "costs-by-account.csv": _costs(page, ACCOUNT, "SubAccountId"),
        "budgets.csv": _written(_BUDGETS, _budgets(page)),
        "anomalies.csv": _written(_ANOMALIES, _anomalies(page)),
        "resources.csv": _written(_RESOURCES, _resources(page)),
        "change-drivers.csv": _written(DRIVERS, driver_rows(page)),
        "reconciliation.csv": _written(MONTHS, month_rows(page)),
        "credits.csv": _written(CREDITS, credit_rows(page)),
        "recommendations.csv": _written(RECOMMENDATIONS, recommendation_rows(page)),
        "no-advice.csv": _written(NO_ADVICE, no_advice_rows(page)),
        "looked-at.csv": _written(LOOKED_AT, looked_at_rows(page)),
        **{
            f"allocation-{name}.csv": _written(ALLOCATION, allocation_rows(page, name))
            for name in view_names(page)
        },
    }


def _written(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    return sheet(header, rows).encode()


def _costs(page: ReportPage, dimension: str, column: str) -> bytes:
    readers = [section.facts.reader for section in page.ledgers if section.facts]
    rows = (row for reader in readers for row in _cost_rows(reader, dimension))
    return _written((*_COSTS[:2], column, *_COSTS[2:]), rows)


def _cost_rows(reader: CutReader, dimension: str) -> Iterator[Sequence[Cell]]:
    """A row per day, value and charge category; a metric nobody delivered is an empty cell."""
    cut = reader.cut(dimension)
    amounts: dict[tuple[date, str | None, ChargeCategory], dict[Metric, Decimal]] = {}
    for name in cut.facts:
        for category in ChargeCategory:
            for metric in Metric:
                for day, amount in cut.daily(name, metric, (category,)).items():
                    if day in reader.window:
                        amounts.setdefault((day, name, category), {})[metric] = amount
    ordered = sorted(amounts, key=lambda key: (key[0], key[1] is not None, key[1] or "", key[2]))
    for day, name, category in ordered:
        found = amounts[day, name, category]
        yield (
            day,
            reader.currency,
            name,
            category.value,
            found.get(Metric.BILLED),
            found.get(Metric.EFFECTIVE),
        )


_BUDGETS = (
    "Budget", "BillingCurrency", "Dimension", "Value", "Metric", "Period", "PeriodStart",
    "PeriodLastDay", "Planned", "Spent", "SpentPercent", "Expected", "ExpectedLow80",
    "ExpectedHigh80", "State", "AsOf", "Basis", "Limit", "CarriedOver", "BreachProbability",
    "ReachedOn", "ReachedEarliest", "PartOf", "Owner", "Covers",
)  # fmt: skip


def _budgets(page: ReportPage) -> Iterator[Sequence[Cell]]:
    for section in page.ledgers:
        for row in section.budgets:
            plan = row.plan
            yield (
                plan.id, plan.currency, plan.dimension, plan.value, plan.metric.value, plan.period,
                *_standing(plan.amount, row.status), row.state,
                *((row.status.as_of, row.status.basis) if row.status else (None, None)),
                *_ahead(row.status), plan.parent, plan.owner, plan.covers,
            )  # fmt: skip


def _standing(planned: Decimal, status: BudgetStatus | None) -> Sequence[Cell]:
    if status is None:
        return (None, None, planned, None, None, None, None, None)
    period = (status.period_start, status.period_end - ONE_DAY, planned)
    if status.state == "no_data":
        return (*period, None, None, None, None, None)
    return (
        *period, status.actual, status.actual_percent, status.forecast, status.forecast_low,
        status.forecast_high,
    )  # fmt: skip


def _ahead(status: BudgetStatus | None) -> Sequence[Cell]:
    if status is None:
        return (None,) * 5
    chance, limit = status.breach_probability, status.arithmetic
    return (
        status.limit, limit.carried if limit else None, chance.words if chance else None,
        status.breach_date, status.breach_earliest,
    )  # fmt: skip


_ANOMALIES = (
    "Number", "Id", "BillingCurrency", "Dimension", "Value", "Start", "End", "State", "Direction",
    "Actual", "Expected", "ExpectedLow", "ExpectedHigh", "Impact", "Severity", "Found", "Drivers",
    "Basis", "Ongoing", "FoundBy", "Because", "Feedback", "FeedbackNote",
)  # fmt: skip


def _anomalies(page: ReportPage) -> Iterator[Sequence[Cell]]:
    for section in page.ledgers:
        for row in section.anomalies:
            event = row.event
            drivers = "; ".join(
                f"{driver.dimension}={driver.value}: {amount_text(driver.impact)}"
                for driver in event.drivers
            )
            yield (
                row.number, event.id, event.currency, event.dimension, event.value, event.start,
                event.end, row.state, event.direction, event.actual,
                event.expected, event.low, event.high, event.impact, event.severity, event.found,
                drivers, event.basis.method, "yes" if event.ongoing else "no",
                " ".join((event.source, *event.also_found_by)), "; ".join(event.because),
                row.said.latest.verdict if row.said else None,
                row.said.latest.note if row.said else None,
            )  # fmt: skip


_MEASURED = ("State", "Avg", "P95", "Max", "Points", "ExpectedPoints")
_RESOURCES = (
    "ResourceId", "ResourceName", "ResourceType", "SubAccountId", "RegionId", "State",
    "InstanceType", "Lifecycle", "AsOf",
    *(f"{metric}{column}" for metric in ("Cpu", "Memory") for column in _MEASURED),
)  # fmt: skip


def _resources(page: ReportPage) -> Iterator[Sequence[Cell]]:
    for row in page.estate.rows:
        one = row.resource
        yield (
            one.arn, row.name, one.kind, one.account_id, one.region, one.state,
            one.instance_type, one.lifecycle, one.as_of,
            *_measured(row, CPU), *_measured(row, MEMORY),
        )  # fmt: skip


def _measured(row: ResourceRow, metric: str) -> Sequence[Cell]:
    digest: MetricDigest | None = row.digest(metric)
    if digest is None:
        return ("no data", None, None, None, 0, None)
    return (
        digest.state, digest.avg, digest.p95, digest.max, digest.points, digest.expected_points
    )  # fmt: skip
