"""Gzip as we read it: with Intel's library, and never without its checksum.

DuckDB unpacks gzip itself while it parses, but ignores the checksum and the length at its end: a
damaged file would be read as if it were whole. So a second thread unpacks it too, and throws away
all but the verdict.
"""

import shutil
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from gzip import BadGzipFile
from pathlib import Path
from typing import IO, Any, Final

from isal import igzip, igzip_lib

from costgov.errors import UnreadableFile

GZIP: Final = b"\x1f\x8b"
_CHUNK: Final = 1 << 20
# Its type hints are incomplete.
_open: Any = igzip.open
_DAMAGED: Any = (EOFError, BadGzipFile, zlib.error, igzip_lib.IsalError)


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a gzip file.

    Raises:
        UnreadableFile: they are damaged or cut off.
    """
    try:
        with _open(path, "rb") as file:
            yield file
    except _DAMAGED as error:
        raise UnreadableFile(f"the file cannot be unpacked: {error}") from error


def unpack(path: Path, to: Path) -> None:
    """Write what a gzip file holds; raises UnreadableFile."""
    with unpacked(path) as packed, to.open("wb") as file:
        shutil.copyfileobj(packed, file, _CHUNK)


@contextmanager
def checking_gzip(paths: Sequence[Path]) -> Iterator[None]:
    """Check gzip files to their last byte while the block reads them.

    Raises:
        UnreadableFile: one is damaged or cut off, whatever the block made of it.
    """
    packed = [path for path in paths if _is_gzip(path)]
    with ThreadPoolExecutor(max_workers=1) as pool:
        checks = [pool.submit(_check, path, alone=len(paths) == 1) for path in packed]
        try:
            yield
        finally:
            for check in checks:
                check.result()


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


def _check(path: Path, *, alone: bool) -> None:
    try:
        with unpacked(path) as file:
            while file.read(_CHUNK):
                pass
    except UnreadableFile as error:
        raise error if alone else UnreadableFile(f"{path.name}: {error}") from error
