"""Checks that compare two ways to be charged never advise the dearer one."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from costgov.domain.findings import Failed, Line
from costgov.domain.resources import Resource
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.checks.judging import verdicts
from tests.unit.checks.managed_databases import AURORA, REQUESTS, aurora, member, table, volume
from tests.unit.checks.managed_services import KINESIS, stream

SECONDS = 30 * 86_400
BYTES = st.integers(0, 2**33)
UNITS = st.integers(1, 4000)


def usd(lines: Iterable[Line], prices: Mapping[str, str]) -> Decimal:
    return sum((line.quantity * Decimal(prices[line.key]) for line in lines), Decimal(0))


def advised(checks: Iterable[str], estate: list[Resource], prices: Mapping[str, str]) -> int:
    """How many of the checks advise something; each must save."""
    found = [
        verdict
        for check in checks
        for verdict in verdicts(check, estate, prices=prices).values()
        if isinstance(verdict, Failed)
    ]
    for verdict in found:
        assert usd(verdict.then, prices) < usd(verdict.now, prices)
    return len(found)


@settings(max_examples=60)
@given(UNITS, UNITS, st.integers(0, 4000), st.integers(0, 4000), st.booleans())
def test_modes_of_a_table(
    read: int, written: int, consumed: int, busiest: int, on_demand: bool
) -> None:
    used = str(consumed * SECONDS)
    found = table(
        read=used,
        written=used,
        peak=(str(max(busiest, consumed)), str(max(busiest, consumed))),
        BillingMode="PAY_PER_REQUEST" if on_demand else "PROVISIONED",
        ReadCapacityUnits=read,
        WriteCapacityUnits=written,
    )
    modes = ("dynamodb_table_on_demand_costlier", "dynamodb_table_provisioned_costlier")
    sizes = ("dynamodb_table_provisioned_low", "dynamodb_table_autoscaling_off")
    # A table has one mode, so that there is one other to advise.
    assert advised(modes, [found], REQUESTS) <= 1
    advised(sizes, [found], REQUESTS)


@settings(max_examples=60)
@given(st.integers(0, 5000), st.integers(0, 10**10), st.booleans())
def test_classes_of_a_table(gib: int, written: int, infrequent: bool) -> None:
    kept = "STANDARD_INFREQUENT_ACCESS" if infrequent else "STANDARD"
    found = table(written=str(written), TableSizeBytes=gib * 2**30, TableClass=kept)
    classes = ("dynamodb_table_infrequent_access", "dynamodb_table_standard_class")
    assert advised(classes, [found], REQUESTS) <= 1


@settings(max_examples=60)
@given(BYTES, st.integers(0, 10**8), BYTES, st.integers(1, 50), st.booleans())
def test_modes_of_a_stream(
    sent: int, records: int, read: int, shards: int, on_demand: bool
) -> None:
    found = stream(
        str(sent),
        str(records),
        str(read),
        busiest=(str(sent // 1000), str(records // 1000)),
        OpenShardCount=shards,
        StreamMode="ON_DEMAND" if on_demand else "PROVISIONED",
    )
    modes = ("kinesis_stream_on_demand_costlier", "kinesis_stream_provisioned_costlier")
    assert advised(modes, [found], KINESIS) <= 1
    advised(("kinesis_stream_shards_unused",), [found], KINESIS)


@settings(max_examples=60)
@given(st.integers(1, 5000), st.integers(0, 10**10), st.booleans())
def test_configurations_of_aurora(gib: int, requests: int, optimized: bool) -> None:
    kind = "aurora-iopt1" if optimized else "aurora"
    estate = [
        aurora("w", storage_type=kind, digests=volume(gib, str(requests))),
        member("w"),
    ]
    checks = ("aurora_cluster_io_optimized", "aurora_cluster_standard_storage")
    assert advised(checks, estate, AURORA) <= 1
