"""What is told of runs and accounts: each thing once, nothing lost, again when it comes back."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from costgov.domain.accounts import AccountInfo
from costgov.domain.runs import Gap, Run, RunStatus
from costgov.pipeline import records
from costgov.pipeline.notice_texts import SHOWN, run_notification
from costgov.pipeline.notices import LASTING, tell

from tests.fakes.stores import InMemoryDocumentStore, RecordingPublisher

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
    publisher: RecordingPublisher = field(default_factory=RecordingPublisher)
    day: int = 0

    def run(self, *gaps: Gap, status: RunStatus | None = None, execution: str = "") -> list[str]:
        """The next day's run ends with these gaps; the subjects of what is told of it."""
        self.day += 1
        return self.again(*gaps, status=status, execution=execution)

    def again(self, *gaps: Gap, status: RunStatus | None = None, execution: str = "") -> list[str]:
        now = START + timedelta(days=self.day - 1)
        run = Run(
            run_id=f"daily-{now.date()}",
            as_of=now.date(),
            status=status or (RunStatus.PARTIAL if gaps else RunStatus.OK),
            trigger="schedule",
            execution=execution or f"execution-{self.day}",
            cost_source="cost_explorer",
            window_start=date(2026, 9, 1),
            window_end=now.date() + timedelta(days=1),
            expected_steps=(),
            started_at=now,
            gaps=gaps,
        )
        records.runs(self.control).put(run, run.run_id)
        before = len(self.publisher.sent)
        tell(run, self.control, self.publisher, now)
        return [subject for subject, _, _ in self.publisher.sent[before:]]

    @property
    def last(self) -> str:
        return self.publisher.sent[-1][1]


NO_ROLE = f"Cost Governor cannot look at account {MEMBER}: no-member-role"


def test_a_complete_run_tells_nothing() -> None:
    assert Days().run() == []


@pytest.mark.parametrize("reason", sorted(LASTING))
@pytest.mark.fault_case(30, 32)
def test_a_lasting_cause_is_told_once_and_not_every_day(reason: str) -> None:
    days = Days()
    told = [days.run(gap(reason=reason)) for _ in range(5)]

    assert told == [[f"Cost Governor cannot look at account {MEMBER}: {reason}"], [], [], [], []]


def test_an_account_is_told_once_for_all_its_regions() -> None:
    days = Days()

    assert days.run(gap(), gap(f"{MEMBER}/eu-west-1")) == [NO_ROLE]
    assert f"  {MEMBER}: us-east-1, eu-west-1\n" in days.last
    assert days.run(gap(), gap(f"{MEMBER}/eu-west-1"), gap(f"{MEMBER}/us-west-2")) == []


def test_accounts_with_the_same_cause_come_in_one_message_each_told_once() -> None:
    days = Days()

    assert days.run(gap(), gap(f"{OTHER}/us-east-1")) == [
        "Cost Governor cannot look at 2 accounts: no-member-role"
    ]
    assert MEMBER in days.last
    assert OTHER in days.last
    assert days.run(gap(), gap(f"{OTHER}/us-east-1"), gap("666677778888/us-east-1")) == [
        "Cost Governor cannot look at account 666677778888: no-member-role"
    ]


def test_every_cause_of_an_account_is_told() -> None:
    days = Days()
    days.run(gap(reason="new-account"))

    assert days.run(gap()) == [NO_ROLE]


def test_what_was_mended_and_comes_back_is_told_again() -> None:
    days = Days()

    assert [days.run(gap()), days.run(), days.run(gap()), days.run(gap())] == [
        [NO_ROLE],
        [],
        [NO_ROLE],
        [],
    ]


def test_a_day_on_which_nobody_could_know_does_not_mend_anything() -> None:
    days = Days()
    days.run(gap())
    unknown = [
        days.run(gap(reason="throttled")),
        days.run(gap("organization", "throttled", "discover_accounts")),
        days.run(THROTTLED, status=RunStatus.FAILED),
    ]

    assert all(NO_ROLE not in told for told in unknown)
    assert days.run(gap()) == []


