"""Which accounts a run looks at, and what is remembered of those it no longer can."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from costgov.configuration import Account, OrganizationAccounts
from costgov.domain.accounts import AccountInfo, ListedAccount, seen
from costgov.domain.runs import Gap, StepRecord, Target
from costgov.errors import SourceDenied, SourceThrottled
from costgov.pipeline import records
from costgov.pipeline.discover_accounts import discover_accounts
from costgov.pipeline.run_control import BeginPorts, Begun, begin, checked_begin
from costgov.pipeline.targets import MOST_TARGETS, Estate, targets
from costgov.settings import RunSettings
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.sources import FakeOrganization
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

HOME = Target(account_id="111122223333", region="us-east-1")
NOW = datetime(2026, 10, 20, 6, tzinfo=UTC)
ALL = OrganizationAccounts(discover=True)
REGIONS = ("us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-southeast-1")


def account(number: int, state: str | None = "ACTIVE", name: str = "") -> ListedAccount:
    identity = f"{number:012d}"
    return ListedAccount(identity, name or f"team-{number}", state, date(2024, 1, 1))


@dataclass
class Organisation:
    """Days of one organisation."""

    organization: FakeOrganization = field(default_factory=FakeOrganization)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    day: int = 0

    def look(
        self, listed: Sequence[ListedAccount] | Exception | None, wanted: OrganizationAccounts = ALL
    ) -> StepRecord:
        """The next day's listing; returns what Begin recorded of it."""
        self.organization.listed = listed if not isinstance(listed, Sequence) else list(listed)  # type: ignore[assignment]
        self.day += 1
        now = NOW + timedelta(days=self.day - 1)
        run_id = f"daily-{now.date()}"
        discover_accounts(run_id, wanted, self.organization, self.control, now)
        return records.steps(self.control).get("discover_accounts#all", run_id)

    def known(self) -> dict[str, AccountInfo]:
        return {info.id: info for info in records.accounts(self.control).all()}


def told(record: StepRecord) -> list[tuple[str, str]]:
    return [(gap.target, gap.reason) for gap in record.gaps]


def test_without_discovery_organizations_is_not_asked() -> None:
    organization = FakeOrganization([account(1)])

    known = discover_accounts(
        "daily", OrganizationAccounts(), organization, InMemoryDocumentStore(), NOW
    )

    assert (known, organization.asked) == ({}, 0)


@pytest.mark.fault_case(42)
def test_who_joins_leaves_returns_or_is_renamed_keeps_a_history() -> None:
    there = Organisation()
    there.look([account(1), account(2)])
    there.look([account(1, name="search")])
    joined = there.look([account(1, name="search"), account(3)])
    there.look([account(1, name="search"), account(2), account(3)])

    first, second, third = (there.known()[f"{number:012d}"] for number in (1, 2, 3))
    assert (first.name, [was.name for was in first.former_names]) == ("search", ["team-1"])
    assert first.former_names[0].until == date(2026, 10, 21)
    assert (second.left_on, second.first_seen) == (None, date(2026, 10, 20))
    assert (third.first_seen, third.last_seen) == (date(2026, 10, 22), date(2026, 10, 23))
    assert joined.notes == ("account 000000000003 (team-3) is new",)


@pytest.mark.fault_case(42)
def test_an_account_that_left_is_no_longer_visible_and_no_gap() -> None:
    there = Organisation()
    there.look([account(1), account(2)])

    record = there.look([account(1)])

    assert record.complete
    assert record.notes == ("account 000000000002 (team-2) is no longer visible",)
    assert there.known()["000000000002"].left_on == date(2026, 10, 21)
    assert targets(Estate(organization=ALL), HOME, there.known()) == (
        Target(account_id="000000000001", region="us-east-1"),
    )


@pytest.mark.parametrize(
    ("state", "reason"),
    [("SUSPENDED", "account-suspended"), ("PENDING_ACTIVATION", "account-not-ready")],
)
@pytest.mark.fault_case(30)
def test_an_account_whose_state_shuts_us_out_is_a_gap_and_not_looked_at(
    state: str, reason: str
) -> None:
    there = Organisation()

    record = there.look([account(1), account(2, state)])

    assert told(record) == [("000000000002", reason)]
    assert "team-2" in record.gaps[0].detail
    assert len(targets(Estate(organization=ALL), HOME, there.known())) == 1


@pytest.mark.parametrize("state", ["CLOSED", "PENDING_CLOSURE"])
def test_an_account_that_was_closed_on_purpose_is_no_gap(state: str) -> None:
    there = Organisation()
    there.look([account(1), account(2)])

    record = there.look([account(1), account(2, state)])

    assert record.complete
    assert record.notes == ("account 000000000002 (team-2) is closed",)
    assert len(targets(Estate(organization=ALL), HOME, there.known())) == 1


def test_a_state_nobody_has_heard_of_is_tried() -> None:
    there = Organisation()
    there.look([account(1, "HIBERNATING"), account(2, None)])

    assert len(targets(Estate(organization=ALL), HOME, there.known())) == 2


def test_an_excluded_account_is_neither_looked_at_nor_a_gap() -> None:
    there, wanted = Organisation(), ALL.model_copy(update={"exclude": ("000000000002",)})

    record = there.look([account(1), account(2, "SUSPENDED")], wanted)

    assert record.complete
    assert [
        one.account_id for one in targets(Estate(organization=wanted), HOME, there.known())
    ] == ["000000000001"]


