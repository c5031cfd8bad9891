"""What the analysis and the alerts have made of the demo company's bill."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import Metric
from costgov.domain.credits import CreditGrant
from costgov.domain.insights import (
    Accuracy,
    AnomalyEvent,
    Basis,
    Driver,
    ForecastDay,
    ForecastResult,
    Interval,
    MonthEnd,
    Summary,
    Trend,
)
from costgov.domain.period import Window, month_to_date
from costgov.domain.restatements import Correction, MetricChange
from costgov.pipeline import records
from costgov.pipeline.alert_budgets import judge
from costgov.pipeline.analyse_summary import summarise
from costgov.pipeline.credits import credit_report
from costgov.pipeline.ledger import CurrencyLedger, CutReader, currency_ledgers, sum_within
from costgov.pipeline.reconcile import Reconciler
from costgov.pipeline.reconcile_months import month_reconciliations

from tests.unit.reporting.demo import ARABIC, AS_OF, HOSTILE, Demo

BASIS = Basis(
    sources=("cost_explorer",),
    as_of="2026-10-20T06:00:00.000000Z",
    method="ensemble of season, level and monthly fees, weights from a rolling backtest",
)
PLANS = (
    BudgetPlan(id="whole-company", amount=Decimal(31000)),
    BudgetPlan(
        id="databases",
        amount=Decimal(9000),
        dimension="service",
        value="Amazon Relational Database Service",
    ),
    BudgetPlan(id="lambda", amount=Decimal(1500), dimension="service", value="AWS Lambda"),
    BudgetPlan(id="platform", amount=Decimal(6000), dimension="tag:Team", value=ARABIC),
    BudgetPlan(id="nobody", amount=Decimal(400), dimension="tag:Team", value="<b>nobody</b>"),
    BudgetPlan(id="reseller", amount=Decimal(150), currency="EUR", period="quarterly"),
)


GRANTS = (
    CreditGrant(
        name="AWS Activate",
        amount=Decimal(25000),
        granted_on=date(2026, 8, 1),
        expires_on=date(2028, 7, 31),
    ),
    CreditGrant(
        name="Data trial <b>",
        amount=Decimal(500),
        granted_on=date(2026, 6, 1),
        expires_on=date(2026, 11, 30),
        service="Amazon DynamoDB",
    ),
)
CORRECTION = Correction(
    source="cost_explorer",
    currency="USD",
    month="2026-08",
    changes=(MetricChange(metric=Metric.BILLED, before=Decimal("26011.4"), after=Decimal(26009)),),
    noted_at=datetime(2026, 10, 4, 6, tzinfo=UTC),
    after_close=True,
)


def reconcile(demo: Demo, ledger: CurrencyLedger) -> None:
    """Add up the bill and its credits, as the analysis does."""
    currency, day = ledger.currency, records.day_sort(AS_OF)
    reader = CutReader(demo.costs, currency, ledger.window(AS_OF))
    window = Window(date(2026, 9, 1), AS_OF + timedelta(days=1))
    found = Reconciler(ledger, reader, frozenset(), window, AS_OF).run()
    records.reconciliations(demo.results).put(found, day, currency)
    for month in month_reconciliations(ledger, demo.costs, reader.window):
        records.month_reconciliations(demo.results).put(month, month.month, currency)
    report = credit_report(reader, GRANTS, AS_OF)
    records.credit_reports(demo.results).put(report, day, currency)
    if currency == CORRECTION.currency:
        sort = records.correction_sort(CORRECTION)
        records.corrections(demo.control).put(CORRECTION, sort, currency)


def interpret(demo: Demo) -> None:
    """Store forecasts, summaries, anomalies and budgets."""
    for ledger in currency_ledgers(demo.costs):
        reader = CutReader(demo.costs, ledger.currency, Window(ledger.first_day, AS_OF))
        trend = Trend(label="increasing", percent=Decimal("12.4"), days=28)
        summary: Summary = summarise(ledger, reader, AS_OF, trend, AS_OF - timedelta(days=1))
        records.summaries(demo.results).put(summary, records.day_sort(AS_OF), ledger.currency)
        spent = sum_within(reader.total(), month_to_date(AS_OF))
        forecast = _forecast(spent) if ledger.currency == "USD" else _too_little()
        parts = records.forecast_parts(ledger.currency, "total", None)
        records.forecasts(demo.results).put(forecast, records.day_sort(AS_OF), *parts)
        reconcile(demo, ledger)
    for event in events():
        records.anomalies(demo.results).put(event, records.anomaly_sort(event), "USD")
    put_budgets(demo)


def put_budgets(demo: Demo) -> None:
    """Plans, and where they stand by the alert step's own rules."""
    for plan in PLANS:
        records.budgets(demo.control).put(plan, plan.id)
    judge(demo.costs, demo.results, demo.control, AS_OF)


