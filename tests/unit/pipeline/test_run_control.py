"""Runs: one per day of the schedule's calendar, caught up when a tick was missed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from costgov.domain.period import Month
from costgov.domain.runs import LEASE, Gap, Run, RunStatus, StepRecord, Target
from costgov.errors import InvalidInput
from costgov.pipeline import records, run_closing, run_control
from costgov.pipeline.run_control import Begun
from costgov.pipeline.targets import Estate
from costgov.settings import RunSettings
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import month_cost
from tests.fakes.sources import FakeOrganization
from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore

HOME = Target(account_id="111122223333", region="eu-west-1")


class Pipeline:
    """The state machine's first and last step, with every step in between succeeding."""

    def __init__(self, zone: str = "UTC", estate: Estate | None = None) -> None:
        self.control = InMemoryDocumentStore()
        self.costs = InMemoryCostStore()
        self.settings = RunSettings(
            stage="local",
            control_table="control",
            costs_table="costs",
            time_zone=zone,
            cost_source="cost_explorer",
            home_account=HOME.account_id,
            home_region=HOME.region,
            deliver_queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/deliver",
        )
        self.organization = FakeOrganization()
        self.estate = estate or Estate()
        self.executions = 0

    def begin(self, now: datetime, **fields: object) -> Begun:
        self.executions += 1
        event = {
            "trigger": "schedule",
            "execution": f"execution-{self.executions}",
            "started_at": now.isoformat(),
            "estate": self.estate.model_dump(mode="json"),
            **fields,
        }
        begin = run_control.checked_begin(event)
        ports = run_control.BeginPorts(self.control, self.costs, self.organization)
        return run_control.begin(begin, ports, self.settings, now)

    def tick(self, now: datetime) -> Begun:
        """A scheduled tick and, unless it is a duplicate, a complete run."""
        begun = self.begin(now, scheduled_at=now.isoformat())
        if not begun.duplicate:
            self.succeed(begun, now)
        return begun

    def succeed(self, begun: Begun, now: datetime) -> None:
        run = records.runs(self.control).get(begun.run_id)
        for name in run.expected_steps:
            step, _, target = name.partition("#")
            self.record(begun.run_id, step, target, now)
        if not self.costs.known:
            first = month_cost({begun.window.start: "1"})
            last = month_cost({begun.as_of: "1"})
            months = [Month.of(begun.window.start), Month.of(begun.as_of)]
            self.costs.replace("cost_explorer", months, [first, last], now)
        run_closing.finish(begun.run_id, {}, self.control, now)

    def record(self, run_id: str, step: str, target: str, now: datetime) -> None:
        record = StepRecord(step=step, target=target, expected=1, got=1, finished_at=now)
        records.record_step(self.control, run_id, record)

    def statuses(self) -> dict[str, RunStatus]:
        return {run.run_id: run.status for run in records.runs(self.control).all()}


def ticks(zone: str, hour: int, minute: int, first: date, days: int) -> list[datetime]:
    """What a schedule delivers: a local time that does not exist is skipped, one that exists
    twice is (at worst) delivered twice."""
    found = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        for fold in (0, 1):
            local = datetime(
                day.year, day.month, day.day, hour, minute, fold=fold, tzinfo=ZoneInfo(zone)
            )
            instant = local.astimezone(UTC)
            shown = instant.astimezone(ZoneInfo(zone))
            exists = shown.replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0)
            if exists and instant not in found:
                found.append(instant)
    return found


@pytest.mark.fault_case(11)
def test_a_tick_the_clock_change_skips_is_caught_up_by_the_next() -> None:
    pipeline = Pipeline("Europe/Berlin")
    for tick in ticks("Europe/Berlin", 2, 30, date(2026, 3, 27), 5):
        pipeline.tick(tick)

    assert "daily-2026-03-29" not in pipeline.statuses()
    assert pipeline.statuses()["daily-2026-03-30"] is RunStatus.OK
    window = records.runs(pipeline.control).get("daily-2026-03-30")
    assert window.window_start <= date(2026, 3, 29) < window.window_end


