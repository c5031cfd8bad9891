"""What the accounts of two teams cost."""

from collections.abc import Iterable
from decimal import Decimal

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
from costgov.domain.insights import Summary, Trend
from costgov.domain.period import Month
from costgov.pipeline import records

from tests.functions.team_names import (
    BASIS,
    COSTS,
    DAYS,
    SOURCES,
    name_in,
)
from tests.unit.queries.known import (
    LAST_DAY,
    READ_AT,
    FakeStores,
)


def plant_bill(stores: FakeStores) -> None:
    """A cost a day of each account, told apart as both kinds of sources do."""
    facts: dict[tuple[SeriesKey, str | None, Month, str], MonthCost] = {}
    for account in COSTS:
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
    for source in set(SOURCES.values()):
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
        first_day=min(DAYS),
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
    source = SOURCES[account]
    for day in DAYS:
        place = (key, value, Month.of(day), source)
        fact = facts.setdefault(place, MonthCost(key, value, Month.of(day), source, {}))
        for metric in (Metric.BILLED, Metric.EFFECTIVE):
            fact.add(ChargeCategory.USAGE, metric, day, COSTS[account])
