"""Two teams' accounts in one store: everything of one of them carries a word to be found again."""

from decimal import Decimal
from functools import cache

from costgov.domain.accounts import AccountInfo
from costgov.domain.alerting.alert import Alert
from costgov.domain.alerting.life import opened
from costgov.domain.alerting.signal import AROUND, Fact
from costgov.domain.budgets import BudgetPlan
from costgov.domain.costs import (
    ACCOUNT,
)
from costgov.domain.resources import Resource
from costgov.domain.runs import Target
from costgov.pipeline import records
from costgov.pipeline.alert_budgets import judge
from costgov.pipeline.alerting.holding import Hold
from costgov.pipeline.alerting.outbox import put_item
from costgov.pipeline.alerting.records import open_alerts
from costgov.pipeline.resource_shelf import ResourceShelf

from tests.functions.team_bills import plant_bill
from tests.functions.team_findings import plant_backlog, plant_insights
from tests.functions.team_names import COSTS, MINE, PLACE, WORD, name_in
from tests.functions.team_use import plant_use
from tests.unit.alert_life.story import signal
from tests.unit.queries.known import (
    LAST_DAY,
    READ_AT,
    FakeStores,
    inventory_step,
    put_run,
    run_of,
)


@cache
def company() -> FakeStores:
    """One of everything a filtered route shows, in each of three accounts."""
    stores = FakeStores.empty()
    for plant in (plant_bill, _estate, plant_backlog, plant_insights, plant_use, _alerts, _budgets):
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
    for account in (None, *COSTS):
        plan = budget_on(account)
        records.budgets(stores.control).put(plan, plan.id)
    below = BudgetPlan(id=f"{WORD}-below", amount=Decimal(5000), parent=budget_on(MINE).id)
    records.budgets(stores.control).put(below, below.id)
    judge(stores.costs, stores.results, stores.control, LAST_DAY)


def _estate(stores: FakeStores) -> None:
    targets = [Target(account_id=account, region=PLACE) for account in COSTS]
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
        arn=f"arn:aws:ec2:{PLACE}:{account}:volume/{name}",
        kind="AWS::EC2::Volume",
        account_id=account,
        region=PLACE,
        state="available",
        tags={"owner": name_in(account, "owner")},
        as_of=LAST_DAY,
    )


def alert_in(account: str | None) -> Alert:
    """An alert in an account, or of all of them."""
    name = name_in(account, "alert") if account else WORD
    found = signal(
        name,
        subject=signal(name).subject.model_copy(update={"account": account}),
        facts=(Fact(label=AROUND, text=f"budget {WORD}-below plans more than it may"),),
        basis=f"EffectiveCost from file:{WORD}.csv",
    )
    return opened(found, name, READ_AT)


def _alerts(stores: FakeStores) -> None:
    for account in (*COSTS, None):
        alert = alert_in(account)
        queued = alert.model_copy(update={"channels": ("email",), "unqueued": ()})
        open_alerts(stores.control).put(queued, alert.id)
        put_item(stores.control, "email", alert.unqueued[0], Hold(READ_AT), READ_AT)
