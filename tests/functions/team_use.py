"""How what is in the accounts of two teams is used."""

from decimal import Decimal

from costgov.domain.capacity import (
    Bottleneck,
    CapacityOutlook,
    CapacityReport,
    Crossing,
    UsePolicy,
)
from costgov.domain.efficiency import EfficiencyReport, ResourceScores, group_scores, scores
from costgov.domain.resource_use import ResourceMonth
from costgov.pipeline import records, use_records

from tests.functions.team_names import BASIS, COSTS, PLACE, WORD, name_in
from tests.unit.queries.known import (
    LAST_DAY,
    FakeStores,
)


def plant_use(stores: FakeStores) -> None:
    report = CapacityReport(
        as_of=LAST_DAY,
        policy=UsePolicy(),
        measures=(_outlook(None),),
        resources=tuple(_outlook(account) for account in COSTS),
        bottlenecks=tuple(
            Bottleneck(
                resource=name_in(account, "host"),
                resource_name=None,
                account_id=account,
                region=PLACE,
                component=None,
                crossing=None,
                unknown=(),
            )
            for account in COSTS
        ),
        looked_at=3,
        forecast=3,
        left_out=0,
        basis=BASIS,
    )
    day = records.day_sort(LAST_DAY)
    use_records.capacities(stores.results).put(report, day)
    scored = {account: (_scored(account),) for account in COSTS}
    groups = [group_scores("account", account, scored[account]) for account in COSTS]
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
    for account in COSTS:
        name = name_in(account, "host")
        month = ResourceMonth(resource_id=name, month="2026-10", use={"cpu.avg": "18=40 19=50"})
        sort = use_records.resource_month_sort(month.month, name)
        use_records.resource_months(stores.results).put(month, sort, account, PLACE)


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
        region=PLACE,
        instance_type=None,
        size=None,
        scores=scores(()),
    )
