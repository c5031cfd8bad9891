"""One billing file of the exports bucket into cost facts, with its evidence and its record.

A *source* is what a later delivery replaces. It is named by the object's key: `file:` and the
whole key, so that files dropped side by side never touch each other's facts and a file written
again under its name replaces itself. Below a month's folder, as Data Exports
(`billing_period=2026-10`), legacy CUR and Azure (`20261001-20261101`) write it, a folder named by
a time or a UUID is a version of the same delivery and is left out of the name: a new version of
a month replaces the old one, part by part. A delivery speaks about the months in it and that of
its folder; other months of its source stay as they are.
"""

import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from costgov.collectors.billing.statement import Statement, read_statement
from costgov.domain.imports import ImportRecord
from costgov.domain.period import Month
from costgov.errors import BillingFileError, InvalidInput, NotFound, VersionConflict
from costgov.gateways.ports import CostStore, DocumentStore, ObjectStore
from costgov.pipeline import records
from costgov.settings import ImportBillingSettings

_MONTH_FOLDER: Final = re.compile(
    r"billing_period=(?P<hive>\d{4}-\d{2})|(?P<year>\d{4})(?P<month>\d{2})01-\d{8}", re.IGNORECASE
)
_VERSION_FOLDER: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T.+|\d{12,14}|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ImportPorts:
    """What the import needs from outside; `objects` is the exports bucket."""

    objects: ObjectStore
    evidence: ObjectStore
    costs: CostStore
    control: DocumentStore


class _Object(BaseModel):
    model_config = ConfigDict(frozen=True)

    key: str
    etag: str


class _Detail(BaseModel):
    model_config = ConfigDict(frozen=True)

    object: _Object


class ObjectCreated(BaseModel):
    """What we read of EventBridge's "Object Created" event of S3; its keys are not URL-encoded."""

    model_config = ConfigDict(frozen=True)

    detail: _Detail


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One reading of the object: where it came from and where its evidence is."""

    key: str
    etag: str
    evidence_key: str | None
    now: datetime

    @property
    def source(self) -> str:
        return source_of(self.key)

    def refused(self, reason: str) -> ImportRecord:
        return ImportRecord(
            object_key=self.key,
            etag=self.etag,
            source=self.source,
            format=None,
            status="refused",
            reason=reason,
            evidence_key=self.evidence_key,
            finished_at=self.now,
        )

    def imported(self, statement: Statement) -> ImportRecord:
        return ImportRecord(
            object_key=self.key,
            etag=self.etag,
            source=self.source,
            format=statement.format,
            status="imported",
            lines=statement.lines,
            kept=statement.kept,
            rejected=statement.rejected,
            rejected_count=statement.rejected_count,
            totals=statement.totals,
            first_day=statement.first_day,
            last_day=statement.last_day,
            evidence_key=self.evidence_key,
            finished_at=self.now,
        )


def source_of(key: str) -> str:
    """The name of the source that an object's facts belong to.

    >>> source_of("billing/focus.csv")
    'file:billing/focus.csv'
    >>> source_of("billing/x/data/billing_period=2026-10/2026-10-03T00:01Z/x-00001.parquet")
    'file:billing/x/data/billing_period=2026-10/x-00001.parquet'
    """
    *folders, name = key.split("/")
    kept: list[str] = []
    in_month = False
    for folder in folders:
        if not (in_month and _VERSION_FOLDER.fullmatch(folder)):
            kept.append(folder)
        in_month = in_month or _month_of(folder) is not None
    return "file:" + "/".join([*kept, name])


def import_billing(
    event: ObjectCreated, ports: ImportPorts, settings: ImportBillingSettings, now: datetime
) -> ImportRecord:
    """Import one object and record what became of it.

    A file that cannot be imported, now or ever, is recorded as refused. An event that is older
    than its object imports the object as it is, which the newer event will do again.

    Raises:
        StoreError: a store failed, or the object was overwritten while it was read; a further
            attempt writes what this one has left unwritten.
    """
    with tempfile.TemporaryDirectory(prefix="billing-") as folder:
        record = _imported(event.detail.object, ports, settings, now, Path(folder))
    records.imports(ports.control).put(record, record.object_key)
    return record


def _imported(
    arrived: _Object,
    ports: ImportPorts,
    settings: ImportBillingSettings,
    now: datetime,
    folder: Path,
) -> ImportRecord:
    path = folder / "file"
    try:
        etag = ports.objects.download(arrived.key, path)
    except NotFound as error:
        return _Delivery(arrived.key, arrived.etag, None, now).refused(str(error))
    evidence_key = _evidence_key(path)
    delivery = _Delivery(arrived.key, etag, evidence_key, now)
    ports.evidence.copy_from(settings.exports_bucket, arrived.key, evidence_key)
    limit = settings.memory_limit_mb
    try:
        with read_statement(
            [path], tag_keys=settings.tag_keys, memory_limit_mb=limit, scratch=folder
        ) as statement:
            _check_unchanged(ports.objects, delivery)
            months = _months(arrived.key, statement)
            ports.costs.replace(delivery.source, months, statement.facts(delivery.source), now)
            return delivery.imported(statement)
    except BillingFileError as error:
        return delivery.refused(str(error))


def _evidence_key(path: Path) -> str:
    with path.open("rb") as file:
        return f"billing/{file_digest(file, 'sha256').hexdigest()}"


def _check_unchanged(objects: ObjectStore, delivery: _Delivery) -> None:
    if objects.head(delivery.key).etag != delivery.etag:
        raise VersionConflict(f"{delivery.key} was overwritten while it was read")


def _months(key: str, statement: Statement) -> list[Month]:
    of_folders = {month for part in key.split("/")[:-1] if (month := _month_of(part))}
    return sorted(of_folders | set(statement.months))


def _month_of(folder: str) -> Month | None:
    found = _MONTH_FOLDER.fullmatch(folder)
    if found is None:
        return None
    try:
        return Month.parse(found["hive"] or f"{found['year']}-{found['month']}")
    except InvalidInput:
        return None
