"""What a file is, told by its first bytes and not by its name, and the SQL that reads its lines."""

import csv
import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import IO, Final

import duckdb

from costgov.collectors.billing.columns import NO_VALUE, Columns
from costgov.collectors.billing.engine import refusing_unreadable
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.unpacking import GZIP, unpack, unpacked
from costgov.errors import EmptyFile, NotBillingData, UnreadableFile

_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_PARQUET: Final = b"PAR1"
_ZIP: Final = b"PK\x03\x04"
_LONGEST_HEADER: Final = 1 << 20
# A quarter of DuckDB's own is no slower and leaves room for groups under a low memory limit.
_CSV_BUFFER: Final = 8_000_000


@dataclass(frozen=True, slots=True)
class Container:
    """A readable file and its columns; `compression` is DuckDB's word for how it is packed.

    A file without `has_lines` ends after its header.
    """

    path: Path
    columns: Columns
    is_csv: bool
    compression: str = "none"
    has_lines: bool = True

    @property
    def shape(self) -> object:
        """What files must have in common for one scan to read them."""
        columns = tuple((column.name, column.type) for column in self.columns.columns)
        return self.is_csv, self.compression, columns

    def bytes(self) -> AbstractContextManager[IO[bytes]]:
        """The bytes of a CSV file that is not packed with zstd; raises UnreadableFile."""
        return unpacked(self.path) if self.compression == "gzip" else self.path.open("rb")


def relation(files: Sequence[Container], rejects: str) -> str:
    """SQL that yields every line of files of one shape; malformed lines go to a table.

    Columns are called c0, c1, … The table, named by `rejects`, has DuckDB's columns of
    reject_errors, and the one called `<rejects>_scans` those of reject_scans.
    """
    first = files[0]
    paths = ", ".join(literal(str(file.path)) for file in files)
    if not first.is_csv:
        names = ", ".join(column.sql for column in first.columns.columns)
        return f"read_parquet([{paths}]) AS lines({names})"
    types = ", ".join(f"'{column.sql}': 'VARCHAR'" for column in first.columns.columns)
    nulls = ", ".join(map(literal, NO_VALUE))
    return (
        f"read_csv([{paths}], columns = {{{types}}}, header = true,"
        f" auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = [{nulls}],"
        f" compression = '{first.compression}', buffer_size = {_CSV_BUFFER},"
        f" store_rejects = true, rejects_table = '{rejects}',"
        f" rejects_scan = '{rejects}_scans') AS lines"
    )


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
    if start.startswith(GZIP):
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
    with unpacked(path) as file:
        return file.read(len(_PARQUET))


def _unpacked(path: Path, scratch: Path) -> Path:
    # Files of one delivery may share a name, each in a folder of its own.
    plain = Path(mkdtemp(dir=scratch)) / path.name
    unpack(path, plain)
    return plain


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Container:
    with refusing_unreadable(path):
        described = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})"
        ).fetchall()
        [(lines,)] = connection.execute(
            f"SELECT sum(num_rows) FROM parquet_file_metadata({literal(str(path))})"
        ).fetchall()
    names, types = [row[0] for row in described], [row[1] for row in described]
    columns = Columns.of(names, types, nulls_read=False)
    return Container(path, columns, is_csv=False, has_lines=bool(lines))


def _csv(path: Path, compression: str, connection: duckdb.DuckDBPyConnection) -> Container:
    container = Container(path, Columns([], nulls_read=True), is_csv=True, compression=compression)
    header, more = _first_line(container, connection)
    try:
        names = next(csv.reader([header]), [])
    except csv.Error as error:
        raise NotBillingData(f"the first line names no columns: {error}") from error
    if not names:
        raise NotBillingData("the first line names no columns")
    columns = Columns.of(names, ["VARCHAR"] * len(names), nulls_read=True)
    return replace(container, columns=columns, has_lines=more)


def _first_line(container: Container, connection: duckdb.DuckDBPyConnection) -> tuple[str, bool]:
    """The header, and whether anything but blank lines comes after it."""
    if container.compression == "zstd":
        return _first_zstd_line(container.path, connection)
    with container.bytes() as file:
        start = file.read(_LONGEST_HEADER)
    if not start:
        raise EmptyFile("the file is empty")
    header, *more = re.split(b"[\r\n]", start, maxsplit=1)
    try:
        text = header.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("the file is neither Parquet nor text with a header line") from error
    return text, any(rest.strip() for rest in more) or len(start) == _LONGEST_HEADER


def _first_zstd_line(path: Path, connection: duckdb.DuckDBPyConnection) -> tuple[str, bool]:
    """As `_first_line`; Python 3.13 cannot unpack zstd, DuckDB can."""
    with refusing_unreadable(path):
        found = connection.execute(
            f"SELECT line FROM read_csv({literal(str(path))}, columns = {{'line': 'VARCHAR'}},"
            " header = false, auto_detect = false, delim = '\x01', quote = '', escape = '',"
            " strict_mode = false, ignore_errors = true, compression = 'zstd') LIMIT 2"
        ).fetchall()
    if not found:
        raise EmptyFile("the file is empty")
    return found[0][0] or "", len(found) > 1
