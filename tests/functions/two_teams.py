"""Two teams' accounts in one store: everything of one of them carries a word to be found again."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache

from costgov.domain.accounts import AccountInfo
from costgov.domain.alerting.alert import Alert
from costgov.domain.alerting.life import opened
from costgov.domain.backlog.coverage import CheckList
from costgov.domain.backlog.recommendation import Recommendation, Row
from costgov.domain.backlog.standing import Life
from costgov.domain.backlog.summary import BacklogPage, BacklogSummary, Spend, Total
from costgov.domain.budgets import BudgetPlan
from costgov.domain.capacity import (
    Bottleneck,
    CapacityOutlook,
    CapacityReport,
    Crossing,
    UsePolicy,
)
from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    REGION,
    SERVICE,
    TOTAL,
    USAGE_TYPE,
    ChargeCategory,
    Metric,
    MonthCost,
    Scope,
    SeriesKey,
)
from costgov.domain.efficiency import EfficiencyReport, ResourceScores, group_scores, scores
from costgov.domain.insights import AnomalyEvent, Basis, Driver, ForecastResult, Summary, Trend
from costgov.domain.load import LoadForecast
from costgov.domain.period import Month
from costgov.domain.resource_use import ResourceMonth
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.pipeline import backlog_records, records, use_records
from costgov.pipeline.alert_budgets import judge
from costgov.pipeline.alerting.holding import Hold
from costgov.pipeline.alerting.outbox import put_item
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.load_records import load_forecasts, load_sort
from costgov.pipeline.resource_shelf import ResourceShelf

from tests.unit.alert_life.story import signal
from tests.unit.backlog.made import finding
from tests.unit.queries.known import (
    LAST_DAY,
    READ_AT,
    FakeStores,
    inventory_step,
    put_run,
    run_of,
)

MINE, ALSO_MINE, THEIRS = "111122223333", "222233334444", "999988887777"
WORD = "canary"
"""In every name of what is in THEIRS."""

_REGION = "us-east-1"
BASIS = Basis(
    sources=("cost_explorer", f"file:{WORD}.csv"),
    as_of="2026-10-20T06:00:00.000000Z",
    method="test",
)
_DAYS = tuple(LAST_DAY - timedelta(days=back) for back in range(40))
_SOURCES = {MINE: "cost_explorer", ALSO_MINE: "cost_explorer", THEIRS: f"file:{WORD}.csv"}
_COSTS = {MINE: Decimal(1), ALSO_MINE: Decimal(10), THEIRS: Decimal(1000)}


def name_in(account: str, what: str) -> str:
    """What something in an account is called."""
    return f"{WORD}-{what}" if account == THEIRS else f"own-{what}"


@cache
def company() -> FakeStores:
    """One of everything a filtered route shows, in each of three accounts."""
    stores = FakeStores.empty()
    for plant in (_bill, _estate, _backlog, _insights, _use, _alerts, _budgets):
        plant(stores)
    return stores


def budget_on(account: str | None) -> BudgetPlan:
    """A budget on an account within one on all costs, which is None's."""
    if account is None:
        return BudgetPlan(id=f"{WORD}-all", amount=Decimal(1))
    return BudgetPlan(
        id=name_in(account, f"budget-{account[:4]}"),
        amount=Decimal(1000),
        dimension=ACCOUNT,
        value=account,
        parent=f"{WORD}-all",
    )


def _budgets(stores: FakeStores) -> None:
    for account in (None, *_COSTS):
        plan = budget_on(account)
        records.budgets(stores.control).put(plan, plan.id)
    below = BudgetPlan(id=f"{WORD}-below", amount=Decimal(5000), parent=budget_on(MINE).id)
    records.budgets(stores.control).put(below, below.id)
    judge(stores.costs, stores.results, stores.control, LAST_DAY)


def _bill(stores: FakeStores) -> None:
    """A cost a day of each account, told apart as both kinds of sources do."""
    facts: dict[tuple[SeriesKey, str | None, Month, str], MonthCost] = {}
    for account in _COSTS:
        service, usage = name_in(account, "service"), name_in(account, "usage")
        in_service = Scope.service(service)
        cuts: Iterable[tuple[Scope, str, str | None]] = (
            (ORG, TOTAL, None),
            (ORG, SERVICE, service),
            (ORG, ACCOUNT, account),
            (ORG, REGION, name_in(account, "region")),
            (ORG, "tag:team", name_in(account, "team")),
            (Scope.account(account), SERVICE, service),
            (Scope.account(account), "tag:team", name_in(account, "team")),
            (in_service, ACCOUNT, account),
            (in_service, USAGE_TYPE, usage),
            (in_service.within(ACCOUNT, account), USAGE_TYPE, usage),
        )
        for scope, dimension, value in cuts:
            _add(facts, SeriesKey("USD", scope, dimension), value, account)
    months = sorted({month for _, _, month, _ in facts})
    for source in set(_SOURCES.values()):
        own = [fact for place, fact in facts.items() if place[3] == source]
        stores.costs.replace(source, months, own, READ_AT)
    summary = Summary(
        currency="USD",
        as_of=LAST_DAY,
        today=None,
        month_to_date=Decimal(19209),
        month_to_date_billed=Decimal(19209),
        same_days_last_month=None,
        total=Decimal(40440),
        total_billed=Decimal(40440),
        first_day=min(_DAYS),
        last_day=LAST_DAY,
        trend=Trend(label="stable", percent=Decimal(0), days=28),
        month_by_category=(),
        basis=BASIS,
    )
    records.summaries(stores.results).put(summary, records.day_sort(LAST_DAY), "USD")


