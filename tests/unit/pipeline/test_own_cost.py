"""The product's own use over days: noted by invocations, added up and priced by the run."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from costgov.domain.runs import Gap, Run, RunStatus
from costgov.domain.usage import Used
from costgov.pipeline import records
from costgov.pipeline.own_cost import limit_reached, note_usage, own_cost_summary, settle

from tests.fakes.stores import InMemoryDocumentStore

MORNING = datetime(2026, 10, 20, 6, 5, tzinfo=UTC)
REQUESTS = {Used.COST_EXPLORER_REQUESTS: Decimal(5)}


def run(*gaps: Gap) -> Run:
    return Run(
        run_id="daily-2026-10-20",
        as_of=MORNING.date(),
        status=RunStatus.PARTIAL if gaps else RunStatus.OK,
        trigger="schedule",
        execution="arn",
        cost_source="cost_explorer",
        window_start=date(2026, 9, 1),
        window_end=date(2026, 10, 21),
        expected_steps=(),
        started_at=MORNING,
        gaps=gaps,
    )


def test_a_day_is_what_its_invocations_noted_each_once() -> None:
    control = InMemoryDocumentStore()
    note_usage(control, "collect_costs", "one", REQUESTS, MORNING)
    note_usage(control, "collect_costs", "one", REQUESTS, MORNING)
    note_usage(control, "alert", "one", {Used.SNS_PUBLISHES: Decimal(1)}, MORNING)

    cost = settle(control, MORNING)

    assert [(line.item, line.quantity) for line in cost.lines] == [
        (Used.COST_EXPLORER_REQUESTS, Decimal(5)),
        (Used.SNS_PUBLISHES, Decimal(1)),
    ]
    assert not cost.complete
    summary = own_cost_summary(control)
    assert summary is not None
    assert summary.latest == cost


def test_what_came_after_the_run_is_in_the_day_when_the_next_run_completes_it() -> None:
    control = InMemoryDocumentStore()
    note_usage(control, "collect_costs", "one", REQUESTS, MORNING)
    settle(control, MORNING)
    note_usage(control, "import_billing", "two", REQUESTS, MORNING + timedelta(hours=12))

    settle(control, MORNING + timedelta(days=1))

    summary = own_cost_summary(control)
    assert summary is not None
    assert summary.yesterday is not None
    assert summary.yesterday.complete
    assert summary.yesterday.usd == Decimal("0.10")
    assert summary.latest.usd == 0
    assert summary.month_to_date_usd == Decimal("0.10")


def test_days_without_a_run_are_settled_by_the_next_one() -> None:
    control = InMemoryDocumentStore()
    settle(control, MORNING)
    note_usage(control, "import_billing", "one", REQUESTS, MORNING + timedelta(days=2))

    settle(control, MORNING + timedelta(days=4))

    days = records.own_costs(control).all()
    assert [(one.day.day, one.complete, one.usd) for one in days] == [
        (20, True, 0),
        (21, True, 0),
        (22, True, Decimal("0.05")),
        (23, True, 0),
        (24, False, 0),
    ]


def test_nothing_is_known_before_the_first_run() -> None:
    assert own_cost_summary(InMemoryDocumentStore()) is None


@pytest.mark.fault_case(41)
def test_the_alarm_s_metric_says_when_a_day_is_dear_or_a_cap_was_hit() -> None:
    control = InMemoryDocumentStore()
    note_usage(control, "collect_costs", "one", REQUESTS, MORNING)
    cost = settle(control, MORNING)
    capped = Gap(
        step="collect_costs",
        target="by_service",
        reason="request-cap",
        detail="the cap of 5 requests a day is used up",
        retry_after=date(2026, 10, 21),
    )

    assert not limit_reached(cost, run(), Decimal("0.05"))
    assert limit_reached(cost, run(), Decimal("0.04"))
    assert limit_reached(cost, run(capped), Decimal(2))