@pytest.mark.fault_case(11)
def test_a_tick_the_clock_change_doubles_runs_once() -> None:
    pipeline = Pipeline("Europe/Berlin")
    delivered = ticks("Europe/Berlin", 2, 30, date(2026, 10, 24), 3)
    assert len(delivered) == 4

    duplicates = [pipeline.tick(tick).duplicate for tick in delivered]

    assert duplicates == [False, False, True, False]


@pytest.mark.fault_case(11)
def test_two_local_days_within_one_utc_day_are_two_runs() -> None:
    pipeline = Pipeline("Europe/Berlin")
    delivered = ticks("Europe/Berlin", 1, 30, date(2026, 3, 29), 2)
    assert {tick.date() for tick in delivered} == {date(2026, 3, 29)}

    assert [pipeline.tick(tick).run_id for tick in delivered] == [
        "daily-2026-03-29",
        "daily-2026-03-30",
    ]
    assert set(pipeline.statuses().values()) == {RunStatus.OK}


@pytest.mark.fault_case(11)
def test_an_outage_of_two_months_is_inside_the_next_window() -> None:
    pipeline = Pipeline()
    pipeline.tick(datetime(2026, 3, 10, 6, tzinfo=UTC))

    begun = pipeline.tick(datetime(2026, 6, 20, 6, tzinfo=UTC))

    assert begun.window.start == date(2026, 3, 1)


@given(
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    start=st.dates(date(2025, 1, 1), date(2026, 12, 1)),
)
def test_every_local_day_has_at_most_one_run_and_every_day_is_covered(
    zone: str, hour: int, minute: int, start: date
) -> None:
    pipeline = Pipeline(zone)
    delivered = ticks(zone, hour, minute, start, 8)
    begun = [pipeline.tick(tick) for tick in delivered]

    run_ids = [run.run_id for run in begun if not run.duplicate]
    assert len(run_ids) == len(set(run_ids))
    covered = {day for run in begun for day in pipeline_days(run)}
    first, last = begun[0].as_of, begun[-1].as_of
    expected = {first + timedelta(days=i) for i in range((last - first).days + 1)}
    assert expected <= covered


def pipeline_days(begun: Begun) -> set[date]:
    length = (begun.window.end - begun.window.start).days
    return {begun.window.start + timedelta(days=i) for i in range(length)}


def test_the_first_run_back_fills_thirteen_months() -> None:
    begun = Pipeline().begin(datetime(2026, 10, 20, 6, tzinfo=UTC))

    assert (begun.window.start, begun.window.end) == (date(2025, 9, 1), date(2026, 10, 21))


def test_a_day_given_by_hand_names_run_and_data_alike() -> None:
    begun = Pipeline("America/New_York").begin(
        datetime(2026, 11, 21, 3, tzinfo=UTC), as_of="2026-10-20"
    )

    assert (begun.run_id, begun.as_of) == ("daily-2026-10-20", date(2026, 10, 20))


@pytest.mark.fault_case(2)
@pytest.mark.fault_case(2)
def test_a_second_execution_stays_out_while_the_first_is_alive() -> None:
    pipeline, noon = Pipeline(), datetime(2026, 10, 20, 12, tzinfo=UTC)
    pipeline.begin(noon)

    assert pipeline.begin(noon + timedelta(minutes=5)).duplicate
    assert not pipeline.begin(noon + LEASE).duplicate


def test_begin_retried_by_the_same_execution_is_no_duplicate() -> None:
    pipeline, noon = Pipeline(), datetime(2026, 10, 20, 12, tzinfo=UTC)
    pipeline.begin(noon, execution="one")

    assert not pipeline.begin(noon, execution="one").duplicate


@pytest.mark.fault_case(1)
@pytest.mark.fault_case(1)
def test_a_tick_delivered_twice_begins_one_run() -> None:
    pipeline, tick = Pipeline(), datetime(2026, 10, 20, 6, tzinfo=UTC)

    first = pipeline.begin(tick, scheduled_at=tick.isoformat())
    again = pipeline.begin(tick + timedelta(seconds=3), scheduled_at=tick.isoformat())
    pipeline.succeed(first, tick)
    late = pipeline.begin(tick + timedelta(hours=5), scheduled_at=tick.isoformat())

    assert [first.duplicate, again.duplicate, late.duplicate] == [False, True, True]
    assert (again.targets, late.targets) == ((), ())


