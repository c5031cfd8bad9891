"""The month's bill of the product, line by line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from costgov.collectors.savings_plans_use import CALLS
from costgov.configuration import Deployment
from costgov.domain.money import exact_sum
from costgov.domain.prices import Price, Prices
from costgov.domain.usage import SILENT_STATES, Used

from cli.estimate import costs, inventory, telling
from cli.estimate.scale import DAYS, MONTHS, Scale

# Metrics that alarms watch (one more where there is an API for tokens), metrics of its own (of one
# currency) and dashboards; the stacks' tests count them.
ALARM_METRICS: Final = 10
CUSTOM_METRICS: Final = 8
DASHBOARDS: Final = 1
# Steps, runs, results and counts of a day, whatever there is to look at.
_OTHER_WRITES, _OTHER_READS = 150, 600
# Begin, eight steps and Finish call a function each.
_STEPS: Final = 10
# How far Savings Plans are used is asked once a week, a request each.
_COMMITMENTS: Final = len(CALLS) / 7
# GB-seconds of a run at least; what a cost item and a settled series add.
_RUN_GBS, _ITEM_GBS = 60, 0.004
_SERIES_GBS: Final = 0.06
_LOG_MB_A_STEP: Final = 0.01
# An evidence page holds a group in so many packed bytes.
_GROUP_BYTES: Final = 40
# Days that what an export replaced is kept, and after which evidence moves to the archive class.
EXPORT_DAYS, STANDARD_DAYS = 14, 60
NOT_BUILT: Final = ("a web application firewall",)


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a month: how much, and what it costs at list price and beyond the allowance."""

    item: str
    quantity: Decimal
    unit: str
    list_usd: Decimal
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Estimate:
    """A usual month, a year after the start; the first read comes on top, once.

    `usd_at_most` is the month if CloudWatch bills every statistic of a metric.
    """

    lines: tuple[Line, ...]
    usd_at_most: Decimal
    back_fill_requests: int
    back_fill_usd: Decimal
    back_fill_days: int

    @property
    def usd(self) -> Decimal:
        """Beyond what AWS gives every account free."""
        return exact_sum(line.usd for line in self.lines)

    @property
    def list_usd(self) -> Decimal:
        """Without any allowance."""
        return exact_sum(line.list_usd for line in self.lines)


