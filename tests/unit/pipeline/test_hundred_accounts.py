"""A whole run over a hundred accounts, some of which cannot be looked at: Begin to notices."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from costgov.collectors.inventory.contract import Place, Source
from costgov.configuration import OrganizationAccounts
from costgov.domain.accounts import ListedAccount
from costgov.domain.alerting.alert import News
from costgov.domain.resources import Resource
from costgov.domain.runs import Run, RunStatus, StepRecord, Target
from costgov.errors import (
    PolicyDenied,
    RegionDisabled,
    RoleRefused,
    SourceDenied,
    SourceError,
    StaleSession,
)
from costgov.gateways.inventory_ports import Reader
from costgov.pipeline import records
from costgov.pipeline.collect_resources import CollectResources, TargetEvent
from costgov.pipeline.notices import tell
from costgov.pipeline.run_closing import finish
from costgov.pipeline.run_control import BeginPorts, begin, checked_begin
from costgov.pipeline.targets import Estate
from costgov.settings import RunSettings

from tests.fakes.inbox import Inbox, headline
from tests.fakes.listings import Answers, FakeListings, FakeReader
from tests.fakes.sources import FakeInventory, FakeOrganization, FakeTime
from tests.fakes.stores import (
    InMemoryCostStore,
    InMemoryDocumentStore,
    InMemoryObjectStore,
)

START = datetime(2026, 10, 20, 6, tzinfo=UTC)
SETTINGS = RunSettings(
    stage="local",
    control_table="control",
    costs_table="costs",
    time_zone="UTC",
    cost_source="cost_explorer",
    home_account="000000000000",
    home_region="us-east-1",
    deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
)
ESTATE = Estate(organization=OrganizationAccounts(discover=True))


def accounts(**states: str) -> list[ListedAccount]:
    """A hundred accounts; `a7="SUSPENDED"` gives the seventh another state than ACTIVE."""
    return [
        ListedAccount(
            f"{number:012d}", f"team-{number}", states.get(f"a{number}", "ACTIVE"), date(2024, 1, 1)
        )
        for number in range(100)
    ]


def _queues(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each("sqs:ListQueues", "Queues"):
        arn = place.arn("sqs", one["Name"])
        yield place.resource("AWS::SQS::Queue", one["Name"], arn, attributes={})


def _topics(reader: Reader, place: Place) -> Iterator[Resource]:
    for one in reader.each("sns:ListTopics", "Topics"):
        arn = place.arn("sns", one["Name"])
        yield place.resource("AWS::SNS::Topic", one["Name"], arn, attributes={})


SERVICES = (
    Source("sqs", kinds=("AWS::SQS::Queue",), calls=("sqs:ListQueues",), fetch=_queues),
    Source("sns", kinds=("AWS::SNS::Topic",), calls=("sns:ListTopics",), fetch=_topics),
)
EVERYWHERE: Answers = {
    "sqs:ListQueues": {"Queues": [{"Name": "orders"}]},
    "sns:ListTopics": {"Topics": [{"Name": "alerts"}]},
}


@dataclass
class Services(FakeListings):
    """A queue and a topic in every account; `closed` says what one of them answers instead."""

    closed: dict[int, Answers] = field(default_factory=dict)

    def reader(self, target: Target, calls: Collection[str]) -> FakeReader:
        return FakeReader({**EVERYWHERE, **self.closed.get(int(target.account_id), {})}, calls)


@dataclass
class Organisation:
    """Daily runs over it; `doors` says which accounts refuse, and how."""

    organization: FakeOrganization
    doors: dict[int, SourceError] = field(default_factory=dict)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    told: list[News] = field(default_factory=list)
    inventory: FakeInventory = field(default_factory=FakeInventory)
    services: Services = field(default_factory=Services)
    sources: tuple[Source, ...] = ()
    results: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    evidence: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    days: int = 0

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.control)

    def run(self) -> tuple[Run, list[str]]:
        """The next day's run and the subjects of what was told of it."""
        now = START + timedelta(days=self.days)
        self.days += 1
        event = {
            "execution": f"execution-{self.days}",
            "started_at": now.isoformat(),
            "estate": ESTATE.model_dump(mode="json"),
        }
        ports = BeginPorts(self.control, InMemoryCostStore(), self.organization)
        begun = begin(checked_begin(event), ports, SETTINGS, now)
        for one in begun.targets:
            target = Target(account_id=one.account_id, region=one.region)
            self._collect(begun.run_id, begun.as_of, target, now)
        for step in (
            "collect_costs",
            "collect_rates",
            "analyse",
            "optimise",
            "settle",
            "alert",
            "report",
        ):
            done = StepRecord(step=step, expected=1, got=1, finished_at=now)
            records.record_step(self.control, begun.run_id, done)
        run = finish(begun.run_id, {}, self.control, now)
        tell(run, self.control, self.inbox, now)
        self.told = self.inbox.read()
        return run, [headline(news) for news in self.told]

    def names(self, account: str) -> list[str]:
        """What is stored of an account's only region."""
        return sorted(one.id for one in records.resources(self.results).all(account, "us-east-1"))

    def _collect(self, run_id: str, as_of: date, target: Target, now: datetime) -> None:
        self.inventory.found[target] = self.doors.get(int(target.account_id), [])
        service = CollectResources(
            inventory=self.inventory,
            listings=self.services,
            sources=self.sources,
            results=self.results,
            control=self.control,
            evidence=self.evidence,
            lookback_days=14,
            clock=FakeTime(now).clock,
        )
        event = TargetEvent(
            run_id=run_id, as_of=as_of, account_id=target.account_id, region=target.region
        )
        service.run(event, timedelta(minutes=15))