def test_a_complete_run_repeats_only_when_forced() -> None:
    pipeline, noon = Pipeline(), datetime(2026, 10, 20, 12, tzinfo=UTC)
    pipeline.tick(noon)

    assert pipeline.begin(noon).duplicate
    assert not pipeline.begin(noon, force=True).duplicate


def test_a_step_that_never_reported_is_a_gap_with_the_state_machines_reason() -> None:
    pipeline = Pipeline()
    now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    begun = pipeline.begin(now)
    pipeline.record(begun.run_id, "collect_costs", "all", now)

    errors = {"analyse": {"Error": "Lambda.Timeout", "Cause": "after 600 s"}}
    run = run_closing.finish(begun.run_id, errors, pipeline.control, now)

    assert run.status is RunStatus.PARTIAL
    assert {(gap.step, gap.target): gap.reason for gap in run.gaps} == {
        ("collect_resources", "111122223333/eu-west-1"): "no-result",
        ("collect_rates", "all"): "no-result",
        ("analyse", "all"): "Lambda.Timeout",
        ("optimise", "all"): "no-result",
        ("settle", "all"): "no-result",
        ("alert", "all"): "no-result",
        ("report", "all"): "no-result",
    }
    assert {gap.retry_after for gap in run.gaps} == {date(2026, 10, 21)}


def test_a_step_that_failed_after_it_had_recorded_leaves_no_run_complete() -> None:
    pipeline, now = Pipeline(), datetime(2026, 10, 20, 12, tzinfo=UTC)
    begun = pipeline.begin(now)
    for name in records.runs(pipeline.control).get(begun.run_id).expected_steps:
        step, _, target = name.partition("#")
        pipeline.record(begun.run_id, step, target, now)
    assert run_closing.finish(begun.run_id, {}, pipeline.control, now).status is RunStatus.OK

    errors = {"analyse": {"Error": "Runtime.OutOfMemory", "Cause": "while looking ahead"}}
    run = run_closing.finish(begun.run_id, errors, pipeline.control, now)

    assert run.status is RunStatus.PARTIAL
    [gap] = run.gaps
    assert (gap.step, gap.target, gap.reason) == ("analyse", "all", "Runtime.OutOfMemory")


def test_the_sentence_is_taken_out_of_what_lambda_wraps_it_in() -> None:
    pipeline, now = Pipeline(), datetime(2026, 10, 20, 12, tzinfo=UTC)
    begun = pipeline.begin(now)
    cause = '{"errorMessage": "write s3://reports: AccessDenied", "errorType": "StoreError"}'

    errors = {"report": {"Error": "StoreError", "Cause": cause}}
    run = run_closing.finish(begun.run_id, errors, pipeline.control, now)

    details = {gap.step: gap.detail for gap in run.gaps}
    assert details["report"] == "write s3://reports: AccessDenied"


def test_a_target_that_ended_without_a_record_keeps_its_reason() -> None:
    pipeline = Pipeline()
    now = datetime(2026, 10, 20, 12, tzinfo=UTC)
    begun = pipeline.begin(now)
    failed = run_closing.FailedTarget.model_validate(
        {
            "run_id": begun.run_id,
            "account_id": "111122223333",
            "region": "eu-west-1",
            "error": {"Error": "Sandbox.Timedout", "Cause": "after 900 s"},
        }
    )

    run_closing.note_failed_target(failed, pipeline.control, now)
    run = run_closing.finish(begun.run_id, {}, pipeline.control, now)

    [gap] = [gap for gap in run.gaps if gap.step == "collect_resources"]
    assert (gap.reason, gap.detail) == ("Sandbox.Timedout", "after 900 s")
    assert run.status is RunStatus.FAILED


def test_a_run_without_any_result_failed_and_may_run_again() -> None:
    pipeline, now = Pipeline(), datetime(2026, 10, 20, 12, tzinfo=UTC)
    begun = pipeline.begin(now)

    assert run_closing.finish(begun.run_id, {}, pipeline.control, now).status is RunStatus.FAILED
    assert not pipeline.begin(now).duplicate


