"""The import as a story: objects arrive, are restated, broken, overwritten; facts follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from costgov.domain.costs import ORG, Metric, MonthCost, SeriesKey
from costgov.domain.imports import ImportRecord
from costgov.domain.money import exact_sum
from costgov.domain.period import Month, Window
from costgov.errors import StoreError, VersionConflict
from costgov.gateways.ports import WriteStats
from costgov.pipeline import records
from costgov.pipeline.import_billing import ImportPorts, ObjectCreated, import_billing, source_of
from costgov.settings import ImportBillingSettings

from tests.fakes.stores import InMemoryCostStore, InMemoryDocumentStore, InMemoryObjectStore
from tests.unit.billing.files import csv_bytes, focus

SETTINGS = ImportBillingSettings(
    stage="test",
    control_table="control",
    costs_table="costs",
    exports_bucket="exports",
    evidence_bucket="evidence",
    tag_keys=("team",),
    memory_limit_mb=256,
)
YEAR = Window(date(2026, 1, 1), date(2027, 1, 1))
SEPTEMBER = focus(ChargePeriodStart="2026-09-30T00:00:00Z", BilledCost="7")


def created(key: str, etag: str = "any") -> ObjectCreated:
    return ObjectCreated.model_validate({"detail": {"object": {"key": key, "etag": etag}}})


@dataclass
class Account:
    """The stores of one deployment and a clock that moves an hour with every import."""

    exports: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    evidence: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    costs: InMemoryCostStore = field(default_factory=InMemoryCostStore)
    control: InMemoryDocumentStore = field(default_factory=InMemoryDocumentStore)
    now: datetime = datetime(2026, 10, 20, 6, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.evidence.others["exports"] = self.exports

    def drop(self, key: str, content: bytes) -> ImportRecord:
        """An object arrives and is imported."""
        self.exports.put(key, content, "text/csv")
        return self.hear_of(key)

    def hear_of(self, key: str) -> ImportRecord:
        """The event of an object is handled."""
        self.now += timedelta(hours=1)
        ports = ImportPorts(self.exports, self.evidence, self.costs, self.control)
        return import_billing(created(key), ports, SETTINGS, self.now)

    def total(self) -> dict[str, Decimal]:
        """BilledCost by month."""
        found: dict[str, Decimal] = {}
        for fact in self.costs.months(SeriesKey("USD", ORG, "total"), YEAR):
            amount = exact_sum(fact.daily(Metric.BILLED).values())
            found[str(fact.month)] = found.get(str(fact.month), Decimal(0)) + amount
        return found


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
    assert [ledger.source for ledger in account.costs.ledgers()] == ["file:billing/focus.csv"]


def test_the_same_file_twice_changes_nothing(account: Account) -> None:
    first = account.drop("billing/focus.csv", csv_bytes([focus()]))
    writes = account.costs.writes

    again = account.hear_of("billing/focus.csv")

    assert account.costs.writes == writes
    assert not account.costs.history
    assert again == first.model_copy(update={"finished_at": account.now})


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


def test_a_month_out_of_a_rolling_file_stays(account: Account) -> None:
    account.drop("billing/latest.csv", csv_bytes([SEPTEMBER]))
    account.drop("billing/latest.csv", csv_bytes([focus()]))

    assert account.total() == {"2026-09": Decimal(7), "2026-10": Decimal("1.5")}


def test_a_new_version_of_a_month_replaces_the_old_part_by_part(account: Account) -> None:
    month = "billing/x/data/billing_period=2026-10"
    for part in ("x-1.csv", "x-2.csv"):
        account.drop(f"{month}/2026-10-03T00:01:02Z-1b/{part}", csv_bytes([focus()]))
    assert account.total() == {"2026-10": Decimal(3)}

    account.drop(f"{month}/2026-10-04T00:01:02Z-7c/x-1.csv", csv_bytes([focus(BilledCost="4")]))

    assert account.total() == {"2026-10": Decimal("5.5")}


def test_a_month_that_its_folder_empties_is_empty(account: Account) -> None:
    key = "billing/x/data/billing_period=2026-10/x-1.csv"
    account.drop(key, csv_bytes([focus()]))

    account.drop(key, csv_bytes([SEPTEMBER]))

    assert account.total() == {"2026-09": Decimal(7)}


@pytest.mark.parametrize(
    ("key", "source"),
    [
        ("billing/focus.csv", "billing/focus.csv"),
        ("billing/2026-10/aws/focus.csv", "billing/2026-10/aws/focus.csv"),
        ("billing/r/20261001-20261101/r-1.csv.gz", "billing/r/20261001-20261101/r-1.csv.gz"),
        (
            "billing/r/20261001-20261101/0b7b3c5e-6f0f-4f3e-9d6e-2f1d3c4b5a69/r-1.csv.gz",
            "billing/r/20261001-20261101/r-1.csv.gz",
        ),
        (
            "billing/az/20261001-20261031/202610150312/0b7b3c5e-6f0f-4f3e-9d6e-2f1d3c4b5a69/p.csv",
            "billing/az/20261001-20261031/p.csv",
        ),
        (
            "billing/BILLING_PERIOD=2026-10/provider=oracle/f.csv",
            "billing/BILLING_PERIOD=2026-10/provider=oracle/f.csv",
        ),
        ("billing/20269901-20269931/202610150312/f", "billing/20269901-20269931/202610150312/f"),
    ],
)
def test_sources_are_named_by_what_replaces_them(key: str, source: str) -> None:
    assert source_of(key) == f"file:{source}"


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
    assert not account.control.items

    account.hear_of("billing/focus.csv")
    assert account.total() == {"2026-10": Decimal(2)}


def test_a_bucket_that_takes_no_evidence_stops_the_import(account: Account) -> None:
    account.evidence.refuse_writes = True

    with pytest.raises(StoreError):
        account.drop("billing/focus.csv", csv_bytes([focus()]))

    assert not account.costs.items
    assert not account.control.items


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
    assert not account.control.items

    record = account.hear_of("billing/focus.csv")

    assert record.status == "imported"
    assert account.total() == {"2026-10": Decimal("1.5")}