def estimate(deployment: Deployment, scale: Scale, prices: Prices) -> Estimate:
    """Price a month of a configuration at a scale.

    Raises:
        KeyError: an item has no price.
    """
    lines = tuple(
        _line(prices[item], Decimal(str(round(quantity, 4))))
        for item, quantity in quantities(deployment, scale).items()
        if quantity
    )
    more = (inventory.statistics_a_day(scale) - inventory.metrics_a_day(scale)) * DAYS
    at_most = exact_sum(
        [*(line.usd for line in lines), prices["cloudwatch_metrics"].of(Decimal(round(more)))]
    )
    first = 0
    if scale.cost_source == "cost_explorer":
        first = costs.back_fill_requests(scale)
    cap = deployment.cost_explorer.daily_request_cap
    price = prices["cost_explorer_requests"].of(Decimal(first))
    return Estimate(lines, at_most, first, price, -(-first // cap))


def quantities(deployment: Deployment, scale: Scale) -> Mapping[str, float]:
    """A month's use by the items of the price table."""
    return dict(_reading(scale)) | dict(_working(scale)) | dict(_standing(deployment, scale))


def collecting(scale: Scale, day: int | None = None, months: int = MONTHS) -> dict[Used, float]:
    """What collecting costs and resources uses on a day of the month (a mean one when None),
    with so many months stored."""
    reads = _reads_a_day(scale)
    written = reads * costs.write_units(scale, day) + inventory.collecting_writes(scale)
    read = reads * costs.read_units(scale, months) + inventory.collecting_reads(scale)
    return {
        Used.CLOUDWATCH_METRICS: inventory.metrics_a_day(scale),
        Used.DYNAMODB_WRITE_UNITS: written,
        Used.DYNAMODB_READ_UNITS: read,
    }


def _reading(scale: Scale) -> Iterator[tuple[str, float]]:
    if scale.cost_source == "cost_explorer":
        yield "cost_explorer_requests", (costs.daily_requests(scale) + _COMMITMENTS) * DAYS
    yield "cloudwatch_metrics", inventory.metrics_a_day(scale) * DAYS


def _working(scale: Scale) -> Iterator[tuple[str, float]]:
    reads, items = _reads_a_day(scale), costs.cuts(scale).items
    invocations = _STEPS + scale.targets
    gbs = _RUN_GBS + inventory.gb_seconds(scale)
    gbs += costs.forecast_series(scale) * _SERIES_GBS
    gbs += telling.gb_seconds_a_day()
    yield "lambda_gb_seconds", (gbs + reads * items * _ITEM_GBS) * DAYS
    invoked = (invocations + telling.SWEEPS_A_DAY) * DAYS + scale.api_requests
    yield "lambda_requests", invoked
    yield "state_transitions", (invocations + SILENT_STATES) * DAYS
    collected = collecting(scale)
    written = collected[Used.DYNAMODB_WRITE_UNITS] + invocations + _OTHER_WRITES
    written += costs.forecast_write_units(scale) + inventory.advice_writes(scale)
    written += telling.writes_a_day()
    # Every request of the API is counted against its caller's limit.
    yield "dynamodb_write_units", written * DAYS + scale.api_requests
    read = collected[Used.DYNAMODB_READ_UNITS] + costs.readers_units(scale) + _OTHER_READS
    read += costs.forecast_read_units(scale) + inventory.readers_units(scale)
    yield "dynamodb_read_units", (read + telling.reads_a_day()) * DAYS
    yield "s3_writes", (_evidence_files(scale) + 30 + inventory.bucket_lists(scale)) * DAYS
    yield "s3_reads", (reads + inventory.bucket_reads(scale)) * DAYS
    yield "sns_publishes", scale.budgets * 3
    yield "sqs_requests", telling.queue_requests_a_day() * DAYS
    yield "scheduler_invocations", (telling.SWEEPS_A_DAY + 1) * DAYS
    yield "bus_events", telling.events_a_day() * DAYS
    logged = (invocations * _LOG_MB_A_STEP * DAYS + scale.api_requests / 10**3) / 1000
    yield "logs_ingested", logged + telling.logs_a_day() * DAYS
    # Of each second the first is traced, and a twentieth of the others: every sweep.
    yield "traces", (invocations * DAYS + scale.api_requests) / 20 + telling.SWEEPS_A_DAY * DAYS
    yield "api_requests", scale.api_requests


def _standing(deployment: Deployment, scale: Scale) -> Iterator[tuple[str, float]]:
    stored = costs.stored_gb(scale, _reads_a_day(scale)) + costs.forecasts_gb(scale)
    stored += inventory.stored_gb(scale)
    yield "dynamodb_storage", stored
    yield "dynamodb_backup", stored
    evidence = _evidence_gb_a_day(scale)
    standard = evidence * STANDARD_DAYS
    if scale.cost_source == "billing_files":
        delivered = scale.export_mb / 2 * scale.deliveries / 1000
        standard += delivered * EXPORT_DAYS + scale.export_mb * MONTHS / 1000
    yield "s3_storage", standard
    yield "s3_archive_storage", evidence * (MONTHS * DAYS - STANDARD_DAYS)
    yield "alarm_metrics", ALARM_METRICS + deployment.sign_in.is_on
    yield "custom_metrics", CUSTOM_METRICS
    yield "dashboards", DASHBOARDS
    if deployment.encryption.customer_key:
        yield "customer_key", 1
        # Buckets and tables ask for data keys seldom: S3 by bucket key, DynamoDB by table.
        yield "key_requests", 20_000 + _evidence_files(scale) * DAYS


def _line(price: Price, quantity: Decimal) -> Line:
    return Line(price.item, quantity, price.unit, price.of(quantity), price.beyond_free(quantity))


def _reads_a_day(scale: Scale) -> int:
    return scale.deliveries if scale.cost_source == "billing_files" else 1


def _evidence_files(scale: Scale) -> int:
    """Inventories of the day and pages or files of the bill."""
    explorer = scale.cost_source == "cost_explorer"
    pages = costs.daily_requests(scale) if explorer else scale.deliveries
    return inventory.evidence_files(scale) + pages


def _evidence_gb_a_day(scale: Scale) -> float:
    listed = inventory.evidence_gb_a_day(scale)
    if scale.cost_source == "billing_files":
        return listed + scale.export_mb / 2 * scale.deliveries / 1000
    groups = sum(costs.explorer_groups(scale)) + costs.turns(scale) * costs.tag_groups(scale)
    return listed + groups * costs.window_days(scale) * _GROUP_BYTES / 10**9