def _add(
    facts: dict[tuple[SeriesKey, str | None, Month, str], MonthCost],
    key: SeriesKey,
    value: str | None,
    account: str,
) -> None:
    source = _SOURCES[account]
    for day in _DAYS:
        place = (key, value, Month.of(day), source)
        fact = facts.setdefault(place, MonthCost(key, value, Month.of(day), source, {}))
        for metric in (Metric.BILLED, Metric.EFFECTIVE):
            fact.add(ChargeCategory.USAGE, metric, day, _COSTS[account])


def _estate(stores: FakeStores) -> None:
    targets = [Target(account_id=account, region=_REGION) for account in _COSTS]
    put_run(stores, run_of(LAST_DAY), [inventory_step(target) for target in targets])
    for target in targets:
        account = target.account_id
        info = AccountInfo(
            id=account,
            name=name_in(account, "account"),
            state="ACTIVE",
            joined=None,
            first_seen=LAST_DAY,
            last_seen=LAST_DAY,
        )
        records.accounts(stores.control).put(info, account)
        ResourceShelf(stores.results, target).put([_resource(account)])


def _resource(account: str) -> Resource:
    name = name_in(account, "volume")
    return Resource(
        id=name,
        arn=f"arn:aws:ec2:{_REGION}:{account}:volume/{name}",
        kind="AWS::EC2::Volume",
        account_id=account,
        region=_REGION,
        state="available",
        tags={"owner": name_in(account, "owner")},
        as_of=LAST_DAY,
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


def _backlog(stores: FakeStores) -> None:
    advised = [recommendation_of(account) for account in _COSTS]
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
            impact=_COSTS[one],
            share=Decimal(1),
        )
        for one in _COSTS
    }
    shared = tuple(
        Driver(
            dimension=ACCOUNT, value=one, impact=_COSTS[one], share=Decimal("0.3"), parts=(part,)
        )
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


def _insights(stores: FakeStores) -> None:
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
    for account in _COSTS:
        target = Target(account_id=account, region=_REGION)
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


def alert_in(account: str | None) -> Alert:
    """An alert in an account, or of all of them."""
    name = name_in(account, "alert") if account else WORD
    found = signal(name, subject=signal(name).subject.model_copy(update={"account": account}))
    return opened(found, name, READ_AT)


def _alerts(stores: FakeStores) -> None:
    for account in (*_COSTS, None):
        alert = alert_in(account)
        queued = alert.model_copy(update={"channels": ("email",), "unqueued": ()})
        open_alerts(stores.control).put(queued, alert.id)
        put_item(stores.control, "email", alert.unqueued[0], Hold(READ_AT), READ_AT)


def _use(stores: FakeStores) -> None:
    report = CapacityReport(
        as_of=LAST_DAY,
        policy=UsePolicy(),
        measures=(_outlook(None),),
        resources=tuple(_outlook(account) for account in _COSTS),
        bottlenecks=tuple(
            Bottleneck(
                resource=name_in(account, "host"),
                resource_name=None,
                account_id=account,
                region=_REGION,
                component=None,
                crossing=None,
                unknown=(),
            )
            for account in _COSTS
        ),
        looked_at=3,
        forecast=3,
        left_out=0,
        basis=BASIS,
    )
    day = records.day_sort(LAST_DAY)
    use_records.capacities(stores.results).put(report, day)
    scored = {account: (_scored(account),) for account in _COSTS}
    groups = [group_scores("account", account, scored[account]) for account in _COSTS]
    groups.append(group_scores("service", f"{WORD}-service", ()))
    efficiency = EfficiencyReport(
        as_of=LAST_DAY,
        policy=UsePolicy(),
        groups=tuple(groups),
        measures=(),
        resources=tuple(one for of in scored.values() for one in of),
        marked=3,
        basis=BASIS,
    )
    use_records.efficiencies(stores.results).put(efficiency, day)
    for account in _COSTS:
        name = name_in(account, "host")
        month = ResourceMonth(resource_id=name, month="2026-10", use={"cpu.avg": "18=40 19=50"})
        sort = use_records.resource_month_sort(month.month, name)
        use_records.resource_months(stores.results).put(month, sort, account, _REGION)


def _outlook(account: str | None) -> CapacityOutlook:
    return CapacityOutlook(
        subject=f"{WORD}-measure" if account is None else name_in(account, "host"),
        subject_name=None,
        account_id=account,
        region=None,
        component="cpu",
        unit="percent",
        statistic="mean",
        value=None,
        threshold=Decimal(80),
        limit=None,
        history_days=0,
        lead_time_days=30,
        crossing=Crossing(state="unknown"),
        order_by=None,
        warning=False,
        method="none",
    )


def _scored(account: str) -> ResourceScores:
    return ResourceScores(
        resource=name_in(account, "host"),
        resource_name=None,
        kind="AWS::EC2::Instance",
        account_id=account,
        region=_REGION,
        instance_type=None,
        size=None,
        scores=scores(()),
    )
