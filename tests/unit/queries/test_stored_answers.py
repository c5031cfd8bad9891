"""Answers that are stored: summaries, forecasts, budgets, resources, runs, status."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.alerting.delivery import ChannelHealth
from costgov.domain.budgets import BudgetPlan, BudgetStatus
from costgov.domain.costs import Metric
from costgov.domain.insights import ForecastResult, Summary, Trend
from costgov.domain.period import ONE_DAY
from costgov.domain.runs import ANALYSE, Gap, StepRecord, Target
from costgov.domain.usage import Used
from costgov.errors import InvalidInput, NotFound
from costgov.pipeline import records
from costgov.pipeline.alerting.records import channel_healths
from costgov.pipeline.own_cost import note_usage, settle
from costgov.pipeline.queries.budgets import BudgetQuestion, list_budgets
from costgov.pipeline.queries.forecasts import ForecastQuestion, cost_forecast
from costgov.pipeline.queries.resources import ResourceQuestion, list_resources
from costgov.pipeline.queries.runs import RunQuestion, run_detail
from costgov.pipeline.queries.status import Lagging, NoQuestion, status
from costgov.pipeline.queries.summary import SummaryQuestion, cost_summary
from costgov.pipeline.resource_shelf import ResourceShelf

from tests.builders import instance
from tests.unit.queries.known import (
    BASIS,
    LAST_DAY,
    READ_AT,
    READ_AT_TEXT,
    FakeStores,
    days_of,
    inventory_step,
    put_run,
    run_of,
)

VIRGINIA = Target(account_id="111122223333", region="us-east-1")
FRANKFURT = Target(account_id="111122223333", region="eu-central-1")
OTHER = Target(account_id="444455556666", region="us-east-1")


@pytest.fixture
def stores() -> FakeStores:
    known = FakeStores.empty()
    for currency in ("USD", "EUR"):
        known.bill(days_of("AmazonEC2", ["1"], LAST_DAY), currency=currency, source=currency)
    return known


def summary(currency: str, as_of: date) -> Summary:
    return Summary(
        currency=currency,
        as_of=as_of,
        today=None,
        month_to_date=Decimal(1),
        month_to_date_billed=Decimal(1),
        same_days_last_month=None,
        total=Decimal(1),
        total_billed=Decimal(1),
        first_day=as_of,
        last_day=as_of,
        trend=Trend(label="insufficient history", percent=None, days=0),
        month_by_category=(),
        basis=BASIS,
    )


def forecast(as_of: date, metric: Metric = Metric.EFFECTIVE) -> ForecastResult:
    return ForecastResult(
        currency="USD",
        dimension="service",
        value="AmazonEC2",
        metric=metric,
        as_of=as_of,
        history_days=1,
        history_end=as_of,
        state="insufficient history",
        days=(),
        month_end=None,
        accuracy=None,
        basis=BASIS,
    )


def test_every_currency_has_its_newest_summary(stores: FakeStores) -> None:
    for currency, day in (("USD", LAST_DAY), ("USD", date(2026, 10, 1)), ("EUR", LAST_DAY)):
        records.summaries(stores.results).put(
            summary(currency, day), records.day_sort(day), currency
        )
    both = cost_summary(stores.read, SummaryQuestion())
    assert [(found.currency, found.as_of) for found in both.summaries] == [
        ("EUR", LAST_DAY),
        ("USD", LAST_DAY),
    ]
    assert (both.currency, both.data_as_of) == (None, READ_AT_TEXT)
    euro = cost_summary(stores.read, SummaryQuestion(currency="EUR"))
    assert (euro.currency, len(euro.summaries)) == ("EUR", 1)


def test_a_currency_before_its_first_analysis_has_no_summary(stores: FakeStores) -> None:
    with pytest.raises(NotFound, match="analysis has not run"):
        cost_summary(stores.read, SummaryQuestion())
    with pytest.raises(NotFound, match="the currencies are EUR, USD"):
        cost_summary(stores.read, SummaryQuestion(currency="CHF"))


def test_the_newest_forecast_of_a_series_and_metric_is_given(stores: FakeStores) -> None:
    for day, metric in (
        (LAST_DAY, Metric.EFFECTIVE),
        (date(2026, 10, 1), Metric.EFFECTIVE),
        (date(2026, 9, 1), Metric.BILLED),
    ):
        parts = records.forecast_parts("USD", "service", "AmazonEC2", metric)
        records.forecasts(stores.results).put(forecast(day, metric), records.day_sort(day), *parts)
    question = ForecastQuestion(dimension="service", value="AmazonEC2", currency="USD")
    assert cost_forecast(stores.read, question).forecast.as_of == LAST_DAY
    billed = question.model_copy(update={"metric": Metric.BILLED})
    assert cost_forecast(stores.read, billed).forecast.as_of == date(2026, 9, 1)
    with pytest.raises(NotFound, match="no USD forecast of service 'AmazonS3'"):
        cost_forecast(stores.read, question.model_copy(update={"value": "AmazonS3"}))
    with pytest.raises(InvalidInput, match="several"):
        cost_forecast(stores.read, ForecastQuestion())


def test_a_plan_the_last_run_did_not_know_has_no_standing_yet(stores: FakeStores) -> None:
    plans = [BudgetPlan(id=name, amount=Decimal(100)) for name in ("new", "all")]
    for plan in plans:
        records.budgets(stores.control).put(plan, plan.id)
    standing = BudgetStatus(
        plan=plans[1],
        limit=Decimal(100),
        period_start=date(2026, 10, 1),
        period_end=date(2026, 11, 1),
        as_of=LAST_DAY,
        actual=Decimal("81.5"),
        actual_percent=Decimal("81.5"),
        state="ok",
        basis="cost_explorer",
    )
    records.budget_statuses(stores.results).put(standing, "all")
    found = list_budgets(stores.read, BudgetQuestion())
    assert [(state.plan.id, state.status) for state in found.budgets] == [
        ("all", standing),
        ("new", None),
    ]
    assert found.sources == ("USD",)


def test_resources_are_paged_across_accounts_and_regions(stores: FakeStores) -> None:
    targets = (VIRGINIA, FRANKFURT, OTHER)
    put_run(stores, run_of(LAST_DAY), map(inventory_step, targets))
    for target in targets:
        ResourceShelf(stores.results, target).put(
            [instance(f"i-{n}", target, LAST_DAY) for n in range(3)]
        )
    stores.results.page_size = 2
    found: list[tuple[str, str, str]] = []
    token: str | None = None
    while True:
        page = list_resources(stores.read, ResourceQuestion(limit=2, page_token=token))
        found += [(one.account_id, one.region, one.id) for one in page.resources]
        if (token := page.next_page) is None:
            break
    assert found == sorted(found)
    assert len(set(found)) == 9


def test_resources_of_one_account_or_region_are_only_those(stores: FakeStores) -> None:
    put_run(stores, run_of(LAST_DAY - timedelta(days=1)), [inventory_step(OTHER)])
    put_run(stores, run_of(LAST_DAY), map(inventory_step, (VIRGINIA, FRANKFURT)))
    for target in (VIRGINIA, FRANKFURT, OTHER):
        ResourceShelf(stores.results, target).put([instance("i-1", target, LAST_DAY)])

    def regions(**asked: str) -> list[tuple[str, str]]:
        page = list_resources(stores.read, ResourceQuestion.model_validate(asked))
        return [(one.account_id, one.region) for one in page.resources]

    assert regions(account="444455556666") == [("444455556666", "us-east-1")]
    assert regions(region="eu-central-1") == [("111122223333", "eu-central-1")]
    assert regions(account="444455556666", region="eu-central-1") == []


def test_a_run_is_told_with_its_steps_page_by_page(stores: FakeStores) -> None:
    gap = Gap(
        step=ANALYSE, target="all", reason="throttled", detail="slow down", retry_after=LAST_DAY
    )
    steps = [
        StepRecord(
            step=ANALYSE, target=f"{n:012d}", expected=2, got=1, gaps=(gap,), finished_at=READ_AT
        )
        for n in range(3)
    ]
    put_run(stores, run_of(LAST_DAY), steps)
    question = RunQuestion(run_id="daily-2026-10-19", limit=2)
    first = run_detail(stores.read, question)
    second = run_detail(stores.read, question.model_copy(update={"page_token": first.next_page}))
    assert [*first.steps, *second.steps] == steps
    assert second.next_page is None
    with pytest.raises(NotFound, match="no run 'daily-1999-01-01'"):
        run_detail(stores.read, RunQuestion(run_id="daily-1999-01-01"))


def test_the_status_says_how_far_each_ledger_is_behind_the_last_run(stores: FakeStores) -> None:
    assert [known.days_behind for known in status(stores.read, NoQuestion()).ledgers] == [
        None,
        None,
    ]
    put_run(stores, run_of(date(2026, 10, 18)))
    put_run(stores, run_of(date(2026, 10, 20)))
    now = status(stores.read, NoQuestion())
    assert now.last_run == run_of(date(2026, 10, 20))
    assert [(known.currency, known.days_behind) for known in now.ledgers] == [
        ("EUR", 1),
        ("USD", 1),
    ]


def test_the_status_names_the_dimensions_that_lag(stores: FakeStores) -> None:
    earlier = READ_AT - timedelta(days=2)
    stores.bill(days_of("a", ["1"], LAST_DAY), currency="CHF", at=earlier)
    stores.bill(days_of("a", ["1"], LAST_DAY), currency="CHF", dimensions=["total"])

    lagging = {known.currency: known.lagging for known in status(stores.read, NoQuestion()).ledgers}

    read_at = "2026-10-18T06:00:00.000000Z"
    assert lagging["CHF"] == (Lagging(dimension="service", last_day=LAST_DAY, as_of=read_at),)
    assert lagging["USD"] == ()


def test_the_status_names_channels_that_fail_and_who_is_not_reached(stores: FakeStores) -> None:
    at = datetime(2026, 10, 20, 6, tzinfo=UTC)
    table = channel_healths(stores.control)
    for health in (
        ChannelHealth(channel="email").sent(at, "1 of its subscribers has not confirmed"),
        ChannelHealth(channel="events").failed(at, "AccessDenied", ONE_DAY, permanent=True),
    ):
        table.put(health, health.channel)

    found = {one.name: one for one in status(stores.read, NoQuestion()).channels}

    assert found["email"].condition == "working"
    assert found["email"].warning == "1 of its subscribers has not confirmed"
    assert (found["events"].condition, found["events"].last_error) == ("broken", "AccessDenied")


def test_where_all_channels_work_the_status_names_none(stores: FakeStores) -> None:
    health = ChannelHealth(channel="email").sent(datetime(2026, 10, 20, 6, tzinfo=UTC))
    channel_healths(stores.control).put(health, "email")

    assert status(stores.read, NoQuestion()).channels == ()


def test_the_status_says_what_the_product_itself_costs(stores: FakeStores) -> None:
    assert status(stores.read, NoQuestion()).own_cost is None
    morning = datetime(2026, 10, 20, 6, tzinfo=UTC)
    used = {Used.COST_EXPLORER_REQUESTS: Decimal(5)}
    note_usage(stores.control, "collect_costs", "one", used, morning)
    settle(stores.control, morning)

    own = status(stores.read, NoQuestion()).own_cost

    assert own is not None
    assert own.latest.usd == own.month_to_date_usd == Decimal("0.05")
    assert own.projected_month_usd == Decimal("0.60")
    assert "API" in own.left_out[0]
