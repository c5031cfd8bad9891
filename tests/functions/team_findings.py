"""What is found and advised in the accounts of two teams."""

from datetime import UTC, datetime
from decimal import Decimal

from costgov.domain.backlog.coverage import CheckList
from costgov.domain.backlog.recommendation import Recommendation, Row
from costgov.domain.backlog.standing import Life
from costgov.domain.backlog.summary import BacklogPage, BacklogSummary, Spend, Total
from costgov.domain.costs import (
    ACCOUNT,
    SERVICE,
    TOTAL,
    USAGE_TYPE,
)
from costgov.domain.insights import AnomalyEvent, Driver, ForecastResult
from costgov.domain.load import LoadForecast
from costgov.domain.runs import Target
from costgov.pipeline import backlog_records, records
from costgov.pipeline.load_records import load_forecasts, load_sort

from tests.functions.team_names import BASIS, COSTS, MINE, PLACE, THEIRS, WORD, name_in
from tests.unit.backlog.made import finding
from tests.unit.queries.known import (
    LAST_DAY,
    FakeStores,
)


def recommendation_of(account: str) -> Recommendation:
    """What is advised in an account."""
    found = finding(resource=name_in(account, "volume"), account=account)
    return Recommendation(
        finding=found,
        owner=name_in(account, "owner"),
        source="checks",
        saving=Decimal(40),
        low=Decimal(40),
        high=Decimal(40),
        life=Life(first_seen=LAST_DAY, last_seen=LAST_DAY),
    )


def plant_backlog(stores: FakeStores) -> None:
    advised = [recommendation_of(account) for account in COSTS]
    for one in advised:
        backlog_records.recommendations(stores.results).put(one, one.id)
    page = BacklogPage(rows=tuple(Row.of(one) for one in advised))
    backlog_records.backlog_pages(stores.results).put(page, "0000")
    spend = Spend(amount=Decimal(30000), currency="USD", days=30, until=LAST_DAY)
    total = Total(
        currency="USD",
        recommendations=3,
        saving=Decimal(120),
        low=Decimal(120),
        high=Decimal(120),
        spend=spend,
    )
    summary = BacklogSummary(
        as_of=LAST_DAY,
        run_id=WORD,
        totals=(total,),
        unpriced=0,
        actions={"delete": 3},
        sources={"checks": 3},
        accounts=3,
        resources=3,
        prices_as_of=LAST_DAY,
    )
    backlog_records.backlog_summaries(stores.results).put(summary, backlog_records.ONLY)
    checks = CheckList(as_of=LAST_DAY, checks=())
    backlog_records.check_lists(stores.results).put(checks, backlog_records.ONLY)


def event_of(account: str | None) -> AnomalyEvent:
    """A rise of an account, or of a service that all of them use."""
    inner = {
        one: Driver(
            dimension=USAGE_TYPE,
            value=name_in(one, "usage"),
            impact=COSTS[one],
            share=Decimal(1),
        )
        for one in COSTS
    }
    shared = tuple(
        Driver(dimension=ACCOUNT, value=one, impact=COSTS[one], share=Decimal("0.3"), parts=(part,))
        for one, part in inner.items()
    )
    return AnomalyEvent(
        id=f"{int(account or 0):012x}",
        currency="USD",
        dimension=ACCOUNT if account else SERVICE,
        value=account or "shared",
        start=LAST_DAY,
        end=LAST_DAY,
        found=LAST_DAY,
        ongoing=False,
        direction="rise",
        actual=Decimal(30),
        expected=Decimal(10),
        low=Decimal(8),
        high=Decimal(12),
        impact=Decimal(20),
        score=Decimal("0.9"),
        severity="high",
        drivers=(inner[account],) if account else shared,
        basis=BASIS,
    )


def plant_insights(stores: FakeStores) -> None:
    for event in (event_of(MINE), event_of(THEIRS), event_of(None)):
        table = records.anomalies(stores.results)
        table.put(event, records.anomaly_sort(event), event.currency)
    series = [(TOTAL, None), (ACCOUNT, MINE), (ACCOUNT, THEIRS), (SERVICE, f"{WORD}-service")]
    for dimension, value in series:
        forecast = ForecastResult(
            currency="USD",
            dimension=dimension,
            value=value,
            as_of=LAST_DAY,
            history_days=40,
            history_end=LAST_DAY,
            state="ok",
            days=(),
            month_end=None,
            accuracy=None,
            basis=BASIS.model_copy(
                update={"method": "own" if value == MINE else f"seasonal of {WORD}"}
            ),
        )
        parts = records.forecast_parts("USD", dimension, value)
        records.forecasts(stores.results).put(forecast, records.day_sort(LAST_DAY), *parts)
    for account in COSTS:
        target = Target(account_id=account, region=PLACE)
        load = LoadForecast(
            target=target,
            group=name_in(account, "group"),
            metric="cpu",
            unit="vcpus",
            as_of=LAST_DAY,
            history_hours=0,
            history_end=datetime(2026, 10, 19, tzinfo=UTC),
            points=(),
            method="statistical",
            reason="only one",
            statistical_error=None,
            forest_error=None,
            origins=0,
            basis=BASIS,
        )
        load_forecasts(stores.results).put(load, load_sort(target, load.group))
