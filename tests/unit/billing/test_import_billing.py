"""The import as a story: objects arrive, are restated, broken, overwritten; facts follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from costgov.domain.costs import ORG, MonthCost, SeriesKey
from costgov.domain.period import Month
from costgov.errors import StoreError, VersionConflict
from costgov.gateways.ports import WriteStats
from costgov.pipeline import deliveries, records

from tests.fakes.stores import InMemoryCostStore, InMemoryObjectStore
from tests.unit.billing.account import SETTINGS, YEAR, Account
from tests.unit.billing.files import csv_bytes, focus

SEPTEMBER = focus(ChargePeriodStart="2026-09-30T00:00:00Z", BilledCost="7")


@pytest.fixture
def account() -> Account:
    return Account()


def test_a_file_becomes_facts_evidence_and_a_record(account: Account) -> None:
    content = csv_bytes([focus(Tags='{"team": "a"}'), focus(BilledCost="x")])

    record = account.drop("billing/focus.csv", content)

    assert account.total() == {"2026-10": Decimal("1.5")}
    assert record == records.imports(account.control).get("billing/focus.csv")
    assert record.source == "file:billing/focus.csv"
    assert (record.status, record.format, record.lines, record.kept) == ("imported", "FOCUS", 2, 1)
    assert (record.rejected_count, record.rejected[0].line) == (1, 3)
    assert (record.first_day, record.last_day) == (date(2026, 10, 1), date(2026, 10, 1))
    assert record.finished_at == account.now
    assert record.evidence_key == f"billing/{sha256(content).hexdigest()}"
    assert account.evidence.get(record.evidence_key) == content
    assert [(file.key, file.size) for file in record.files] == [("billing/focus.csv", len(content))]
    assert "BillingAccountId" not in record.unread
    assert [ledger.source for ledger in account.costs.ledgers()] == ["file:billing/focus.csv"]


def test_the_same_file_twice_changes_nothing(account: Account) -> None:
    first = account.drop("billing/focus.csv", csv_bytes([focus()]))
    writes = account.costs.writes

    notes = account.control.writes

    again = account.hear_of("billing/focus.csv")

    assert again == first
    assert (account.costs.writes, account.control.writes) == (writes, notes)
    assert not account.costs.history


def test_a_restated_file_replaces_what_it_said_before(account: Account) -> None:
    account.drop("billing/focus.csv", csv_bytes([focus(), focus(ServiceName="Gone tomorrow")]))

    account.drop("billing/focus.csv", csv_bytes([focus(BilledCost="2")]))

    assert account.total() == {"2026-10": Decimal(2)}
    assert (
        account.costs.months(SeriesKey("USD", ORG, "service"), YEAR, "Gone tomorrow", one=True)
        == []
    )
    assert account.costs.history


def test_files_side_by_side_add_up(account: Account) -> None:
    account.drop("billing/aws.csv", csv_bytes([focus()]))
    account.drop("billing/azure.csv", csv_bytes([focus(ProviderName="Microsoft")]))
    account.drop("billing/september.csv", csv_bytes([SEPTEMBER]))

    assert account.total() == {"2026-09": Decimal(7), "2026-10": Decimal(3)}


def test_a_lone_file_that_is_written_again_drops_the_months_it_no_longer_mentions(
    account: Account,
) -> None:
    account.drop("billing/latest.csv", csv_bytes([SEPTEMBER, focus()]))
    account.drop("billing/latest.csv", csv_bytes([focus()]))

    assert account.total() == {"2026-10": Decimal("1.5")}


def test_a_folder_without_a_manifest_holds_files_of_their_own(account: Account) -> None:
    month = "billing/x/billing_period=2026-10"
    for part in ("x-1.csv", "x-2.csv"):
        account.drop(f"{month}/2026-10-03T00:01:02Z-1b/{part}", csv_bytes([focus()]))
    assert account.total() == {"2026-10": Decimal(3)}

    account.drop(f"{month}/2026-10-04T00:01:02Z-7c/x-1.csv", csv_bytes([focus(BilledCost="4")]))

    assert account.total() == {"2026-10": Decimal("5.5")}


def test_a_month_that_its_folder_empties_is_empty(account: Account) -> None:
    key = "billing/x/billing_period=2026-10/x-1.csv"
    account.drop(key, csv_bytes([focus()]))

    account.drop(key, csv_bytes([SEPTEMBER]))

    assert account.total() == {"2026-09": Decimal(7)}


def test_a_newly_wanted_tag_is_read_from_a_file_that_is_known(account: Account) -> None:
    content = csv_bytes([focus(Tags='{"env": "prod"}')])
    account.drop("billing/focus.csv", content)
    account.settings = SETTINGS.model_copy(update={"tag_keys": ("team", "env")})

    account.drop("billing/focus.csv", content)

    key = SeriesKey("USD", ORG, "tag:env")
    assert [fact.value for fact in account.costs.months(key, YEAR)] == ["prod"]


@pytest.mark.parametrize("content", [b"", b"hello\nworld", csv_bytes([focus()])[:40]])
@pytest.mark.fault_case(36)
def test_a_broken_file_is_recorded_and_leaves_the_good_one(
    account: Account, content: bytes
) -> None:
    account.drop("billing/focus.csv", csv_bytes([focus()]))

    record = account.drop("billing/focus.csv", content)

    assert (record.status, record.format, record.kept) == ("refused", None, 0)
    assert record.reason
    assert records.imports(account.control).get("billing/focus.csv") == record
    assert account.evidence.get(record.evidence_key or "") == content
    assert account.total() == {"2026-10": Decimal("1.5")}


def test_an_object_that_is_gone_is_recorded(account: Account) -> None:
    record = account.hear_of("billing/gone.csv")

    assert (record.status, record.reason) == ("refused", "billing/gone.csv does not exist")
    assert record.evidence_key is None


@dataclass
class Overwriting(InMemoryObjectStore):
    """A bucket in which the object is overwritten as soon as it has been read."""

    restated: bytes = b""

    def download(self, key: str, path: Path, *, if_etag: str | None = None) -> str:
        etag = super().download(key, path, if_etag=if_etag)
        if self.restated:
            self.objects[key], self.restated = self.restated, b""
        return etag


@pytest.mark.fault_case(37)
def test_a_file_overwritten_while_it_is_read_is_read_again(account: Account) -> None:
    account.exports = Overwriting(restated=csv_bytes([focus(BilledCost="2")]))
    account.evidence.others["exports"] = account.exports

    with pytest.raises(VersionConflict, match=r"focus\.csv was overwritten while it was read"):
        account.drop("billing/focus.csv", csv_bytes([focus()]))
    assert not account.costs.items

    account.hear_of("billing/focus.csv")
    assert account.total() == {"2026-10": Decimal(2)}


def test_a_bucket_that_takes_no_evidence_stops_the_import(account: Account) -> None:
    account.evidence.refuse_writes = True

    with pytest.raises(StoreError):
        account.drop("billing/focus.csv", csv_bytes([focus()]))

    assert not account.costs.items
    state = deliveries.state_of(account.control, "file:billing/focus.csv")
    assert state is not None
    assert (state.status, state.lease, state.version) == ("incomplete", None, None)


@dataclass
class FailingOnce(InMemoryCostStore):
    """A cost store whose first delivery fails before it is written."""

    failed: bool = False

    def replace(
        self,
        source: str,
        months: Sequence[Month],
        facts: Iterable[MonthCost],
        as_of: datetime,
        *,
        only: object = None,
    ) -> WriteStats:
        if not self.failed:
            self.failed = True
            raise StoreError("write costs: ProvisionedThroughputExceeded")
        return super().replace(source, months, facts, as_of)


def test_a_store_that_fails_is_tried_again(account: Account) -> None:
    account.costs = FailingOnce()
    with pytest.raises(StoreError):
        account.drop("billing/focus.csv", csv_bytes([focus()]))

    record = account.hear_of("billing/focus.csv")

    assert record.status == "imported"
    assert account.total() == {"2026-10": Decimal("1.5")}
