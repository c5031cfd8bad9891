"""An organisation of volumes, looked at day by day as `optimise` does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from costgov.checks import ebs_volume_unattached as unattached
from costgov.checks.contract import Check
from costgov.domain.backlog.coverage import AccountAdvice
from costgov.domain.backlog.recommendation import Recommendation
from costgov.domain.backlog.standing import Standing, standing
from costgov.domain.instance_types import InstanceCatalogue
from costgov.domain.price_book import PriceBook, UnitPrice
from costgov.domain.rates import Rates
from costgov.domain.resources import InventoryState, Resource
from costgov.domain.runs import COLLECT_RESOURCES, Gap, StepEvent, StepRecord, StepWindow, Target
from costgov.errors import NotFound
from costgov.pipeline import backlog_records, records
from costgov.pipeline.optimise import OptimisePorts, optimise
from costgov.pipeline.optimise_account import Inventory, Money

from tests.unit.backlog.made import ACCOUNT
from tests.unit.queries.known import FakeStores, run_of

REGION = "us-east-1"
PAYER = "111122223333"
HOME = Target(account_id=ACCOUNT, region=REGION)
UNATTACHED = unattached.META.id
PRICES = {"ebs.storage/gp3": "0.08", "ebs.storage/gp2": "0.10", "ebs.throughput/gp3": "0.04"}


def volume(
    name: str = "vol-1",
    *,
    size: int = 500,
    account: str = ACCOUNT,
    attached: bool = False,
    kind: str = "gp3",
    tags: Mapping[str, str] | None = None,
    **changes: object,
) -> Resource:
    """A volume that was made long ago."""
    attributes = {
        "VolumeType": kind,
        "Size": size,
        "Iops": 3000,
        "Throughput": 125,
        "Attachments": [{"InstanceId": "i-1"}] if attached else [],
    }
    left = {name: value for name, value in (attributes | changes).items() if value is not None}
    return Resource(
        id=name,
        arn=f"arn:aws:ec2:{REGION}:{account}:volume/{name}",
        kind="AWS::EC2::Volume",
        account_id=account,
        region=REGION,
        state="available",
        launched_at=datetime(2026, 1, 1, tzinfo=UTC),
        tags=dict(tags or {}),
        attributes=left,
        as_of=date(2026, 10, 20),
    )


def money(_inventory: Inventory, _as_of: date) -> Money:
    """List prices of volumes and nothing else."""
    day = date(2026, 10, 20)
    prices = [
        UnitPrice(
            key=key, region=REGION, amount=Decimal(usd), unit="GB-Mo", usage_type="", as_of=day
        )
        for key, usd in PRICES.items()
    ]
    return Money(PriceBook.of(prices), InstanceCatalogue({}), Rates.unknown(day))


@dataclass
class Organisation:
    """What is stored of it; every day's run looks at the same accounts."""

    stores: FakeStores = field(default_factory=FakeStores.empty)
    accounts: tuple[str, ...] = (ACCOUNT,)
    checks: list[Check] = field(
        default_factory=lambda: [Check(unattached.META, unattached.evaluate)]
    )

    def hold(self, *found: Resource) -> None:
        """What is there now, and nothing else."""
        table = records.resources(self.stores.results)
        for account in {*self.accounts, *(one.account_id for one in found)}:
            mine = [(one.key, one) for one in found if one.account_id == account]
            table.make_equal(mine, account, REGION)

    def day(self, as_of: date, gaps: Iterable[Gap] = (), *, seconds: int = 900) -> StepRecord:
        """One run."""
        run = run_of(as_of)
        targets = [Target(account_id=one, region=REGION) for one in self.accounts]
        expected = tuple(f"{COLLECT_RESOURCES}#{target}" for target in targets)
        run = run.model_copy(update={"expected_steps": expected})
        records.runs(self.stores.control).put(run, run.run_id)
        now = datetime.combine(as_of, time(7), UTC)
        for target in targets:
            state = InventoryState(target=target, as_of=as_of, resources=1)
            stored = records.inventories(self.stores.results)
            stored.make_equal([(str(target), state)], prefix=str(target))
            own = tuple(gap for gap in gaps if gap.target == str(target))
            step = StepRecord(
                step=COLLECT_RESOURCES,
                target=str(target),
                expected=1,
                got=1,
                gaps=own,
                finished_at=now,
            )
            records.record_step(self.stores.control, run.run_id, step)
        ports = OptimisePorts(
            self.stores.costs, self.stores.results, self.stores.control, money, lambda: now, PAYER
        )
        window = StepWindow(start=as_of - timedelta(days=30), end=as_of)
        event = StepEvent(run_id=run.run_id, as_of=as_of, window=window)
        return optimise(event, ports, timedelta(seconds=seconds), self.checks)

    @property
    def stored(self) -> list[Recommendation]:
        """Every recommendation."""
        return backlog_records.recommendations(self.stores.results).all()

    @property
    def recommendations(self) -> dict[str, Recommendation]:
        """Every recommendation by resource; of several on one resource the last."""
        return {one.finding.subject.id: one for one in self.stored}

    def stands(self, resource: str, as_of: date) -> Standing:
        """How the recommendation on a resource stands."""
        one = self.recommendations[resource]
        try:
            said = backlog_records.decisions(self.stores.control).get(one.id)
        except NotFound:
            said = None
        return standing(one.life, said, as_of)

    def advice(self, account: str = ACCOUNT) -> AccountAdvice:
        """What was looked at in an account."""
        return backlog_records.account_advice(self.stores.results).get(account)
