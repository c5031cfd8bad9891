"""Deliveries too large for one function: the heavy query on Athena, over the export itself.

The files stay where they are. A table is declared over their folder, one query groups their lines
as DuckDB would, and its rows go on as if DuckDB had made them. Statements are named by a digest
of the delivery, so that a message that comes again finds the queries it had started.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from costgov.collectors.billing.portable.plan import (
    AthenaPlan,
    DeliveryFiles,
    planned,
    read_answer,
    same_columns,
)
from costgov.collectors.billing.statement import Statement
from costgov.errors import CostGovError, NotPortable, QueryUnderWay, VersionConflict
from costgov.gateways.ports import ObjectInfo, ObjectStore, QueryEngine
from costgov.settings import ImportBillingSettings

_BEGINNING: Final = 1 << 18
_ENDING: Final = 1 << 16
_LONGEST_FOOTER: Final = 1 << 26
_PARQUET: Final = b"PAR1"
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


@contextmanager
def read_by_athena(
    files: Sequence[ObjectInfo],
    objects: ObjectStore,
    queries: QueryEngine,
    settings: ImportBillingSettings,
    *,
    folder: Path,
    now: datetime,
) -> Iterator[Statement]:
    """Read all files of one delivery; `folder` is for the rows of the answer.

    Raises:
        NotPortable: only DuckDB can read these files as we need them.
        QueryUnderWay: the next attempt finds the answer.
        SourceError, BillingFileError, VersionConflict
    """
    sample = _sample(files, objects, folder)
    plan = planned(
        sample,
        _place(files, settings.exports_bucket),
        f"{settings.athena_database}.delivery_{_digest(files)[:24]}",
        settings.tag_keys,
        folder,
    )
    rows = folder / "rows.csv"
    _run(plan, queries, rows, now)
    for info in files:
        if objects.head(info.key).etag != info.etag:
            raise VersionConflict(f"{info.key} was overwritten while it was read")
    with read_answer(
        plan, rows, memory_limit_mb=settings.memory_limit_mb, scratch=folder
    ) as statement:
        yield statement


def _run(plan: AthenaPlan, queries: QueryEngine, rows: Path, now: datetime) -> None:
    """Declare, ask, forget.

    Declaring twice does no harm, and an answer older than a day may be gone with its bucket's
    lifecycle: only the question is picked up, and only on the same day.
    """
    queries.answer(plan.create, _token(plan.create, now.isoformat()))
    try:
        answer = queries.answer(plan.select, _token(plan.select, now.date().isoformat()))
        queries.download(answer, rows)
    except QueryUnderWay:
        raise
    except CostGovError:
        queries.answer(plan.drop, _token(plan.drop, now.isoformat()))
        raise
    queries.answer(plan.drop, _token(plan.drop, now.isoformat()))


def _token(statement: str, when: str) -> str:
    return sha256(f"{statement}\0{when}".encode()).hexdigest()


def _digest(files: Sequence[ObjectInfo]) -> str:
    told = "\0".join(f"{info.key}\0{info.etag}" for info in files)
    return sha256(told.encode()).hexdigest()


def _place(files: Sequence[ObjectInfo], bucket: str) -> DeliveryFiles:
    """The deepest folder that holds all files, and the files."""
    folders = [info.key.split("/")[:-1] for info in files]
    common: list[str] = []
    for names in zip(*folders, strict=False):
        if len(set(names)) > 1:
            break
        common.append(names[0])
    place = "/".join(["s3:/", bucket, *common, ""])
    return DeliveryFiles(place, tuple(f"s3://{bucket}/{info.key}" for info in files))


def _sample(files: Sequence[ObjectInfo], objects: ObjectStore, folder: Path) -> Path:
    """A file with the columns of all files, but not their lines.

    Raises:
        NotPortable: they are packed as Athena cannot read them, or their columns differ.
    """
    # One at a time: there may be thousands of files.
    headers = {_header(info, objects.beginning(info.key, _BEGINNING)) for info in files}
    if headers == {_PARQUET}:
        samples = (_footer(info, objects, folder / info.etag) for info in files)
        if not same_columns(samples, folder):
            raise NotPortable("the files differ in their columns")
        return folder / files[0].etag
    if len(headers) > 1:
        raise NotPortable("the files differ in their columns or their order")
    path = folder / "sample"
    # A record of its own, lest the sample be a file without lines.
    path.write_bytes(headers.pop() + b"\n\n")
    return path


def _footer(info: ObjectInfo, objects: ObjectStore, path: Path) -> Path:
    """A Parquet file whose footer alone is there, at its place: it names the columns.

    Raises:
        NotPortable: the footer does not fit into memory.
    """
    end = objects.ending(info.key, _ENDING)
    # It ends with how long it is, in four bytes, and the four that the file begins with.
    length = int.from_bytes(end[-8:-4], "little") + 8
    if length > _LONGEST_FOOTER:
        raise NotPortable(f"{info.key} has a footer of {length >> 20} MB")
    if length > len(end):
        end = objects.ending(info.key, length)
    with path.open("wb") as file:
        file.write(_PARQUET)
        file.seek(max(info.size - len(end), 0))
        file.write(end)
    return path


def _header(info: ObjectInfo, start: bytes) -> bytes:
    """The header line of a CSV file; of a Parquet file, what it begins with."""
    if start.startswith(_PARQUET):
        return _PARQUET
    is_packed = start.startswith(_GZIP)
    if start.startswith(_ZSTD) or is_packed != info.key.endswith(".gz"):
        raise NotPortable(f"{info.key} is packed in a way that Athena does not tell by its name")
    try:
        text = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(start) if is_packed else start
    except zlib.error as error:
        raise NotPortable(f"{info.key} cannot be unpacked: {error}") from error
    line, end, _ = text.partition(b"\n")
    if not end or text.startswith(_PARQUET):
        raise NotPortable(f"{info.key} does not begin with a header line")
    return line.rstrip(b"\r").removeprefix(b"\xef\xbb\xbf")
