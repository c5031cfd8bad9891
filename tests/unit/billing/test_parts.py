"""A delivery of several files is read as one: columns are found by name in each of them."""

import gzip
from decimal import Decimal

import pytest
from costgov.domain.costs import Metric
from costgov.errors import EmptyFile, MissingColumn, NotBillingData, UnreadableFile

from tests.unit.billing.files import csv_bytes, cur, focus, parquet_bytes, read

SEPTEMBER = focus(BilledCost="2", ChargePeriodStart="2026-09-01T00:00:00Z")


def test_parts_add_up() -> None:
    found = read([csv_bytes([focus()]), csv_bytes([SEPTEMBER, focus()])])

    assert (found.lines, found.kept, found.total()) == (3, 3, Decimal(5))


@pytest.mark.fault_case(36)
def test_columns_may_come_in_another_order_and_new_ones_appear_in_mid_year() -> None:
    newer = dict(reversed(focus(InvoiceId="INV-7", x_Discount="none").items()))

    found = read([csv_bytes([focus(Tags='{"team": "a"}')]), csv_bytes([newer])], ("team",))

    assert found.total() == Decimal(3)
    assert found.by("service") == {"Amazon Simple Storage Service": Decimal(3)}
    assert found.by("tag:team") == {"a": Decimal("1.5"), None: Decimal("1.5")}
    assert found.by("invoice") == {"INV-7": Decimal("1.5"), None: Decimal("1.5")}
    assert found.unread == ("x_Discount",)


def test_a_column_of_another_type_stays_exact() -> None:
    line = focus(BilledCost="0.1000000000000000055")
    exact = focus(BilledCost="0.100000000000000005")

    found = read(
        [
            parquet_bytes([exact], {"BilledCost": "DECIMAL(38,18)"}),
            parquet_bytes([line], {"BilledCost": "DOUBLE"}),
            csv_bytes([exact]),
        ]
    )

    assert found.total() == Decimal("0.300000000000000010")


def test_net_cost_is_told_only_where_every_part_tells_it() -> None:
    net = cur({"lineItem/NetUnblendedCost": "9"})

    assert read([csv_bytes([net]), csv_bytes([net])]).total(Metric.NET) == Decimal(18)
    assert read([csv_bytes([net]), csv_bytes([cur()])]).total(Metric.NET) is None


def test_what_is_wrong_with_a_part_names_it() -> None:
    good, bad = csv_bytes([focus()]), csv_bytes([focus(), focus(BilledCost="x")])

    found = read([good, bad + b"1,2\n"])

    assert [(line.part, line.line) for line in found.rejected] == [("part-1", 3), ("part-1", 4)]
    assert (found.kept, found.rejected_count) == (2, 2)


@pytest.mark.parametrize(
    ("second", "kind", "sentence"),
    [
        (b"", EmptyFile, "part-1: the file is empty"),
        (csv_bytes([focus()]).split(b"\n")[0], EmptyFile, "part-1: the file has a header and no"),
        (parquet_bytes([focus()])[:200], UnreadableFile, "part-1: the file cannot be read"),
        (
            gzip.compress(csv_bytes([focus()]), mtime=0)[:-1],
            UnreadableFile,
            "part-1: the file cannot be un",
        ),
        (b"hello\nworld", NotBillingData, "part-1: the columns are those of no"),
        (b"BilledCost,BillingAccountId,ChargeClass\n1,2,3", MissingColumn, "part-1: this FOCUS"),
        (csv_bytes([cur()]), NotBillingData, "the files are of several formats: FOCUS, legacy CUR"),
    ],
)
def test_one_bad_part_refuses_the_delivery(
    second: bytes, kind: type[Exception], sentence: str
) -> None:
    with pytest.raises(kind, match=sentence):
        read([csv_bytes([focus()]), second])


@pytest.mark.fault_case(36)
def test_damaged_gzip_is_told_by_its_checksum() -> None:
    packed = bytearray(gzip.compress(csv_bytes([focus()] * 50)))
    packed[-8] ^= 1

    with pytest.raises(UnreadableFile, match="the file cannot be unpacked"):
        read(bytes(packed))
    with pytest.raises(UnreadableFile, match="part-1: the file cannot be unpacked"):
        read([csv_bytes([focus()]), bytes(packed)])
