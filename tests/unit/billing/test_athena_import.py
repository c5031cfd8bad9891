"""Deliveries past the configured size go through Athena, and give the facts that DuckDB gives."""

import gzip
import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
from costgov.domain.costs import MonthCost
from costgov.domain.imports import ImportRecord
from costgov.errors import QueryUnderWay
from costgov.pipeline import deliveries
from costgov.pipeline.delivery_import import ImportPorts
from costgov.pipeline.import_billing import import_billing

from tests.fakes.athena import DuckAthena
from tests.fakes.stores import CostKey
from tests.unit.billing.account import SETTINGS, Account, created
from tests.unit.billing.files import csv_bytes, focus, parquet_bytes

BY_ATHENA = SETTINGS.model_copy(
    update={
        "athena_from_mb": 1,
        "athena_workgroup": "costgov",
        "athena_database": "bills",
        "athena_results_bucket": "answers",
    }
)
_NOISE = Random(1)
# A column that does not pack well makes a file large.
LONG = [
    focus(Tags=f'{{"team": "{n % 7}"}}', x_Noise=_NOISE.randbytes(6000).hex()) for n in range(100)
]


@dataclass
class LargeAccount(Account):
    """A deployment with Athena from one megabyte on."""

    athena: DuckAthena | None = None
    records: list[ImportRecord] = field(default_factory=list)

    def handle(self, key: str) -> ImportRecord | None:
        self.now += self.step
        self.athena = self.athena or DuckAthena(self.exports)
        ports = ImportPorts(self.exports, self.evidence, self.costs, self.control, self.athena)
        return import_billing(created(key), ports, BY_ATHENA, self.now)

    def facts(self) -> dict[CostKey, MonthCost]:
        return dict(self.costs.items)


@pytest.fixture
def account() -> LargeAccount:
    return LargeAccount()


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "parquet"])
def test_a_large_file_gives_the_same_facts_as_duckdb(account: LargeAccount, kind: str) -> None:
    lines = [*LONG, focus(Tags='{"team": ""}'), focus(BilledCost="x"), focus(BilledCost="1e-3")]
    lines[-3:] = [line | {"x_Noise": ""} for line in lines[-3:]]
    content = parquet_bytes(lines) if kind == "parquet" else csv_bytes(lines)
    if kind == "csv.gz":
        content = gzip.compress(content, 0)
    native = Account()

    ours = account.drop(f"billing/big.{kind}", content)
    theirs = native.drop(f"billing/big.{kind}", content)

    assert account.athena is not None
    assert len(account.athena.asked) == 1
    assert account.athena.declared == {}
    assert account.facts() == native.costs.items
    same = ("status", "format", "lines", "kept", "rejected_count", "totals", "unread", "first_day")
    assert {n: getattr(ours, n) for n in same} == {n: getattr(theirs, n) for n in same}
    assert [(r.line, r.column) for r in ours.rejected] == [(0, "BilledCost")]
    [file] = ours.files
    assert account.evidence.get(file.evidence_key) == content


def test_a_small_file_stays_with_duckdb(account: LargeAccount) -> None:
    account.drop("billing/small.csv", csv_bytes([focus()]))

    assert account.athena is not None
    assert account.athena.asked == []


def test_a_query_under_way_is_picked_up_when_the_message_comes_again(account: LargeAccount) -> None:
    account.athena = DuckAthena(account.exports, slow=1)
    account.put("billing/big.csv", csv_bytes(LONG))

    with pytest.raises(QueryUnderWay):
        account.handle("billing/big.csv")
    state = deliveries.state_of(account.control, "file:billing/big.csv")
    assert state is not None
    assert (state.status, state.reason) == ("incomplete", "still running")
    assert account.hear_of("billing/big.csv").status == "imported"
    assert len(account.athena.asked) == 1


def test_a_failed_query_refuses_the_delivery_with_athenas_reason(account: LargeAccount) -> None:
    account.athena = DuckAthena(account.exports, broken="query q1 failed: Bytes scanned limit")

    record = account.drop("billing/big.csv", csv_bytes(LONG))

    assert (record.status, record.reason) == ("refused", "query q1 failed: Bytes scanned limit")
    assert account.athena.declared == {}
    assert not account.costs.items


def test_a_large_file_that_is_damaged_is_refused(account: LargeAccount) -> None:
    record = account.drop("billing/big.csv.gz", b"\x1f\x8b" + b"damaged " * 200_000)

    assert record.status == "refused"
    assert "cannot be unpacked" in (record.reason or "")


def test_groups_that_add_up_to_too_much_are_refused(account: LargeAccount) -> None:
    much = [focus(BilledCost=f"6{'0' * 19}", ServiceName=name, x_Noise="") for name in "ab"]

    record = account.drop("billing/big.csv", csv_bytes([*LONG, *much]))

    assert record.status == "refused"
    assert "more than 20 digits" in (record.reason or "")
    assert not account.costs.items


def test_what_only_duckdb_reads_stays_with_duckdb(account: LargeAccount) -> None:
    packed = gzip.compress(csv_bytes(LONG), 0)

    record = account.drop("billing/named-otherwise", packed)

    assert record.status == "imported"
    assert account.athena is not None
    assert account.athena.asked == []


def test_a_file_beside_the_delivery_is_not_read(account: LargeAccount) -> None:
    account.put("billing/other.csv", csv_bytes([focus(BilledCost="999")]))
    account.step = timedelta(minutes=1)

    account.drop("billing/big.csv", csv_bytes(LONG))

    assert account.total() == {"2026-10": 150}


MANIFEST = "billing/focus/metadata/BILLING_PERIOD=2026-10/focus-Manifest.json"


def manifest_of(account: Account, **parts: bytes) -> bytes:
    """Parquet files arrive; returns what their manifest says."""
    keys = [f"billing/focus/data/BILLING_PERIOD=2026-10/{name}.parquet" for name in parts]
    for key, body in zip(keys, parts.values(), strict=True):
        account.put(key, body)
    uris = [f"s3://exports/{key}" for key in keys]
    return json.dumps({"executionId": "e", "dataFiles": uris}).encode()


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        (dict(reversed(focus(x_Noise="").items())), 1),
        ({k: v for k, v in focus(x_Noise="").items() if k != "EffectiveCost"}, 0),
        (focus(x_Noise="", x_More="more"), 0),
    ],
    ids=["another order", "one less", "one more"],
)
def test_parquet_files_that_differ_in_their_columns_stay_with_duckdb(
    account: LargeAccount, part: dict[str, str], asked: int
) -> None:
    native, parts = Account(), {"a": parquet_bytes([part]), "b": parquet_bytes(LONG)}

    ours = account.drop(MANIFEST, manifest_of(account, **parts))
    native.drop(MANIFEST, manifest_of(native, **parts))

    assert ours.status == "imported"
    assert account.athena is not None
    assert len(account.athena.asked) == asked
    assert account.facts() == native.costs.items


def test_a_parquet_file_that_is_cut_off_is_refused(account: LargeAccount) -> None:
    parts = {"a": parquet_bytes([focus()])[:-100], "b": parquet_bytes(LONG)}

    record = account.drop(MANIFEST, manifest_of(account, **parts))

    assert record.status == "refused"
    assert "cannot be read" in (record.reason or "")


def test_what_writes_sql_is_loaded_only_where_it_is_needed() -> None:
    told = "import sys, functions.import_billing.handler; print('sqlglot' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "False"
