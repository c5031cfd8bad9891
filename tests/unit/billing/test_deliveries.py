"""Deliveries with manifests as a story: parts wait, months are replaced whole, old news loses."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from costgov.domain.costs import Metric
from costgov.domain.deliveries import DeliveryState
from costgov.domain.imports import ImportRecord
from costgov.errors import DeliveryNotReady, NotFound, StoreError, VersionConflict
from costgov.pipeline import deliveries, delivery_import, records

from tests.fakes.stores import InMemoryObjectStore
from tests.unit.billing.account import Account
from tests.unit.billing.files import csv_bytes, focus, parquet_bytes

EXPORT = "billing/focus"
SOURCE = f"export:{EXPORT}/2026-10"
OVERWRITTEN = "data/BILLING_PERIOD=2026-10"
MANIFEST = f"{EXPORT}/metadata/BILLING_PERIOD=2026-10/focus-Manifest.json"
THIRD = f"{OVERWRITTEN}/2026-10-03T00:01:02.113Z-7c"
FOURTH = f"{OVERWRITTEN}/2026-10-04T00:01:02.113Z-1b"


def bill(cost: str, **values: str) -> bytes:
    return csv_bytes([focus(BilledCost=cost, **values)])


@dataclass
class Export(Account):
    """An export of Data Exports, which delivers its files first and its manifest last."""

    delivered: list[str] = field(default_factory=list)

    def put_files(self, folder: str, parts: Mapping[str, bytes]) -> str:
        """The files arrive; returns what their manifest will say."""
        self.delivered = [f"{EXPORT}/{folder}/{name}" for name in parts]
        for key, content in zip(self.delivered, parts.values(), strict=True):
            self.put(key, content)
        uris = [f"s3://exports/{key}" for key in self.delivered]
        return json.dumps({"executionId": "e", "dataFiles": uris})

    def deliver(self, folder: str, **parts: bytes) -> ImportRecord:
        """All files arrive, then their manifest, and the events are handled in this order."""
        manifest = self.put_files(folder, {f"{name}.csv": body for name, body in parts.items()})
        for key in self.delivered:
            self.handle(key)
        return self.drop(MANIFEST, manifest.encode())

    def state(self) -> DeliveryState:
        """How October of the export stands."""
        state = deliveries.state_of(self.control, SOURCE)
        assert state is not None
        return state

    def record(self, key: str) -> ImportRecord:
        """What is recorded of an object."""
        return records.imports(self.control).get(key)


@pytest.fixture
def export() -> Export:
    return Export()


def test_a_manifest_imports_all_its_files_as_one(export: Export) -> None:
    record = export.deliver(OVERWRITTEN, a=bill("1"), b=bill("2"))

    assert export.total() == {"2026-10": Decimal(3)}
    assert (record.status, record.source, record.month) == ("imported", SOURCE, "2026-10")
    assert [file.key for file in record.files] == export.delivered
    assert record.evidence_key is not None
    for key in (record.evidence_key, *(file.evidence_key for file in record.files)):
        assert export.evidence.get(key)
    assert export.state().status == "imported"
    assert {ledger.source for ledger in export.costs.ledgers()} == {SOURCE}


def test_months_of_a_delivery_that_died_before_its_ledger_go_with_the_next(
    export: Export,
) -> None:
    september = bill("5", ChargePeriodStart="2026-09-30T00:00:00Z")
    with (
        patch.object(export.costs, "_widen_ledgers", side_effect=StoreError("write: killed")),
        pytest.raises(StoreError),
    ):
        export.deliver(OVERWRITTEN, a=bill("1"), b=september)
    assert export.total() == {"2026-09": Decimal(5), "2026-10": Decimal(1)}

    export.deliver(OVERWRITTEN, a=bill("2"))

    assert export.total() == {"2026-10": Decimal(2)}
    assert export.state().begun == ()


def test_packed_parquet_files_of_one_name_are_read_each(export: Export) -> None:
    costs = {"one": "1", "two": "2"}
    parts = {
        f"{folder}/part-0.parquet": gzip.compress(parquet_bytes([focus(BilledCost=cost)]))
        for folder, cost in costs.items()
    }
    manifest = export.put_files(OVERWRITTEN, parts)

    export.drop(MANIFEST, manifest.encode())

    assert export.total() == {"2026-10": Decimal(3)}


def test_a_part_alone_waits_for_its_manifest(export: Export) -> None:
    manifest = export.put_files(OVERWRITTEN, {"a.csv": bill("1")})
    [key] = export.delivered

    waiting = export.hear_of(key)

    assert (waiting.status, waiting.source) == ("waiting", SOURCE)
    assert export.state().waiting_since == export.now
    assert export.total() == {}

    export.drop(MANIFEST, manifest.encode())

    assert export.total() == {"2026-10": Decimal(1)}
    assert export.state().waiting_since is None
    with pytest.raises(NotFound):
        export.record(key)


def test_a_part_whose_event_comes_late_changes_nothing(export: Export) -> None:
    export.deliver(OVERWRITTEN, a=bill("1"))
    notes = export.control.writes

    assert export.handle(export.delivered[0]) is None
    assert export.control.writes == notes


def test_the_same_delivery_again_writes_nothing(export: Export) -> None:
    first = export.deliver(OVERWRITTEN, a=bill("1"), b=bill("2"))
    writes, notes = export.costs.writes, export.control.writes

    assert export.hear_of(MANIFEST) == first
    assert (export.costs.writes, export.control.writes) == (writes, notes)


@pytest.mark.fault_case(36)
def test_a_month_in_fewer_parts_replaces_the_whole_month(export: Export) -> None:
    export.deliver(OVERWRITTEN, a=bill("1"), b=bill("2"), c=bill("3"))

    export.deliver(OVERWRITTEN, a=bill("5"))

    assert export.total() == {"2026-10": Decimal(5)}
    assert export.costs.history


def test_a_correction_of_another_month_leaves_that_months_own_bill_alone(export: Export) -> None:
    september = f"{EXPORT}/metadata/BILLING_PERIOD=2026-09/focus-Manifest.json"
    key = f"{EXPORT}/data/BILLING_PERIOD=2026-09/a.csv"
    in_september = {"ChargePeriodStart": "2026-09-30T00:00:00Z"}
    export.put(key, bill("7", **in_september))
    export.drop(september, json.dumps({"dataFiles": [f"s3://exports/{key}"]}).encode())

    both = csv_bytes([focus(BilledCost="1"), focus(BilledCost="-2", **in_september)])
    export.deliver(OVERWRITTEN, a=both)
    assert export.total() == {"2026-09": Decimal(5), "2026-10": Decimal(1)}

    export.deliver(OVERWRITTEN, a=bill("1"))
    assert export.total() == {"2026-09": Decimal(7), "2026-10": Decimal(1)}


@pytest.mark.fault_case(36)
@pytest.mark.parametrize("broken", [b"", bill("1").split(b"\n")[0], b"hello\nworld"])
def test_one_bad_part_refuses_the_delivery_and_leaves_the_month(
    export: Export, broken: bytes
) -> None:
    export.deliver(OVERWRITTEN, a=bill("1"), b=bill("2"))

    record = export.deliver(OVERWRITTEN, a=bill("9"), b=broken)

    assert record.status == "refused"
    assert (record.reason or "").startswith("b.csv: ")
    assert export.total() == {"2026-10": Decimal(3)}
    assert (export.state().status, export.state().reason) == ("refused", record.reason)

    export.deliver(OVERWRITTEN, a=bill("9"), b=bill("1"))
    assert export.total() == {"2026-10": Decimal(10)}
    assert export.state().status == "imported"


@pytest.mark.fault_case(36)
def test_a_missing_part_is_tried_again_and_is_a_gap_until_then(export: Export) -> None:
    export.deliver(OVERWRITTEN, a=bill("1"))
    manifest = export.put_files(OVERWRITTEN, {"a.csv": bill("2"), "b.csv": bill("3")})
    missing = export.exports.objects.pop(export.delivered[1])

    with pytest.raises(DeliveryNotReady, match=r"b\.csv is not there"):
        export.drop(MANIFEST, manifest.encode())
    assert export.total() == {"2026-10": Decimal(1)}
    assert (export.state().status, export.record(MANIFEST).status) == ("incomplete", "incomplete")

    export.exports.objects[export.delivered[1]] = missing
    export.hear_of(MANIFEST)
    assert export.total() == {"2026-10": Decimal(5)}
    assert (export.state().status, export.record(MANIFEST).status) == ("imported", "imported")


def test_a_part_of_another_size_than_the_manifest_says(export: Export) -> None:
    folder = "billing/az/20261001-20261031/0b7b3c5e-6f0f-4f3e-9d6e-2f1d3c4b5a69"
    export.put(f"{folder}/part.csv", bill("1"))
    manifest = {
        "blobs": [{"blobName": "root/part.csv", "byteCount": len(bill("1")) + 1}],
        "runInfo": {"startDate": "2026-10-01T00:00:00"},
    }

    with pytest.raises(DeliveryNotReady, match="the manifest says"):
        export.drop(f"{folder}/manifest.json", json.dumps(manifest).encode())
    manifest["blobs"] = [{"blobName": "root/part.csv", "byteCount": len(bill("1"))}]
    record = export.drop(f"{folder}/manifest.json", json.dumps(manifest).encode())

    assert (record.status, record.source) == ("imported", "export:billing/az/2026-10")


@pytest.mark.fault_case(37)
def test_parts_newer_than_their_manifest_are_a_delivery_that_is_being_written(
    export: Export,
) -> None:
    manifest = export.put_files(OVERWRITTEN, {"a.csv": bill("1"), "b.csv": bill("2")})
    export.put(MANIFEST, manifest.encode())
    export.now += timedelta(minutes=1)
    export.put(export.delivered[0], bill("10"))

    with pytest.raises(DeliveryNotReady, match="files are newer than their manifest"):
        export.hear_of(MANIFEST)
    assert export.total() == {}

    export.put(export.delivered[1], bill("20"))
    export.drop(MANIFEST, manifest.encode())
    assert export.total() == {"2026-10": Decimal(30)}


def test_an_export_that_was_copied_here_in_any_order_is_imported(export: Export) -> None:
    manifest = export.put_files(OVERWRITTEN, {"a.csv": bill("1")})
    export.put(MANIFEST, manifest.encode())
    export.now += timedelta(minutes=1)
    export.put(export.delivered[0], bill("1"))
    with pytest.raises(DeliveryNotReady):
        export.hear_of(MANIFEST)

    export.hear_of(MANIFEST)

    assert export.total() == {"2026-10": Decimal(1)}


@dataclass
class Overwriting(InMemoryObjectStore):
    """A bucket in which an object is overwritten as soon as another has been read."""

    after: str = ""
    key: str = ""
    content: bytes = b""

    def download(self, key: str, path: Path, *, if_etag: str | None = None) -> str:
        etag = super().download(key, path, if_etag=if_etag)
        if key == self.after:
            self.objects[self.key], self.after = self.content, ""
        return etag


@pytest.mark.fault_case(37)
@pytest.mark.parametrize("overwritten", ["b.csv", "the manifest"])
def test_a_delivery_overwritten_while_it_is_read_is_read_again(
    export: Export, overwritten: str
) -> None:
    export.exports = Overwriting()
    export.evidence.others["exports"] = export.exports
    manifest = export.put_files(OVERWRITTEN, {"a.csv": bill("1"), "b.csv": bill("2")}).encode()
    export.exports.after = export.delivered[0]
    if overwritten == "b.csv":
        export.exports.key, export.exports.content = export.delivered[1], bill("20")
    else:
        export.exports.key, export.exports.content = MANIFEST, manifest + b" "

    with pytest.raises(VersionConflict, match="was overwritten while it was read"):
        export.drop(MANIFEST, manifest)
    assert not export.costs.items

    export.hear_of(MANIFEST)
    wanted = Decimal(21) if overwritten == "b.csv" else Decimal(3)
    assert export.total() == {"2026-10": wanted}


def test_versions_in_folders_of_their_own_replace_each_other(export: Export) -> None:
    export.deliver(THIRD, a=bill("1"), b=bill("2"))
    record = export.deliver(FOURTH, a=bill("4"))

    assert export.total() == {"2026-10": Decimal(4)}
    assert record.version == "2026-10-04T00:01:02.000000Z"


def test_an_older_version_never_wins_whenever_it_is_heard_of(export: Export) -> None:
    def beside(folder: str) -> str:
        return f"{EXPORT}/{folder.replace('data/', 'metadata/')}/focus-Manifest.json"

    older = export.put_files(THIRD, {"a.csv": bill("1")})
    export.put(beside(THIRD), older.encode())
    newer = export.put_files(FOURTH, {"a.csv": bill("4")})
    export.put(beside(FOURTH), newer.encode())

    assert export.hear_of(beside(FOURTH)).status == "imported"
    late = export.hear_of(beside(THIRD))

    assert (late.status, late.reason) == ("superseded", "a newer delivery was imported before")
    assert export.total() == {"2026-10": Decimal(4)}
    assert export.handle(f"{EXPORT}/{THIRD}/a.csv") is None
    assert export.state().waiting_since is None

    del export.exports.objects[f"{EXPORT}/{THIRD}/a.csv"]
    assert export.hear_of(beside(THIRD)).status == "superseded"
    assert export.state().status == "imported"


def test_a_delivery_that_was_imported_keeps_its_record_when_it_is_heard_of_again(
    export: Export,
) -> None:
    folder = "billing/az/20261001-20261031"
    manifests = []
    for run, day in (("0b7b3c5e-6f0f-4f3e-9d6e-2f1d3c4b5a69", 3), ("1" * 12, 4)):
        export.put(f"{folder}/{run}/part.csv", bill(str(day)))
        content = {
            "blobs": [{"blobName": "part.csv"}],
            "runInfo": {"submittedTime": f"2026-10-0{day}T05:00:00Z", "startDate": "2026-10-01"},
        }
        manifests.append(f"{folder}/{run}/manifest.json")
        export.put(manifests[-1], json.dumps(content).encode())
    first = export.hear_of(manifests[0])
    export.hear_of(manifests[1])

    assert export.hear_of(manifests[0]) == first
    assert export.total() == {"2026-10": Decimal(4)}


@dataclass
class Meanwhile(InMemoryObjectStore):
    """A bucket in which something happens while an object is read for the first time."""

    happens: list[Callable[[], None]] = field(default_factory=list)

    def download(self, key: str, path: Path, *, if_etag: str | None = None) -> str:
        etag = super().download(key, path, if_etag=if_etag)
        if key.endswith("a.csv") and self.happens:
            self.happens.pop()()
        return etag


@pytest.fixture
def busy() -> Export:
    export = Export(exports=Meanwhile(), step=timedelta(minutes=1))
    manifest = export.put_files(OVERWRITTEN, {"a.csv": bill("1")})
    export.put(MANIFEST, manifest.encode())
    return export


def meanwhile(export: Export, *happens: Callable[[], None]) -> None:
    assert isinstance(export.exports, Meanwhile)
    export.exports.happens = list(happens)


def test_an_event_that_comes_twice_is_handled_once(busy: Export) -> None:
    heard: list[str | None] = []
    meanwhile(busy, lambda: heard.append(busy.hear_of(MANIFEST).reason))

    record = busy.hear_of(MANIFEST)

    assert heard == ["it is being imported"]
    assert record.status == "imported"
    assert busy.record(MANIFEST) == record


def test_one_importer_at_a_time_works_on_a_source(busy: Export) -> None:
    def a_newer_delivery_arrives() -> None:
        with pytest.raises(DeliveryNotReady, match=f"another delivery of {SOURCE} is being"):
            busy.deliver(OVERWRITTEN, a=bill("2"), b=bill("3"))

    meanwhile(busy, a_newer_delivery_arrives)

    with pytest.raises(VersionConflict, match="was overwritten while it was read"):
        busy.hear_of(MANIFEST)
    assert busy.total() == {}

    busy.hear_of(MANIFEST)
    assert busy.total() == {"2026-10": Decimal(5)}


def test_a_delivery_that_is_not_whole_yet_lets_no_other_importer_in(busy: Export) -> None:
    def a_newer_delivery_begins() -> None:
        manifest = busy.put_files(OVERWRITTEN, {"a.csv": bill("2"), "b.csv": bill("3")})
        del busy.exports.objects[busy.delivered[1]]
        busy.put(MANIFEST, manifest.encode())
        with pytest.raises(DeliveryNotReady, match="is not there"):
            busy.hear_of(MANIFEST)
        busy.put(busy.delivered[1], bill("3"))
        busy.put(MANIFEST, manifest.encode())
        with pytest.raises(DeliveryNotReady, match=f"another delivery of {SOURCE} is being"):
            busy.hear_of(MANIFEST)

    meanwhile(busy, a_newer_delivery_begins)

    with pytest.raises(VersionConflict, match="was overwritten while it was read"):
        busy.hear_of(MANIFEST)
    busy.hear_of(MANIFEST)
    assert busy.total() == {"2026-10": Decimal(5)}


def test_an_importer_that_died_keeps_others_out_for_a_while_only(busy: Export) -> None:
    class Killed(BaseException):
        """The function is stopped: no line of it runs any more."""

    def killed() -> None:
        raise Killed

    meanwhile(busy, killed)
    with pytest.raises(Killed):
        busy.hear_of(MANIFEST)
    assert busy.hear_of(MANIFEST).reason == "it is being imported"

    busy.now += deliveries.LEASE
    assert busy.hear_of(MANIFEST).status == "imported"
    assert busy.total() == {"2026-10": Decimal(1)}


def test_files_imported_alone_count_once_when_their_manifest_comes_after_all(
    export: Export,
) -> None:
    folder = "billing/r/20261001-20261101"
    for name in ("r-1.csv", "r-2.csv"):
        assert export.drop(f"{folder}/{name}", bill("1")).status == "imported"
    assert export.total() == {"2026-10": Decimal(2)}

    manifest = json.dumps({"reportKeys": [f"p/r/20261001-20261101/r-{n}.csv" for n in (1, 2)]})
    export.drop(f"{folder}/r-Manifest.json", manifest.encode())

    assert export.total() == {"2026-10": Decimal(2)}
    assert deliveries.state_of(export.control, f"file:{folder}/r-1.csv") is None
    assert export.drop(f"{folder}/r-1.csv", bill("1")).status == "waiting"


def test_a_manifest_we_do_not_know_is_refused(export: Export) -> None:
    record = export.drop(MANIFEST, b'{"entries": []}')

    assert record.status == "refused"
    assert "none of AWS Data Exports'" in (record.reason or "")
    assert export.drop("billing/x/manifest.json", b"{}").status == "refused"


def test_what_lies_beside_a_bill_is_no_news(export: Export) -> None:
    export.put(f"{EXPORT}/metadata/BILLING_PERIOD=2026-10/create-table.sql", b"CREATE")

    assert export.handle(f"{EXPORT}/metadata/BILLING_PERIOD=2026-10/create-table.sql") is None
    assert not export.control.items


def test_a_manifest_or_part_that_is_gone(export: Export) -> None:
    assert export.hear_of(MANIFEST).status == "refused"
    assert export.handle(f"{EXPORT}/{THIRD}/a.csv") is None


def test_a_replaced_month_that_was_over_is_a_correction(export: Export) -> None:
    export.now = datetime(2026, 11, 3, tzinfo=UTC)
    export.deliver(OVERWRITTEN, a=bill("1"))
    export.now = datetime(2026, 11, 20, tzinfo=UTC)

    export.deliver(OVERWRITTEN, a=bill("3"))

    [correction] = records.corrections(export.control).all("USD")
    assert (correction.source, correction.month, correction.after_close) == (
        SOURCE, "2026-10", True,
    )  # fmt: skip
    assert [(change.metric, change.before, change.after) for change in correction.changes] == [
        (Metric.BILLED, Decimal(1), Decimal(3))
    ]


def test_a_month_that_is_still_growing_is_no_correction(export: Export) -> None:
    export.deliver(OVERWRITTEN, a=bill("1"))
    export.deliver(OVERWRITTEN, a=bill("3"))

    assert records.corrections(export.control).all("USD") == []


def test_a_delivery_too_large_for_the_disk_is_refused(export: Export) -> None:
    with patch.object(delivery_import, "disk_usage", lambda _: SimpleNamespace(free=10)):
        record = export.deliver(OVERWRITTEN, a=bill("1"))

    assert record.status == "refused"
    assert "the import has room for 0 MB" in (record.reason or "")
