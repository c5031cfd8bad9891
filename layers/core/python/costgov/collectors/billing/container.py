"""What a file is, told by its first bytes and not by its name, and the SQL that reads its lines."""

import csv
import gzip
import shutil
import zlib
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
        return (
            f"read_csv({literal(str(self.path))}, columns = {{{types}}}, header = true,"
            f" auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
            f" nullstr = [{', '.join(map(literal, NO_VALUE))}], compression = '{self.compression}',"
            f" store_rejects = true, rejects_table = '{rejects}',"
            f" rejects_scan = '{rejects}_scans') AS lines"
        )

    def with_line_feeds(self, scratch: Path) -> "Container":
        """An equal CSV file whose lines all end in LF, as DuckDB wants them to end alike."""
        plain = scratch / "line_feeds.csv"
        with self.unpacked() as lines, plain.open("wb") as file:
            for line in lines:
                file.write(line.replace(b"\r\n", b"\n"))
        return replace(self, path=plain, compression="none")

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


def _unpacked_start(path: Path) -> bytes:
    try:
        with gzip.open(path) as file:
            return file.read(len(_PARQUET))
    except (EOFError, OSError, zlib.error) as error:
        raise UnreadableFile(f"the file cannot be unpacked: {error}") from error


def _unpacked(path: Path, scratch: Path) -> Path:
    plain = scratch / "unpacked.parquet"
    try:
        with gzip.open(path) as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(f"the file cannot be unpacked: {error}") from error
    return plain


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Container:
    with refusing_unreadable(path):
        described = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})"
        ).fetchall()
    names, types = [row[0] for row in described], [row[1] for row in described]
    return Container(path, Columns.of(names, types, nulls_read=False), is_csv=False)


def _csv(path: Path, compression: str, connection: duckdb.DuckDBPyConnection) -> Container:
    with refusing_unreadable(path):
        header = _first_line(path, compression, connection)
    names = next(csv.reader([header]), [])
    if not names:
        raise NotBillingData("the first line names no columns")
    columns = Columns.of(names, ["VARCHAR"] * len(names), nulls_read=True)
    return Container(path, columns, is_csv=True, compression=compression)


def _first_line(path: Path, compression: str, connection: duckdb.DuckDBPyConnection) -> str:
    try:
        # As Latin-1 every byte is a character: further lines that are not UTF-8 do no harm yet.
        found = connection.execute(
            f"SELECT line FROM read_csv({literal(str(path))}, columns = {{'line': 'VARCHAR'}},"
            " header = false, auto_detect = false, delim = '\x01', quote = '', escape = '',"
            " encoding = 'latin-1', strict_mode = false, buffer_size = 1048576,"
            f" max_line_size = 1000000, compression = '{compression}') LIMIT 1"
        ).fetchone()
        if found is None:
            raise EmptyFile("the file is empty")
        return (found[0] or "").encode("latin-1").decode("utf-8-sig")
    except (duckdb.InvalidInputException, UnicodeDecodeError) as error:
        raise UnreadableFile("the file is neither Parquet nor text with a header line") from error