def interval(level: int, low: Decimal, high: Decimal) -> Interval:
    """An interval in four places, as the analysis stores them."""
    return Interval(level=level, low=round(low, 4), high=round(high, 4))


def _forecast(spent: Decimal) -> ForecastResult:
    days = tuple(_day(AS_OF + timedelta(days=number), number) for number in range(1, 91))
    mean = spent + sum(day.mean for day in days if day.day.month == AS_OF.month)
    return ForecastResult(
        currency="USD",
        dimension="total",
        value=None,
        as_of=AS_OF,
        history_days=80,
        history_end=AS_OF,
        state="ok",
        days=days,
        month_end=MonthEnd(
            month="2026-10",
            actual=round(spent, 4),
            mean=round(mean, 4),
            intervals=tuple(
                interval(level, mean - size, mean + size)
                for level, size in ((80, Decimal(640)), (90, Decimal(890)), (95, Decimal(1130)))
            ),
        ),
        accuracy=Accuracy(
            origins=24,
            horizon=14,
            wape=Decimal("0.0412"),
            coverage_80=Decimal("0.8125"),
            total_error=Decimal("0.0191"),
        ),
        basis=BASIS,
    )


def _day(day: date, number: int) -> ForecastDay:
    mean = Decimal(930 if day.weekday() >= 5 else 1240) + number
    sizes = {80: 18 + number * 4, 90: 26 + number * 5, 95: 34 + number * 6}
    bands = tuple(interval(level, mean - size, mean + size) for level, size in sizes.items())
    return ForecastDay(day=day, mean=mean, intervals=bands)


def _too_little() -> ForecastResult:
    return ForecastResult(
        currency="EUR",
        dimension="total",
        value=None,
        as_of=AS_OF,
        history_days=25,
        history_end=AS_OF,
        state="insufficient history",
        days=(),
        month_end=None,
        accuracy=None,
        basis=BASIS,
    )


def anomaly(**changes: object) -> AnomalyEvent:
    """An open rise of Lambda, changed as told."""
    values = {
        "id": "lambda",
        "currency": "USD",
        "dimension": "service",
        "value": "AWS Lambda",
        "start": date(2026, 10, 17),
        "end": AS_OF,
        "found": date(2026, 10, 18),
        "ongoing": True,
        "direction": "rise",
        "actual": Decimal("1205.9"),
        "expected": Decimal("245.9"),
        "low": Decimal("211.2"),
        "high": Decimal("284.4"),
        "impact": Decimal("960.0"),
        "score": Decimal("0.97"),
        "severity": "high",
        "drivers": (
            Driver(
                dimension="account",
                value="444455556666",
                impact=Decimal("958.2"),
                share=Decimal("0.9981"),
            ),
            Driver(
                dimension="account",
                value="111122223333",
                impact=Decimal("1.8"),
                share=Decimal("0.0019"),
            ),
            Driver(dimension="tag:Team", value=HOSTILE, impact=Decimal("960.0"), share=Decimal(1)),
        ),
        "basis": BASIS,
    }
    return AnomalyEvent.model_validate(values | changes)


def events() -> Iterator[AnomalyEvent]:
    """An open one, one that is over, and a drop on the same day as the open one."""
    yield anomaly()
    yield anomaly(
        id="front",
        value="Amazon CloudFront",
        start=date(2026, 9, 14),
        end=date(2026, 9, 15),
        found=date(2026, 9, 15),
        ongoing=False,
        actual=Decimal("871.2"),
        expected=Decimal("101.4"),
        low=Decimal("80.3"),
        high=Decimal("121.9"),
        impact=Decimal("769.8"),
        severity="medium",
        drivers=(),
    )
    yield anomaly(
        id="weekend",
        dimension="total",
        value=None,
        end=date(2026, 10, 17),
        ongoing=False,
        direction="drop",
        actual=Decimal("702.8"),
        expected=Decimal("890.4"),
        low=Decimal("820.0"),
        high=Decimal("950.9"),
        impact=Decimal("-187.6"),
        severity="low",
        drivers=(),
    )