@pytest.mark.fault_case(30)
def test_a_suspended_account_found_in_the_listing_is_told_by_name() -> None:
    days = Days()
    info = AccountInfo(
        id=MEMBER,
        name="search <script>\r\nBcc: x",
        state="SUSPENDED",
        joined=None,
        first_seen=START.date(),
        last_seen=START.date(),
    )
    records.accounts(days.control).put(info, MEMBER)

    days.run(gap(MEMBER, "account-suspended", "discover_accounts"))

    assert f"  {MEMBER} (search <script> Bcc: x)\n" in days.last


@pytest.mark.fault_case(20)
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("<!channel> look", "< !channel> look"),
        ("<@U0123|boss>", "< @U0123|boss>"),
        ("a\r\nBcc: everyone@example.com", "a Bcc: everyone@example.com"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    ],
)
def test_a_name_in_a_reason_mentions_nobody_and_starts_no_line(said: str, told: str) -> None:
    days = Days()
    detail = f"s3: bucket {said}: AccessDenied"

    days.run(gap(reason="throttled").model_copy(update={"detail": detail}))

    [line] = [line for line in days.last.splitlines() if "s3: bucket" in line]
    assert line.endswith(f"s3: bucket {told}: AccessDenied")
    assert line.startswith("- ")


def test_an_organisation_that_refuses_to_list_its_accounts_is_told_once() -> None:
    days = Days()
    refused = gap("organization", "access-denied", "discover_accounts")

    assert days.run(refused) == ["Cost Governor cannot look at the organisation: access-denied"]
    assert days.run(refused) == []
    assert [days.run(), days.run(refused)][1] != []


def test_gaps_of_the_run_are_told_with_every_run_and_all_listed() -> None:
    days = Days()
    days.run(gap())

    assert days.run(gap(), THROTTLED) == ["Cost Governor: run daily-2026-10-21 is PARTIAL, 2 gaps"]
    assert "- Costs from Cost Explorer: throttled: " in days.last
    assert f"- Resources of {MEMBER}/us-east-1: no-member-role: " in days.last
    assert days.run(THROTTLED) == ["Cost Governor: run daily-2026-10-22 is PARTIAL, 1 gap"]


def test_the_end_of_a_run_delivered_twice_is_told_once_and_another_attempt_again() -> None:
    days = Days()

    assert len(days.run(THROTTLED)) == 1
    assert days.again(THROTTLED) == []
    assert len(days.again(THROTTLED, execution="by hand")) == 1


def test_a_failed_run_is_always_told() -> None:
    days = Days()
    days.run(gap())

    assert days.run(gap(), status=RunStatus.FAILED) == [
        "Cost Governor: run daily-2026-10-21 is FAILED, 1 gap"
    ]
    assert days.publisher.sent[-1][2]["severity"] == "high"


def test_what_could_not_be_published_is_published_by_the_next_run() -> None:
    days = Days()
    days.publisher.failures = 2

    assert days.run(gap(), THROTTLED) == []
    again = [NO_ROLE, "Cost Governor: run daily-2026-10-20 is PARTIAL, 2 gaps"]
    assert days.run(gap()) == again
    assert days.run(gap()) == []


def test_what_was_mended_before_it_could_be_published_is_not_told() -> None:
    days = Days()
    days.publisher.failures = 1

    assert [days.run(gap()), days.run(), days.run(gap())] == [[], [], [NO_ROLE]]


def test_a_run_that_is_made_again_is_told_as_it_ends_and_not_before() -> None:
    days = Days()
    days.publisher.failures = 1
    assert days.run(THROTTLED) == []
    first = records.runs(days.control).get("daily-2026-10-20")
    underway = first.model_copy(update={"status": RunStatus.RUNNING, "execution": "by hand"})
    records.runs(days.control).put(underway, first.run_id)

    assert days.run() == []
    days.day = 1
    assert days.again(execution="by hand") == []
    assert days.run() == []


def test_one_that_cannot_be_published_does_not_hold_up_the_others() -> None:
    days = Days()
    days.publisher.failures = 1

    assert len(days.run(gap(), gap(f"{OTHER}/us-east-1", "region-disabled"))) == 1


def test_of_very_many_gaps_the_first_are_listed_and_the_rest_counted() -> None:
    days = Days()
    days.run(*(gap(f"{number:012d}/us-east-1", "throttled") for number in range(SHOWN + 7)))
    run = records.runs(days.control).get("daily-2026-10-20")

    assert run_notification(run).body.count("throttled") == SHOWN
    assert "and 7 more" in days.last