def complete(there: Organisation, run: Run) -> int:
    steps = records.steps(there.control).all(run.run_id, prefix="collect_resources#")
    return sum(step.complete for step in steps)


@pytest.mark.parametrize(
    ("door", "reason"),
    [
        (RoleRefused("assume role: AccessDenied"), "no-member-role"),
        (RegionDisabled("AuthFailure"), "region-disabled"),
        (PolicyDenied("explicit deny in a service control policy"), "denied-by-policy"),
    ],
)
@pytest.mark.fault_case(30, 32)
def test_ninety_nine_succeed_and_one_is_a_gap_told_once(door: SourceError, reason: str) -> None:
    there = Organisation(FakeOrganization(accounts()), {7: door})

    first, told = there.run()
    second, told_again = there.run()

    assert (first.status, second.status) == (RunStatus.PARTIAL, RunStatus.PARTIAL)
    assert [(gap.target, gap.reason) for gap in first.gaps] == [("000000000007/us-east-1", reason)]
    assert complete(there, first) == 99
    assert told == [f"Cost Governor cannot look at account team-7 000000000007: {reason}"]
    assert told_again == []


@pytest.mark.parametrize(
    ("door", "reason"),
    [
        (SourceDenied("sqs:ListQueues: AccessDenied"), "access-denied"),
        (PolicyDenied("sqs:ListQueues: explicit deny in an SCP"), "denied-by-policy"),
    ],
)
@pytest.mark.fault_case(30, 32)
def test_a_service_that_one_account_denies_is_its_gap_and_all_else_is_stored(
    door: SourceError, reason: str
) -> None:
    there = Organisation(FakeOrganization(accounts()), sources=SERVICES)
    there.services.closed = {7: {"sqs:ListQueues": door}}

    run, told = there.run()

    assert run.status is RunStatus.PARTIAL
    assert complete(there, run) == 99
    [gap] = run.gaps
    assert (gap.target, gap.reason) == ("000000000007/us-east-1", reason)
    assert gap.detail == f"sqs: {door}"
    assert there.names("000000000007") == ["alerts"], "what the account does tell is kept"
    others = {there.names(f"{number:012d}") == ["alerts", "orders"] for number in range(8, 100)}
    assert others == {True}
    assert told == [f"Cost Governor cannot look at account team-7 000000000007: {reason}"]
    assert "sqs:ListQueues" in there.told[0].alert.signal.basis
    assert there.run()[1] == []


@pytest.mark.fault_case(30)
def test_a_suspended_account_is_a_gap_told_once_and_nobody_knocks_there() -> None:
    there = Organisation(FakeOrganization(accounts(a7="SUSPENDED")))

    run, told = there.run()

    assert run.status is RunStatus.PARTIAL
    assert complete(there, run) == 99
    assert told == ["Cost Governor cannot look at account team-7 000000000007: account-suspended"]
    assert there.run()[1] == []


@pytest.mark.fault_case(31)
def test_a_session_that_cannot_be_renewed_is_a_gap_of_that_day_only() -> None:
    there = Organisation(FakeOrganization(accounts()), {7: StaleSession("RequestTimeTooSkewed")})
    first, told = there.run()
    there.doors.clear()
    second, silence = there.run()

    assert [gap.reason for gap in first.gaps] == ["stale-session"]
    assert told == [
        "The run daily-2026-10-20 is incomplete: 1 gap, Resources first (stale-session)"
    ]
    assert (second.status, silence) == (RunStatus.OK, [f"resolved: {told[0]}"])


@pytest.mark.fault_case(42)
def test_an_account_that_joined_yesterday_gets_its_days_then_its_role_then_is_forgotten() -> None:
    listing = accounts()
    listing[7] = ListedAccount(listing[7].id, "newcomer", "ACTIVE", date(2026, 10, 19))
    there = Organisation(FakeOrganization(listing), {7: RoleRefused("AccessDenied")})

    told = [there.run()[1] for _ in range(4)]
    there.doors.clear()
    mended, silence = there.run()

    which = "Cost Governor cannot look at account newcomer 000000000007"
    new, refused = f"{which}: new-account", f"{which}: no-member-role"
    assert [sorted(day) for day in told] == [[new], [], [], [refused, f"resolved: {new}"]]
    assert (mended.status, silence) == (RunStatus.OK, [f"resolved: {refused}"])


@pytest.mark.fault_case(42)
def test_an_account_that_left_is_no_gap_and_its_inventory_stays() -> None:
    there = Organisation(FakeOrganization(accounts()))
    there.run()
    there.organization.listed = accounts()[:99]

    run, told = there.run()

    assert (run.status, told) == (RunStatus.OK, [])
    assert records.accounts(there.control).get("000000000099").left_on == date(2026, 10, 21)
    assert "000000000099/us-east-1" in {
        str(state.target) for state in records.inventories(there.results).all()
    }
