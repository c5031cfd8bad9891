"""What is told of runs, accounts and its own cost: once, nothing lost, again when it comes back."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.accounts import AccountInfo
from costgov.domain.alerting.alert import News
from costgov.domain.alerting.rules import rule_of
from costgov.domain.alerting.signal import Severity
from costgov.domain.own_cost import OwnCost
from costgov.domain.runs import Gap, Run, RunStatus
from costgov.pipeline import records
from costgov.pipeline.alerting.own_signals import SHOWN
from costgov.pipeline.alerting.rule_records import StoredRule, alert_rules
from costgov.pipeline.notices import LASTING, DayCost, tell

from tests.fakes.inbox import Inbox
from tests.fakes.stores import InMemoryDocumentStore

START = datetime(2026, 10, 20, 6, tzinfo=UTC)
MEMBER, OTHER = "444455556666", "555566667777"


def gap(
    target: str = f"{MEMBER}/us-east-1",
    reason: str = "no-member-role",
    step: str = "collect_resources",
) -> Gap:
    return Gap(
        step=step,
        target=target,
        reason=reason,
        detail=f"instances: assume role in {target}: AccessDenied",
        retry_after=date(2026, 10, 21),
    )


THROTTLED = gap("all", "throttled", "collect_costs")


@dataclass
class Days:
    """Runs of following days and the subscriber's inbox."""

    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    day: int = 0
    last: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.control)

    def run(self, *gaps: Gap, status: RunStatus | None = None, usd: str | None = None) -> list[str]:
        """The next day's run ends with these gaps; what is told of it."""
        self.day += 1
        return self.again(*gaps, status=status, usd=usd)

    def again(
        self, *gaps: Gap, status: RunStatus | None = None, usd: str | None = None
    ) -> list[str]:
        now = START + timedelta(days=self.day - 1)
        run = Run(
            run_id=f"daily-{now.date()}",
            as_of=now.date(),
            status=status or (RunStatus.PARTIAL if gaps else RunStatus.OK),
            trigger="schedule",
            execution=f"execution-{self.day}",
            cost_source="cost_explorer",
            window_start=date(2026, 9, 1),
            window_end=now.date() + timedelta(days=1),
            expected_steps=(),
            started_at=now,
            gaps=gaps,
        )
        cost = OwnCost(
            day=now.date(),
            complete=False,
            lines=(),
            usd=Decimal(usd or 0),
            usd_at_most=Decimal(usd or 0),
        )
        tell(run, self.control, self.inbox, now, DayCost(cost, Decimal(2)) if usd else None)
        self.last = self.inbox.read()
        return [f"{news.what} {news.alert.signal.title}" for news in self.last]

    @property
    def facts(self) -> dict[str, str]:
        return {fact.label: fact.text for fact in self.last[0].alert.signal.facts}


NO_ROLE = f"Cost Governor cannot look at account {MEMBER}: no-member-role"
FIRST_GAP = "Costs from Cost Explorer first (throttled)"
PARTIAL = f"The run daily-2026-10-20 is incomplete: 1 gap, {FIRST_GAP}"


def test_a_complete_run_tells_nothing() -> None:
    assert Days().run() == []


@pytest.mark.parametrize("reason", sorted(LASTING))
@pytest.mark.fault_case(30, 32)
def test_a_lasting_cause_is_told_once_and_not_every_day(reason: str) -> None:
    days = Days()
    told = [days.run(gap(reason=reason)) for _ in range(5)]

    title = f"opened Cost Governor cannot look at account {MEMBER}: {reason}"
    assert told == [[title], [], [], [], []]


def test_an_account_is_told_once_for_all_its_regions() -> None:
    days = Days()

    assert days.run(gap(), gap(f"{MEMBER}/eu-west-1")) == [f"opened {NO_ROLE}"]
    assert days.facts[MEMBER].endswith("us-east-1, eu-west-1")
    assert days.run(gap(), gap(f"{MEMBER}/eu-west-1"), gap(f"{MEMBER}/us-west-2")) == []


def test_accounts_with_the_same_cause_are_one_alert_and_one_that_joins_is_an_update() -> None:
    days = Days()

    assert days.run(gap(), gap(f"{OTHER}/us-east-1")) == [
        "opened Cost Governor cannot look at 2 accounts: no-member-role"
    ]
    assert set(days.facts) == {MEMBER, OTHER}
    assert days.run(gap(), gap(f"{OTHER}/us-east-1"), gap("666677778888/us-east-1")) == [
        "updated Cost Governor cannot look at 3 accounts: no-member-role"
    ]


def test_every_cause_of_an_account_is_told() -> None:
    days = Days()
    days.run(gap(reason="new-account"))

    assert f"opened {NO_ROLE}" in days.run(gap())


def test_what_was_mended_is_resolved_and_comes_back_as_news() -> None:
    days = Days()

    told = [days.run(gap()), days.run(), days.run(), days.run(gap()), days.run(gap())]
    assert told[:3] == [[f"opened {NO_ROLE}"], [f"resolved {NO_ROLE}"], []]
    assert (len(told[3]), told[4]) == (1, [])


def test_an_account_that_comes_back_among_others_is_told_again() -> None:
    days = Days()
    both = (gap(), gap(f"{OTHER}/us-east-1"))
    days.run(*both)
    days.run(gap())

    assert days.run(*both) == ["updated Cost Governor cannot look at 2 accounts: no-member-role"]