def test_an_account_in_no_organisation_is_alone_and_that_is_no_gap() -> None:
    there = Organisation()

    record = there.look(None)

    assert record.complete
    assert targets(Estate(organization=ALL), HOME, there.known()) == (HOME,)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (SourceDenied("AccessDeniedException"), "access-denied"),
        (SourceThrottled("TooManyRequestsException"), "throttled"),
    ],
)
def test_a_listing_that_fails_is_a_gap_and_the_known_accounts_are_looked_at(
    error: Exception, reason: str
) -> None:
    there = Organisation()
    there.look([account(1), account(2)])

    record = there.look(error)

    assert told(record) == [("organization", reason)]
    assert record.got == 0
    assert len(targets(Estate(organization=ALL), HOME, there.known())) == 2
    assert {info.left_on for info in there.known().values()} == {None}


def test_accounts_do_not_leave_because_aws_tells_of_no_organisation_for_once() -> None:
    there = Organisation()
    there.look([account(1), account(2)])

    record = there.look(None)

    assert told(record) == [("organization", "no-organization")]
    assert {info.left_on for info in there.known().values()} == {None}
    assert there.look([account(1), account(2)]).complete


def test_regions_are_those_of_the_account_then_of_the_organisation_then_home() -> None:
    known = seen({}, [account(1), account(2)], NOW.date())
    own = Account(id="000000000001", regions=("eu-west-1",))
    two = ALL.model_copy(update={"regions": ("us-west-2", "eu-central-1")})

    assert [
        str(one) for one in targets(Estate(accounts=(own,), organization=two), HOME, known)
    ] == [
        "000000000001/eu-west-1",
        "000000000002/us-west-2",
        "000000000002/eu-central-1",
    ]
    assert [str(one) for one in targets(Estate(accounts=(own,)), HOME, {})] == [
        "000000000001/eu-west-1"
    ]
    assert targets(Estate(organization=ALL), HOME, known)[1].region == HOME.region


@given(
    days=st.lists(
        st.dictionaries(st.integers(1, 6), st.sampled_from("abc"), max_size=6), min_size=1
    )
)
def test_no_account_and_no_name_that_was_ever_seen_is_forgotten(
    days: list[dict[int, str]],
) -> None:
    known: dict[str, AccountInfo] = {}
    names: dict[str, set[str]] = {}
    for offset, day in enumerate(days):
        listed = [account(number, name=name) for number, name in day.items()]
        known = seen(known, listed, NOW.date() + timedelta(days=offset))
        for one in listed:
            names.setdefault(one.id, set()).add(one.name)

    kept = {i.id: {i.name, *(was.name for was in i.former_names)} for i in known.values()}
    assert kept == names
    visible = {info.id for info in known.values() if info.left_on is None}
    assert visible == {f"{number:012d}" for number in days[-1]}


SETTINGS = RunSettings(
    stage="local",
    control_table="control",
    costs_table="costs",
    time_zone="UTC",
    cost_source="cost_explorer",
    home_account=HOME.account_id,
    home_region=HOME.region,
    deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
)


def begun(estate: Estate, organization: FakeOrganization, control: InMemoryDocumentStore) -> Begun:
    event = {
        "execution": "one",
        "started_at": NOW.isoformat(),
        "estate": estate.model_dump(mode="json"),
    }
    ports = BeginPorts(control, InMemoryCostStore(), organization)
    return begin(checked_begin(event), ports, SETTINGS, NOW)


def test_a_hundred_accounts_in_five_regions_fit_the_state_and_one_record() -> None:
    """256 KB is what a state may hold, 400 KB what an item may."""
    organization = FakeOrganization([account(number) for number in range(100)])
    estate = Estate(organization=ALL.model_copy(update={"regions": REGIONS}))
    control = InMemoryDocumentStore()

    answer = begun(estate, organization, control)

    assert len(answer.targets) == 500
    assert len(json.dumps(answer.model_dump(mode="json"))) < 40_000
    longest = max(len(target.model_dump_json()) for target in answer.targets)
    assert longest <= 75
    assert [one.is_first for one in answer.targets[:6]] == [True, *[False] * 4, True]
    assert len(control.items["run", answer.run_id].body) < 60_000


def test_configured_accounts_of_the_same_number_fit_what_a_state_is_handed() -> None:
    accounts = tuple(Account(id=f"{number:012d}", regions=REGIONS) for number in range(100))

    told = Estate(accounts=accounts).model_dump_json()

    assert len(told) < 15_000
    assert Estate.model_validate_json(told).accounts == accounts


def test_the_run_expects_every_target_it_was_given() -> None:
    control = InMemoryDocumentStore()

    answer = begun(Estate(organization=ALL), FakeOrganization([account(1), account(2)]), control)

    run = records.runs(control).get(answer.run_id)
    assert [name for name in run.expected_steps if name.startswith("collect_resources")] == [
        "collect_resources#000000000001/us-east-1",
        "collect_resources#000000000002/us-east-1",
    ]


def test_what_is_more_than_a_run_can_take_is_a_gap_and_the_rest_is_looked_at() -> None:
    organization = FakeOrganization([account(number) for number in range(MOST_TARGETS + 3)])
    control = InMemoryDocumentStore()

    answer = begun(Estate(organization=ALL), organization, control)

    assert len(answer.targets) == MOST_TARGETS
    [gap] = records.steps(control).get("collect_resources#others", answer.run_id).gaps
    assert isinstance(gap, Gap)
    assert gap.reason == "too-many-targets"
    assert gap.detail.startswith("3 accounts and regions beyond 800")


def test_a_duplicate_asks_nobody() -> None:
    control, organization = InMemoryDocumentStore(), FakeOrganization([account(1)])
    begun(Estate(organization=ALL), organization, control)
    other = {"execution": "two", "started_at": NOW.isoformat()}

    again = begin(
        checked_begin(other), BeginPorts(control, InMemoryCostStore(), organization), SETTINGS, NOW
    )

    assert (again.duplicate, again.targets, organization.asked) == (True, (), 1)
