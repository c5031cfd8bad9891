"""What a file is, told by its first bytes and not by its name, and the SQL that reads its lines."""

import csv
import gzip
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import Final

import duckdb

from costgov.collectors.billing.columns import NO_VALUE, Columns
from costgov.collectors.billing.engine import refusing_unreadable
from costgov.collectors.billing.exact import literal
from costgov.errors import EmptyFile, NotBillingData, UnreadableFile

_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_PARQUET: Final = b"PAR1"
_ZIP: Final = b"PK\x03\x04"
_LONGEST_HEADER: Final = 1 << 20
# A quarter of DuckDB's own is no slower and leaves room for groups under a low memory limit.
_CSV_BUFFER: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Container:
    """A readable file: its columns and the SQL of its lines (`relation`).

    `compression` is DuckDB's word for how it is packed.
    """

    path: Path
    columns: Columns
    is_csv: bool
    compression: str = "none"

    def relation(self, rejects: str) -> str:
        """SQL that yields every line, its columns called c0, c1, …; malformed ones go to a table.

        The table, named by `rejects`, has DuckDB's columns of reject_errors.
        """
        if not self.is_csv:
            names = ", ".join(column.sql for column in self.columns.columns)
            return f"read_parquet({literal(str(self.path))}) AS lines({names})"
        types = ", ".join(f"'{column.sql}': 'VARCHAR'" for column in self.columns.columns)
        nulls = ", ".join(map(literal, NO_VALUE))
        return (
            f"read_csv({literal(str(self.path))}, columns = {{{types}}}, header = true,"
            f" auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = [{nulls}],"
            f" compression = '{self.compression}', buffer_size = {_CSV_BUFFER},"
            f" store_rejects = true, rejects_table = '{rejects}',"
            f" rejects_scan = '{rejects}_scans') AS lines"
        )

    def unpacked(self) -> gzip.GzipFile | BufferedReader:
        """The bytes of a CSV file that is not packed with zstd."""
        return gzip.open(self.path) if self.compression == "gzip" else self.path.open("rb")


def opened(path: Path, scratch: Path, connection: duckdb.DuckDBPyConnection) -> Container:
    """Find out what the file is; a gzipped Parquet file is unpacked into `scratch`.

    Raises:
        EmptyFile, UnreadableFile, NotBillingData
    """
    start = _start(path)
    if not start:
        raise EmptyFile("the file is empty")
    if start == _ZIP:
        raise UnreadableFile("the file is a zip archive: unpack it first")
    if start.startswith(_GZIP):
        if _unpacked_start(path) != _PARQUET:
            return _csv(path, "gzip", connection)
        path, start = _unpacked(path, scratch), _PARQUET
    if start == _PARQUET:
        return _parquet(path, connection)
    return _csv(path, "zstd" if start == _ZSTD else "none", connection)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_PARQUET))


@contextmanager
def _refusing_cut_off() -> Iterator[None]:
    try:
        yield
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(f"the file cannot be unpacked: {error}") from error


def _unpacked_start(path: Path) -> bytes:
    with _refusing_cut_off(), gzip.open(path) as file:
        return file.read(len(_PARQUET))


def _unpacked(path: Path, scratch: Path) -> Path:
    plain = scratch / "unpacked.parquet"
    with _refusing_cut_off(), gzip.open(path) as packed, plain.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return plain


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Container:
    with refusing_unreadable(path):
        described = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})"
        ).fetchall()
    names, types = [row[0] for row in described], [row[1] for row in described]
    return Container(path, Columns.of(names, types, nulls_read=False), is_csv=False)


def _csv(path: Path, compression: str, connection: duckdb.DuckDBPyConnection) -> Container:
    container = Container(path, Columns([], nulls_read=True), is_csv=True, compression=compression)
    header = _first_line(container, connection)
    names = next(csv.reader([header]), [])
    if not names:
        raise NotBillingData("the first line names no columns")
    return replace(container, columns=Columns.of(names, ["VARCHAR"] * len(names), nulls_read=True))


def _first_line(container: Container, connection: duckdb.DuckDBPyConnection) -> str:
    if container.compression == "zstd":
        return _first_zstd_line(container.path, connection)
    with _refusing_cut_off(), container.unpacked() as file:
        start = file.read(_LONGEST_HEADER)
    if not start:
        raise EmptyFile("the file is empty")
    try:
        return re.split(b"[\r\n]", start, maxsplit=1)[0].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("the file is neither Parquet nor text with a header line") from error


def _first_zstd_line(path: Path, connection: duckdb.DuckDBPyConnection) -> str:
    """Python 3.13 cannot unpack zstd, DuckDB can."""
    with refusing_unreadable(path):
        found = connection.execute(
            f"SELECT line FROM read_csv({literal(str(path))}, columns = {{'line': 'VARCHAR'}},"
            " header = false, auto_detect = false, delim = '\x01', quote = '', escape = '',"
            " strict_mode = false, ignore_errors = true, compression = 'zstd') LIMIT 1"
        ).fetchone()
    if found is None:
        raise EmptyFile("the file is empty")
    return found[0] or ""
