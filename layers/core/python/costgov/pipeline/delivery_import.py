"""One delivery into cost facts: claimed, read as a whole, put in the place of the one before."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from shutil import disk_usage

from costgov.collectors.billing.statement import Statement, read_statement
from costgov.domain.costs import ORG, TOTAL, SeriesKey
from costgov.domain.deliveries import Delivery, Verdict, file_source
from costgov.domain.imports import ImportedFile, ImportRecord, ImportStatus
from costgov.domain.period import ONE_DAY, Month, Window
from costgov.domain.restatements import is_closed
from costgov.errors import (
    BillingFileError,
    DeliveryNotReady,
    NotFound,
    NotPortable,
    QueryFailed,
    UnreadableFile,
    VersionConflict,
)
from costgov.gateways.ports import CostStore, DocumentStore, ObjectInfo, ObjectStore, QueryEngine
from costgov.pipeline import deliveries, records
from costgov.pipeline.billing_evidence import DeliveredFile, keep_delivery
from costgov.pipeline.evidence import etag_key
from costgov.pipeline.ledger import months_of
from costgov.pipeline.restatements import note_corrections
from costgov.settings import ImportBillingSettings

# Another number when the same file would now give other facts.
_READER = 2


@dataclass(frozen=True, slots=True)
class ImportPorts:
    """What the import needs from outside; `objects` is the exports bucket.

    `queries` groups what is too large for one function, where it is deployed.
    """

    objects: ObjectStore
    evidence: ObjectStore
    costs: CostStore
    control: DocumentStore
    queries: QueryEngine | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery that is there: whose it is, what announced it, and its files as they were found.

    `months` are those it speaks about even where it has no charge. A delivery with a manifest has
    a billing `month` and the `files_folder` in which no file stands for itself.
    """

    source: str
    info: ObjectInfo
    version: str
    files: tuple[ObjectInfo, ...]
    months: frozenset[Month]
    month: Month | None = None
    files_folder: str | None = None
    evidence_key: str | None = None


def import_delivery(
    arrived: Arrived, ports: ImportPorts, settings: ImportBillingSettings, now: datetime
) -> ImportRecord:
    """Import a delivery unless it is stored, superseded or being imported already.

    Raises:
        StoreError: as `import_billing` says.
    """
    etags = {file.key: file.etag for file in arrived.files}
    delivery = Delivery(version=arrived.version, etags=etags, reading=_reading(settings))
    verdict = deliveries.claim(ports.control, arrived.source, delivery, now)
    if verdict is Verdict.BUSY:
        raise DeliveryNotReady(f"another delivery of {arrived.source} is being imported")
    if verdict is not Verdict.IMPORT:
        return _untouched(arrived, verdict, ports.control, now)
    with _noted_failure(arrived, ports.control, now):
        with tempfile.TemporaryDirectory(prefix="billing-") as folder:
            record = _Import(arrived, ports, settings, now).run(Path(folder))
        records.imports(ports.control).put(record, record.object_key)
        if record.status == "imported":
            _forget_waiting(ports.control, arrived)
            deliveries.note_imported(ports.control, arrived.source, delivery, now)
        else:
            reason = record.reason or ""
            deliveries.note_news(
                ports.control, arrived.source, "refused", reason, now=now, seen=etags, claimed=True
            )
    return record


def keep_evidence(
    ports: ImportPorts, settings: ImportBillingSettings, info: ObjectInfo, path: Path
) -> str:
    """Keep the object that was downloaded to `path` under its digest; returns the key.

    Raises:
        VersionConflict: it was overwritten since.
    """
    with path.open("rb") as file:
        evidence_key = f"billing/{file_digest(file, 'sha256').hexdigest()}"
    ports.evidence.copy_from(settings.exports_bucket, info.key, evidence_key, if_etag=info.etag)
    return evidence_key


def _reading(settings: ImportBillingSettings) -> str:
    """What else than the files decides about the facts, as one text."""
    told = "\0".join([str(_READER), *settings.tag_keys])
    return sha256(told.encode()).hexdigest()[:16]


