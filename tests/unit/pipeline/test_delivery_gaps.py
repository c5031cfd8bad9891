"""A run on billing files is not OK while the bill is late, refused, waiting or incomplete."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from costgov.domain.runs import CostSource, Run, RunStatus, StepRecord
from costgov.errors import DeliveryNotReady
from costgov.pipeline import records, run_closing
from costgov.pipeline.delivery_gaps import note_deliveries

from tests.unit.billing.account import Account
from tests.unit.billing.files import csv_bytes, focus

EXPORT = "billing/cur"
KEY = f"{EXPORT}/data/BILLING_PERIOD=2026-10/a.csv"
MANIFEST = f"{EXPORT}/metadata/BILLING_PERIOD=2026-10/cur-Manifest.json"
LISTED = json.dumps({"dataFiles": [f"s3://b/{KEY}"]}).encode()


@pytest.fixture
def account() -> Account:
    return Account()


def deliver(account: Account, content: bytes) -> None:
    account.put(KEY, content)
    account.drop(MANIFEST, LISTED)


def run(account: Account, source: CostSource = "billing_files") -> Run:
    """A run of now that did everything else; its status and gaps."""
    table, run_id = records.runs(account.control), "daily-2026-10-21"
    opened = Run(
        run_id=run_id,
        as_of=account.now.date(),
        status=RunStatus.RUNNING,
        trigger="schedule",
        execution="e",
        cost_source=source,
        window_start=date(account.now.year, account.now.month, 1),
        window_end=account.now.date() + timedelta(days=1),
        expected_steps=("import_billing#all", "analyse#all"),
        started_at=account.now,
    )
    table.put(opened, run_id)
    analysed = StepRecord(step="analyse", expected=1, got=1, finished_at=account.now)
    records.record_step(account.control, run_id, analysed)
    note_deliveries(run_id, account.control, account.costs, account.now)
    return run_closing.finish(run_id, {}, account.control, account.now)


def told(account: Account) -> list[tuple[str, str]]:
    finished = run(account)
    assert finished.status is (RunStatus.PARTIAL if finished.gaps else RunStatus.OK)
    return [(gap.target, gap.reason) for gap in finished.gaps]


def test_a_run_whose_export_has_delivered_is_ok(account: Account) -> None:
    deliver(account, csv_bytes([focus()]))
    account.drop("billing/azure.csv", csv_bytes([focus()]))

    assert told(account) == []


def test_no_file_at_all_is_a_gap(account: Account) -> None:
    assert told(account) == [("all", "no-delivery")]


def test_a_refused_delivery_is_a_gap_with_its_sentence(account: Account) -> None:
    deliver(account, csv_bytes([focus()]))
    deliver(account, b"")

    [gap] = run(account).gaps
    assert (gap.step, gap.target, gap.reason, gap.detail) == (
        "import_billing", f"export:{EXPORT}/2026-10", "refused", "the file is empty",
    )  # fmt: skip
    assert gap.retry_after == account.now.date() + timedelta(days=1)


def test_a_refusal_is_told_as_long_as_the_run_looks_back(account: Account) -> None:
    account.drop("billing/notes.txt", b"hello\nworld")
    account.drop("billing/focus.csv", csv_bytes([focus()]))
    assert told(account) == [("file:billing/notes.txt", "refused")]

    account.now = datetime(2026, 11, 2, tzinfo=UTC)
    assert told(account) == []


@pytest.mark.fault_case(36)
def test_an_incomplete_delivery_is_a_gap(account: Account) -> None:
    with pytest.raises(DeliveryNotReady):
        account.drop(MANIFEST, LISTED)

    [gap] = run(account).gaps
    assert (gap.reason, gap.detail) == ("incomplete", f"{KEY} is not there")


def test_files_that_wait_for_a_manifest_longer_than_an_hour_are_a_gap(account: Account) -> None:
    deliver(account, csv_bytes([focus()]))
    account.now += timedelta(hours=20)
    account.drop(KEY, csv_bytes([focus(BilledCost="2")]))
    assert told(account) == []

    account.now += timedelta(hours=2)
    assert told(account) == [(f"export:{EXPORT}/2026-10", "waiting")]


@pytest.mark.parametrize(
    ("days", "gaps"),
    [
        (2, []),
        (3, [(f"export:{EXPORT}", "late")]),
        (7, [(f"export:{EXPORT}", "late")]),
        (8, [(f"export:{EXPORT}", "stopped")]),
        (46, [("all", "stopped")]),
    ],
)
def test_an_export_that_is_late_or_has_stopped_is_a_gap(
    account: Account, days: int, gaps: list[tuple[str, str]]
) -> None:
    deliver(account, csv_bytes([focus(ChargePeriodStart="2026-10-19T00:00:00Z")]))

    account.now += timedelta(days=days)
    assert told(account) == gaps


def test_lone_files_that_cover_no_recent_day_are_a_gap(account: Account) -> None:
    account.drop("billing/september.csv", csv_bytes([focus(ChargePeriodStart="2026-09-14")]))

    [gap] = run(account).gaps
    assert (gap.reason, gap.detail) == ("stopped", "no file covers a day after 2026-09-14")


def test_a_run_on_cost_explorer_asks_for_no_file(account: Account) -> None:
    finished = run(account, "cost_explorer")

    assert [(gap.step, gap.reason) for gap in finished.gaps] == [("import_billing", "no-result")]