def test_steps_of_an_earlier_attempt_do_not_count() -> None:
    pipeline, now = Pipeline(), datetime(2026, 10, 20, 12, tzinfo=UTC)
    begun = pipeline.begin(now)
    pipeline.record(begun.run_id, "collect_costs", "all", now)
    run_closing.finish(begun.run_id, {}, pipeline.control, now)

    again = pipeline.begin(now)
    run = run_closing.finish(again.run_id, {}, pipeline.control, now)

    assert run.status is RunStatus.FAILED


def test_a_run_whose_end_never_came_is_closed_by_the_next_with_the_reason() -> None:
    pipeline, morning = Pipeline(), datetime(2026, 10, 20, 6, tzinfo=UTC)
    begun = pipeline.begin(morning)
    pipeline.record(begun.run_id, "collect_costs", "all", morning)
    next_morning = morning + timedelta(days=1)
    following = pipeline.begin(next_morning)

    [closed] = run_closing.close_abandoned(following.run_id, pipeline.control, next_morning)

    assert (closed.run_id, closed.status) == (begun.run_id, RunStatus.FAILED)
    assert closed.gaps[0].reason == "abandoned"
    assert "execution-1" in closed.gaps[0].detail
    assert "collect_costs" not in {gap.step for gap in closed.gaps}
    assert records.runs(pipeline.control).get(begun.run_id) == closed
    assert run_closing.close_abandoned(following.run_id, pipeline.control, next_morning) == []


def test_a_run_that_ended_while_it_was_given_up_keeps_its_end() -> None:
    pipeline, morning = Pipeline(), datetime(2026, 10, 20, 6, tzinfo=UTC)
    begun = pipeline.begin(morning)
    next_morning = morning + timedelta(days=1)
    following = pipeline.begin(next_morning)
    listed = records.Records.page

    def ends_meanwhile(self: records.Records[Run], *parts: str, **options: Any) -> Any:
        found = listed(self, *parts, **options)
        if options.get("newest_first"):
            run_closing.finish(begun.run_id, {}, pipeline.control, next_morning)
        return found

    with patch.object(records.Records, "page", ends_meanwhile):
        assert run_closing.close_abandoned(following.run_id, pipeline.control, next_morning) == []

    kept = records.runs(pipeline.control).get(begun.run_id)
    assert "abandoned" not in {gap.reason for gap in kept.gaps}


def test_a_run_that_may_still_be_under_way_is_left_alone() -> None:
    pipeline, morning = Pipeline(), datetime(2026, 10, 20, 6, tzinfo=UTC)
    pipeline.begin(morning)
    soon = morning + LEASE - timedelta(seconds=1)
    other = pipeline.begin(soon, as_of="2026-09-01")

    assert run_closing.close_abandoned(other.run_id, pipeline.control, soon) == []


def test_the_days_of_an_abandoned_run_are_inside_the_next_window() -> None:
    pipeline = Pipeline()
    pipeline.tick(datetime(2026, 3, 10, 6, tzinfo=UTC))
    pipeline.begin(datetime(2026, 3, 11, 6, tzinfo=UTC))

    begun = pipeline.tick(datetime(2026, 6, 20, 6, tzinfo=UTC))

    assert begun.window.start == date(2026, 3, 1)


def test_an_account_that_stays_broken_does_not_make_the_window_grow() -> None:
    pipeline = Pipeline()
    for month in range(1, 7):
        now = datetime(2026, month, 15, 6, tzinfo=UTC)
        begun = pipeline.begin(now)
        pipeline.succeed(begun, now)
        table = records.runs(pipeline.control)
        run = table.get(begun.run_id)
        gap = Gap(
            step="collect_resources",
            target="x",
            reason="access-denied",
            detail="no role",
            retry_after=date(2026, 7, 1),
        )
        table.put(run.model_copy(update={"gaps": (gap,), "status": RunStatus.PARTIAL}), run.run_id)

    begun = pipeline.begin(datetime(2026, 7, 15, 6, tzinfo=UTC))

    assert begun.window.start == date(2026, 6, 1)


def test_nonsense_is_refused_with_a_sentence() -> None:
    with pytest.raises(InvalidInput, match="is not a day"):
        Pipeline().begin(datetime(2026, 10, 20, tzinfo=UTC), as_of="20.10.2026")
    with pytest.raises(InvalidInput, match="no input of the daily pipeline"):
        run_control.checked_begin({"trigger": "moon"})