def _untouched(
    arrived: Arrived, verdict: Verdict, control: DocumentStore, now: datetime
) -> ImportRecord:
    """The record that stands where nothing is to be done, or that something newer was there."""
    table = records.imports(control)
    try:
        stored = table.get(arrived.info.key)
    except NotFound:
        stored = None
    if stored is not None and stored.etag == arrived.info.etag and stored.status == "imported":
        return stored
    reason = {
        Verdict.SUPERSEDED: "a newer delivery was imported before",
        Verdict.UNDER_WAY: "it is being imported",
        Verdict.SAME: "the same delivery was imported before",
    }[verdict]
    record = _record(arrived, now, "superseded", reason=reason)
    if verdict is not Verdict.UNDER_WAY:
        table.put(record, record.object_key)
    return record


@contextmanager
def _noted_failure(arrived: Arrived, control: DocumentStore, now: datetime) -> Iterator[None]:
    """Say how far an attempt got that failed, and let another one in at once."""
    try:
        yield
    except Exception as error:
        reason = str(error)
        deliveries.note_news(control, arrived.source, "incomplete", reason, now=now, claimed=True)
        raise


def _record(
    arrived: Arrived,
    now: datetime,
    status: ImportStatus,
    files: tuple[ImportedFile, ...] = (),
    reason: str | None = None,
) -> ImportRecord:
    alone = files[0].evidence_key if len(files) == 1 else None
    return ImportRecord(
        object_key=arrived.info.key,
        etag=arrived.info.etag,
        source=arrived.source,
        format=None,
        status=status,
        reason=reason,
        month=None if arrived.month is None else str(arrived.month),
        version=arrived.version,
        files=files,
        evidence_key=arrived.evidence_key or alone,
        finished_at=now,
    )


def _forget_waiting(control: DocumentStore, arrived: Arrived) -> None:
    """The files below the folder wait no longer, whichever delivery they were of."""
    if arrived.files_folder is None:
        return
    table = records.imports(control)
    for record in table.all(prefix=f"{arrived.files_folder}/"):
        if record.status == "waiting":
            table.store.delete(table.partition(), record.object_key)