def test_a_day_on_which_nobody_could_know_does_not_mend_anything() -> None:
    days = Days()
    days.run(gap())
    unknown = [
        *days.run(gap(reason="throttled")),
        *days.run(gap("organization", "throttled", "discover_accounts")),
        *days.run(THROTTLED, status=RunStatus.FAILED),
    ]

    assert not [told for told in unknown if NO_ROLE in told]
    assert not [told for told in days.run(gap()) if NO_ROLE in told]


@pytest.mark.fault_case(30)
def test_a_suspended_account_found_in_the_listing_is_told_by_name() -> None:
    days = Days()
    info = AccountInfo(
        id=MEMBER,
        name="search",
        state="SUSPENDED",
        joined=None,
        first_seen=START.date(),
        last_seen=START.date(),
    )
    records.accounts(days.control).put(info, MEMBER)

    [told] = days.run(gap(MEMBER, "account-suspended", "discover_accounts"))

    assert told.endswith(f"cannot look at account search {MEMBER}: account-suspended")


def test_an_organisation_that_refuses_to_list_its_accounts_is_told_once() -> None:
    days = Days()
    refused = gap("organization", "access-denied", "discover_accounts")

    assert days.run(refused) == [
        "opened Cost Governor cannot look at the organisation: access-denied"
    ]
    assert days.run(refused) == []


def test_the_same_gap_every_day_is_one_alert_and_another_kind_an_update() -> None:
    days = Days()
    failing = gap("all", "unreadable", "analyse")

    assert days.run(THROTTLED) == [f"opened {PARTIAL}"]
    assert days.run(THROTTLED) == []
    assert days.run(THROTTLED, failing) == [
        f"updated The run daily-2026-10-22 is incomplete: 2 gaps, {FIRST_GAP}"
    ]
    assert days.facts["Gap 2"].startswith("The analysis: unreadable: ")
    assert [told.partition(" ")[0] for told in days.run()] == ["resolved"]


def test_gaps_that_an_account_is_told_of_are_listed_with_the_runs_own() -> None:
    days = Days()
    days.run(gap())

    assert len(days.run(gap(), THROTTLED)) == 1
    assert days.facts["Gap 1"].startswith(f"Resources of {MEMBER}/us-east-1: no-member-role: ")


def test_the_end_of_a_run_delivered_twice_is_told_once() -> None:
    days = Days()

    assert len(days.run(THROTTLED)) == 1
    assert days.again(THROTTLED) == []


def test_a_failed_run_is_news_although_incomplete_ones_were() -> None:
    days = Days()
    days.run(gap(), THROTTLED)

    [told] = days.run(gap(), THROTTLED, status=RunStatus.FAILED)

    assert told.startswith("updated The run daily-2026-10-21 gave no result: 2 gaps")
    assert days.last[0].alert.signal.severity is Severity.HIGH


@pytest.mark.parametrize("writes", range(14))
def test_dying_after_any_write_loses_and_repeats_nothing(writes: int) -> None:
    days = Days()

    class Dying(InMemoryDocumentStore):
        def put(self, pk: str, sk: str, body: str, **options: object) -> int:
            if self.writes == writes:
                raise SystemExit
            return super().put(pk, sk, body, **options)  # type: ignore[arg-type]

    living, days.control = days.control, Dying()
    days.inbox.control = days.control
    with suppress(SystemExit):
        days.run(gap(), THROTTLED)
    living.items = days.control.items
    days.control = days.inbox.control = living
    days.inbox.seen.clear()
    days.day = 1
    told = [*days.again(gap(), THROTTLED), *days.again(gap(), THROTTLED)]

    assert sorted(one.partition(" ")[0] for one in told) == ["opened", "opened"]


def test_of_very_many_gaps_the_first_are_listed_and_the_rest_counted() -> None:
    days = Days()
    days.run(*(gap(f"{number:012d}/us-east-1", "throttled") for number in range(SHOWN + 7)))

    assert len(days.facts) == SHOWN + 1
    assert days.facts["Further"] == "7 more gaps"


@pytest.mark.fault_case(41)
def test_a_day_that_costs_too_much_is_told_and_over_the_next_day() -> None:
    days = Days()

    assert days.run(usd="1.99") == []
    assert days.run(usd="2.50") == [
        "opened Cost Governor itself: $2.50 of AWS on 21 Oct 2026, limit $2.00"
    ]
    assert days.last[0].alert.signal.amount == Decimal("0.50")
    assert days.run() == [], "a run that does not know what it cost ends nothing"
    assert len(days.run(usd="0.10")) == 1


@pytest.mark.fault_case(41)
def test_a_request_cap_that_is_reached_is_told_though_the_day_was_cheap() -> None:
    days = Days()
    told = days.run(gap("all", "request-cap", "collect_costs"), usd="0.10")

    assert "opened Cost Governor itself: a day's cap of paid requests is reached" in told


def test_a_rule_that_is_switched_off_tells_nothing_and_ends_what_it_told() -> None:
    days = Days()
    days.run(THROTTLED)
    rule = rule_of({"kind": "run", "enabled": False})
    alert_rules(days.control).put(StoredRule(root=rule), rule.name)

    assert days.run(THROTTLED) == [f"resolved {PARTIAL}"]
    assert days.run(THROTTLED) == []
