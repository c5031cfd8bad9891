"""A file that is refused as a whole says why in one clear sentence."""

import gzip
from pathlib import Path

import duckdb
import pytest
from costgov.collectors.billing.engine import refusing_unreadable
from costgov.errors import (
    BillingFileError,
    EmptyFile,
    MissingColumn,
    NotBillingData,
    UnreadableFile,
)

from tests.unit.billing.files import FOCUS_LINE, csv_bytes, cur, focus, parquet_bytes, read

FILE = csv_bytes([focus()] * 500)


def refusal(content: bytes, kind: type[BillingFileError]) -> str:
    with pytest.raises(kind) as caught:
        read(content)
    assert caught.type is kind
    assert "\n" not in str(caught.value)
    assert "/" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0)])
def test_an_empty_file(content: bytes) -> None:
    assert refusal(content, EmptyFile) == "the file is empty"


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_header_without_a_line(end: bytes) -> None:
    content = FILE.split(b"\n", 1)[0] + end

    assert refusal(content, EmptyFile) == "the file has a header and no line"


@pytest.mark.parametrize("kept", [4, 12, -1, -8, -200])
@pytest.mark.fault_case(36)
def test_gzip_that_is_cut_off(kept: int) -> None:
    assert "file cannot be" in refusal(gzip.compress(FILE)[:kept], UnreadableFile)


def test_parquet_that_is_cut_off() -> None:
    content = parquet_bytes([focus()])

    assert "file cannot be read" in refusal(content[: len(content) // 2], UnreadableFile)
    refusal(gzip.compress(content)[:-20], UnreadableFile)


def test_zstd_that_is_none() -> None:
    assert "file cannot be read" in refusal(b"\x28\xb5\x2f\xfd and no more", UnreadableFile)


def test_a_zip_archive() -> None:
    assert "unpack it first" in refusal(b"PK\x03\x04 and more", UnreadableFile)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)), FILE.decode().encode("utf-16")]
)
def test_bytes_that_are_no_text(content: bytes) -> None:
    assert "neither Parquet nor text" in refusal(content, UnreadableFile)


@pytest.mark.parametrize(
    "content", [b"hello\nworld\n", b'{"a": 1}', b"<html>\n</html>", b"a,b\n1,2"]
)
def test_text_that_is_no_bill(content: bytes) -> None:
    assert "no billing format we know (FOCUS, " in refusal(content, NotBillingData)


def test_a_first_line_with_a_cell_that_never_ends() -> None:
    sentence = refusal(b"x" * 200_000, NotBillingData)

    assert sentence == "the first line names no columns: field larger than field limit (131072)"


def test_a_first_line_that_is_blank() -> None:
    assert refusal(b"\n" + FILE, NotBillingData) == "the first line names no columns"


@pytest.mark.parametrize(
    "column", ["BilledCost", "BillingCurrency", "ChargePeriodStart", "ChargeCategory"]
)
def test_focus_without_a_column_it_needs(column: str) -> None:
    line = {name: text for name, text in FOCUS_LINE.items() if name != column}

    sentence = refusal(csv_bytes([line | {"Other": "1"}]), MissingColumn)

    assert sentence.startswith(f"this FOCUS file has no column {column}, needed because ")


def test_cur_without_its_cost() -> None:
    line = cur()
    del line["lineItem/UnblendedCost"]

    with pytest.raises(MissingColumn, match="no column lineItem/UnblendedCost, needed because"):
        read(csv_bytes([line]))


def test_a_file_of_which_no_line_can_be_read() -> None:
    sentence = refusal(csv_bytes([focus(BilledCost="x")] * 3), UnreadableFile)

    assert sentence == (
        "none of the 3 lines can be read, beginning with line 2: BilledCost is not a number"
    )


def test_amounts_that_add_up_to_too_much() -> None:
    most = focus(BilledCost="99999999999999999999")

    assert "more than 20 digits" in refusal(csv_bytes([most] * 3), UnreadableFile)


def test_a_full_disk_is_no_fault_of_the_file() -> None:
    with pytest.raises(duckdb.IOException), refusing_unreadable(Path("file")):
        raise duckdb.IOException("IO Error: Could not write: No space left on device")