@dataclass(frozen=True, slots=True)
class _Import:
    """A claimed delivery on its way into the store."""

    arrived: Arrived
    ports: ImportPorts
    settings: ImportBillingSettings
    now: datetime

    def run(self, folder: Path) -> ImportRecord:
        """Read all files and replace the facts; a refused delivery leaves them as they are."""
        queries, size = self.ports.queries, sum(info.size for info in self.arrived.files)
        if queries is not None and self.settings.is_for_athena(size):
            try:
                return self._by_athena(queries, folder)
            except NotPortable:
                # DuckDB reads it, if there is room for the files.
                return self._by_duckdb(folder)
        return self._by_duckdb(folder)

    def _by_duckdb(self, folder: Path) -> ImportRecord:
        limit = self.settings.memory_limit_mb
        files: tuple[ImportedFile, ...] = ()
        try:
            paths, files = self._download(folder)
            with read_statement(
                paths, tag_keys=self.settings.tag_keys, memory_limit_mb=limit, scratch=folder
            ) as statement:
                return self._taken(statement, files)
        except BillingFileError as error:
            return _record(self.arrived, self.now, "refused", files, str(error))

    def _by_athena(self, queries: QueryEngine, folder: Path) -> ImportRecord:
        """As `_by_duckdb`; what Athena fails at would fail again and is refused."""
        # What writes SQL takes a second to load, and few deliveries need it.
        from costgov.pipeline.athena_import import read_by_athena  # noqa: PLC0415

        found, files = self.arrived.files, self._keep_in_place()
        try:
            with read_by_athena(
                found, self.ports.objects, queries, self.settings, folder=folder, now=self.now
            ) as statement:
                return self._taken(statement, files)
        except NotPortable:
            raise
        except (BillingFileError, QueryFailed) as error:
            return _record(self.arrived, self.now, "refused", files, str(error))

    def _taken(self, statement: Statement, files: tuple[ImportedFile, ...]) -> ImportRecord:
        self._check_unchanged()
        self._replace(statement, files)
        return self._imported(statement, files)

    def _keep_in_place(self) -> tuple[ImportedFile, ...]:
        """Evidence of files that nobody downloads."""
        files = []
        for info in self.arrived.files:
            key = etag_key(info)
            self.ports.evidence.copy_from(
                self.settings.exports_bucket, info.key, key, if_etag=info.etag
            )
            files.append(
                ImportedFile(key=info.key, etag=info.etag, size=info.size, evidence_key=key)
            )
        return tuple(files)

    def _download(self, folder: Path) -> tuple[list[Path], tuple[ImportedFile, ...]]:
        size = sum(info.size for info in self.arrived.files)
        free = disk_usage(folder).free
        if size > free:
            raise UnreadableFile(
                f"the files have {size >> 20} MB together, the import has room for {free >> 20} MB"
            )
        paths, files = [], []
        for number, info in enumerate(self.arrived.files):
            own = folder / str(number)
            own.mkdir()
            path = own / info.key.rpartition("/")[2]
            self.ports.objects.download(info.key, path, if_etag=info.etag)
            key = keep_evidence(self.ports, self.settings, info, path)
            paths.append(path)
            files.append(
                ImportedFile(key=info.key, etag=info.etag, size=info.size, evidence_key=key)
            )
        return paths, tuple(files)

    def _check_unchanged(self) -> None:
        """A manifest that was written again lists other files than those that were read."""
        info = self.arrived.info
        if self.ports.objects.head(info.key).etag != info.etag:
            raise VersionConflict(f"{info.key} was overwritten while it was read")

    def _replace(self, statement: Statement, files: tuple[ImportedFile, ...]) -> None:
        source, costs = self.arrived.source, self.ports.costs
        state = deliveries.state_of(self.ports.control, source)
        before = state.imported_at if state is not None else None
        begun = {Month.parse(name) for name in state.begun} if state is not None else set()
        told = months_of(costs, source)
        months = told | begun | self.arrived.months | set(statement.months)
        note_corrections(
            self.ports.control,
            costs,
            source,
            statement.totals_of(source),
            over={month for month in months if before and before.date() >= month.shift(1).first},
            closed={
                month for month in months if is_closed(month, self.now.date(), estimated=False)
            },
            noted_at=self.now,
        )
        delivered = [
            DeliveredFile(object_key=file.key, evidence_key=file.evidence_key) for file in files
        ]
        keep_delivery(
            self.ports.evidence,
            source=source,
            version=self.now,
            months=sorted(months),
            files=delivered,
            tag_keys=self.settings.tag_keys,
            billing_format=statement.format,
            rejected_count=statement.rejected_count,
        )
        if untold := months - told:
            deliveries.note_begun(self.ports.control, source, untold)
        costs.replace(source, sorted(months), statement.facts(source), self.now)
        self._take_over()

    def _take_over(self) -> None:
        """Files that were imported alone before their manifest came count once from now on."""
        if self.arrived.files_folder is None:
            return
        alone = file_source(f"{self.arrived.files_folder}/")
        for source in sorted({ledger.source for ledger in self.ports.costs.ledgers()}):
            if source.startswith(alone) and self._has_facts(source):
                months = sorted(months_of(self.ports.costs, source))
                keep_delivery(self.ports.evidence, source=source, version=self.now, months=months)
                self.ports.costs.replace(source, months, (), self.now)
                deliveries.forget(self.ports.control, source)

    def _has_facts(self, source: str) -> bool:
        return any(
            fact.source == source
            for ledger in self.ports.costs.ledgers()
            if ledger.source == source
            for fact in self.ports.costs.months(
                SeriesKey(ledger.currency, ORG, TOTAL),
                Window(ledger.first_day, ledger.last_day + ONE_DAY),
            )
        )

    def _imported(self, statement: Statement, files: tuple[ImportedFile, ...]) -> ImportRecord:
        read = {
            name: getattr(statement, name)
            for name in ("format", "lines", "kept", "rejected", "rejected_count", "totals")
        }
        days = {"first_day": statement.first_day, "last_day": statement.last_day}
        record = _record(self.arrived, self.now, "imported", files)
        return record.model_copy(update={**read, **days, "unread": statement.unread})
