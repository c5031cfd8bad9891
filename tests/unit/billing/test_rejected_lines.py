"""Lines that cannot be read are named by number, column and reason; the rest is kept."""

import gzip
from decimal import Decimal

import pytest
from costgov.collectors.billing.rejects import LISTED
from costgov.domain.imports import RejectedLine
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.billing.files import csv_bytes, focus, parquet_bytes, read

GOOD = focus()
BAD = focus(BilledCost="abc")


def told(content: bytes) -> list[tuple[int, str, str]]:
    return [(line.line, line.column, line.reason) for line in read(content).rejected]


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("BilledCost", "abc", "is not a number"),
        ("BilledCost", "NaN", "is not a number"),
        ("BilledCost", "", "is missing"),
        ("BilledCost", "NULL", "is missing"),
        (
            "BilledCost",
            "0.1234567890123456789",
            "has more than 18 digits after or 20 before the decimal point",
        ),
        ("EffectiveCost", "1,25", "is not a number"),
        ("BillingCurrency", "", "is missing"),
        ("ChargePeriodStart", "", "is missing"),
        ("ChargePeriodStart", "soon", "is not a date and time of this century or next"),
    ],
)
def test_a_bad_value_is_named(column: str, text: str, reason: str) -> None:
    bad = focus(**{column: text})

    for content in (csv_bytes([GOOD, bad, GOOD]), parquet_bytes([GOOD, bad, GOOD])):
        found = read(content)
        assert found.rejected == (RejectedLine(line=3, column=column, reason=reason),)
        assert (found.lines, found.kept, found.rejected_count) == (3, 2, 1)
        assert found.total() == Decimal(3)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_lines_are_counted_as_an_editor_counts_them(line_end: str, *, packed: bool) -> None:
    multiline = focus(ServiceName=f"two{line_end}lines")
    text = csv_bytes([GOOD, multiline, BAD, GOOD], line_end=line_end)
    text += line_end.encode() + csv_bytes([BAD], line_end=line_end).split(b"\n", 1)[1]

    assert [line for line, _, _ in told(gzip.compress(text) if packed else text)] == [5, 8]


def test_lines_of_another_width_are_named() -> None:
    header, good = csv_bytes([GOOD]).splitlines(keepends=True)
    content = header + good + b"1,2\n" + good.replace(b"\n", b",more,cells\n") + good

    assert told(content) == [
        (3, "BillingCurrency", "has fewer columns than the header"),
        (4, "", "has more columns than the header"),
    ]


def test_a_file_cut_off_in_a_line_loses_that_line_only() -> None:
    found = read(csv_bytes([GOOD, GOOD, GOOD])[:-30])

    assert (found.kept, [line.line for line in found.rejected]) == (2, [4])


def test_bytes_that_are_no_utf_8_are_named() -> None:
    content = csv_bytes([GOOD, focus(ServiceName="caf?"), BAD]).replace(b"caf?", b"caf\xe9")

    assert told(content) == [
        (3, "ServiceName", "is not UTF-8"),
        (4, "BilledCost", "is not a number"),
    ]


def test_an_open_quote_names_every_line_it_swallows() -> None:
    content = csv_bytes([GOOD, focus(ServiceName="'open"), GOOD, GOOD]).replace(b"'", b'"')

    assert told(content) == [
        (3, "ServiceName", "has a quote that is not closed as CSV wants it"),
        (4, "", "belongs to a quote left open on line 3"),
        (5, "", "belongs to a quote left open on line 3"),
    ]
    assert read(content).rejected_count == 3


def test_lines_that_end_differently_are_one_file() -> None:
    unix, windows = csv_bytes([GOOD]), csv_bytes([GOOD, BAD], line_end="\r\n")
    for content in (unix + windows.split(b"\n", 1)[1], windows + unix.split(b"\n", 1)[1]):
        found = read(content)
        assert (found.kept, len(found.rejected)) == (2, 1)


def test_more_than_can_be_listed_is_counted() -> None:
    found = read(csv_bytes([GOOD] + [BAD] * (LISTED + 5)))

    assert len(found.rejected) == LISTED
    assert found.rejected_count == LISTED + 5


def csv_row(line: dict[str, str]) -> bytes:
    return csv_bytes([line]).split(b"\n", 1)[1]


_CELLS = st.sampled_from(["plain", 'with "quotes"', "two\nlines", "x\n\ny", ""])
_LINES = st.lists(
    st.one_of(
        _CELLS.map(lambda cell: ("good", csv_row(focus(ServiceName=cell)))),
        _CELLS.map(lambda cell: ("bad", csv_row(focus(ServiceName=cell, BilledCost="x")))),
        st.just(("bad", b"too,few\n")),
        st.just(("bad", csv_row(GOOD)[:-1] + b",and,more\n")),
        st.just(("blank", b"\n")),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(lines=_LINES, windows=st.booleans())
def test_any_mixture_is_told_apart(lines: list[tuple[str, bytes]], *, windows: bool) -> None:
    content, number, wanted = csv_bytes([GOOD]), 3, []
    for kind, row in lines:
        if kind == "bad":
            wanted.append(number)
        content += row
        number += row.count(b"\n")
    content = content.replace(b"\n", b"\r\n") if windows else content

    found = read(content)

    assert [line.line for line in found.rejected] == wanted
    assert found.kept == 1 + sum(kind == "good" for kind, _ in lines)
