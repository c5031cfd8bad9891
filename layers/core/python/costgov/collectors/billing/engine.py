"""DuckDB as we run it: no network, no extensions, bounded memory, one statement at a time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from costgov.collectors.billing.exact import MACROS
from costgov.errors import UnreadableFile


@contextmanager
def engine(memory_limit_mb: int, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database that spills into `scratch` what does not fit into memory."""
    connection = duckdb.connect(
        config={
            "memory_limit": f"{memory_limit_mb}MB",
            "temp_directory": str(scratch),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        connection.execute(MACROS)
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        yield connection
    finally:
        connection.close()


@contextmanager
def refusing_unreadable(*paths: Path) -> Iterator[None]:
    """Turn DuckDB's complaints about the bytes of files into one sentence.

    Raises:
        UnreadableFile: a later attempt would fail the same way.
    """
    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        if "No space left" in str(error):
            raise
        complaint = str(error).partition("\n")[0].partition("Error: ")[2]
        told = complaint
        for path in paths:
            # One of several is named, one alone need not be.
            name = f" {path.name}" if len(paths) > 1 else ""
            told = re.sub(rf"(:| in file)? ?['\"]?{re.escape(str(path))}['\"]?", name, told)
        raise UnreadableFile(f"the file cannot be read: {told}") from error
    except duckdb.OutOfRangeException as error:
        raise UnreadableFile(
            "the file's amounts add up to more than 20 digits before the decimal point"
        ) from error
