"""What arrives in the exports bucket into cost facts, with its evidence and its record.

A manifest is a delivery: all its files are read as one and replace the month of its export. A file
that belongs to such a delivery waits for its manifest. Any other file is a delivery of its own,
named by its key: files dropped side by side never touch each other's facts, and a file written
again under its name replaces itself, with every month it no longer mentions.
"""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from costgov.clock import instant_text
from costgov.collectors.billing.layouts import MonthFolder, lone_key, months_of, place_of
from costgov.collectors.billing.manifests import Manifest, instant_in, read_manifest
from costgov.domain.deliveries import DeliveryState, export_source, file_source
from costgov.domain.imports import ImportRecord, ImportStatus
from costgov.errors import BillingFileError, DeliveryNotReady, NotFound
from costgov.gateways.ports import ObjectInfo
from costgov.pipeline import deliveries, records
from costgov.pipeline.delivery_import import Arrived, ImportPorts, import_delivery, keep_evidence
from costgov.settings import ImportBillingSettings


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


def import_billing(
    event: ObjectCreated, ports: ImportPorts, settings: ImportBillingSettings, now: datetime
) -> ImportRecord | None:
    """Import what one object announces and record what became of it; None if that is nothing.

    What cannot be imported, now or ever, is recorded as refused. An event that is older than its
    object imports the object as it is; of a delivery that is stored already nothing is written.

    Raises:
        StoreError: a store failed, an object was overwritten while it was read, another delivery
            of the source is being imported, or a manifest's files are not all there; a further
            attempt does what this one has left undone.
    """
    key = event.detail.object.key
    place = place_of(key)
    if place.is_beside:
        return None
    arrival = _Arrival(ports, settings, now, key)
    if place.is_manifest:
        return arrival.of_manifest()
    if place.month_folder is not None and arrival.awaits_manifest(place.month_folder):
        return arrival.of_waiting_file(place.month_folder)
    return arrival.of_lone_file()


@dataclass(frozen=True, slots=True)
class _Arrival:
    """An object that has arrived, and what it is handled with."""

    ports: ImportPorts
    settings: ImportBillingSettings
    now: datetime
    key: str

    def awaits_manifest(self, folder: MonthFolder) -> bool:
        """Whether files of this folder come with a manifest: by its name, or one has come."""
        listed = self.ports.objects.listing(f"{folder.files}/")
        return folder.awaits_manifest or any(place_of(info.key).is_manifest for info in listed)

    def of_lone_file(self) -> ImportRecord:
        """The file is a delivery of its own."""
        source = file_source(lone_key(self.key))
        try:
            info = self.ports.objects.head(self.key)
        except NotFound as error:
            return self._noted(self._record(source, None, "refused", str(error)))
        arrived = Arrived(
            source=source,
            info=info,
            version=instant_text(info.last_modified),
            files=(info,),
            months=frozenset(months_of(self.key)),
        )
        return import_delivery(arrived, self.ports, self.settings, self.now)

    def of_waiting_file(self, folder: MonthFolder) -> ImportRecord | None:
        """The file is part of a delivery whose manifest, which comes last, has not come."""
        source = export_source(folder.export, folder.month)
        try:
            info = self.ports.objects.head(self.key)
        except NotFound:
            return None
        state = deliveries.state_of(self.ports.control, source)
        written = instant_text(instant_in(self.key) or info.last_modified)
        if state is not None and state.version is not None and written <= state.version:
            return None
        deliveries.note_waiting(self.ports.control, source, self.now)
        reason = "its manifest has not come yet"
        return self._noted(self._record(source, info, "waiting", reason))

    def of_manifest(self) -> ImportRecord:
        """The manifest's files are one delivery."""
        source = file_source(self.key)
        try:
            info = self.ports.objects.head(self.key)
        except NotFound as error:
            return self._noted(self._record(source, None, "refused", str(error)))
        try:
            manifest, evidence_key = self._read_manifest(info)
        except BillingFileError as error:
            deliveries.note_news(self.ports.control, source, "refused", str(error), now=self.now)
            return self._noted(self._record(source, info, "refused", str(error)))
        source = export_source(manifest.export, manifest.month)
        version = instant_text(manifest.delivered_at or info.last_modified)
        state = deliveries.state_of(self.ports.control, source)
        superseded = state is not None and state.superseded(version)
        arrived = Arrived(
            source=source,
            info=info,
            version=version,
            files=() if superseded else self._files(manifest, info, state),
            months=frozenset({manifest.month}),
            month=manifest.month,
            files_folder=manifest.files_folder,
            evidence_key=evidence_key,
        )
        return import_delivery(arrived, self.ports, self.settings, self.now)

    def _read_manifest(self, info: ObjectInfo) -> tuple[Manifest, str]:
        with tempfile.TemporaryDirectory(prefix="manifest-") as folder:
            path = Path(folder) / "manifest.json"
            self.ports.objects.download(info.key, path, if_etag=info.etag)
            evidence_key = keep_evidence(self.ports, self.settings, info, path)
            return read_manifest(info.key, path.read_bytes()), evidence_key

    def _files(
        self, manifest: Manifest, info: ObjectInfo, state: DeliveryState | None
    ) -> tuple[ObjectInfo, ...]:
        """The manifest's files as they are; raises DeliveryNotReady."""
        found, wrong = self._found(manifest)
        # Exporters write the manifest last. Newer files may be those of a later delivery, some of
        # which are not written yet; had they been copied here, the next attempt finds the same.
        newer = any(file.last_modified > info.last_modified for file in found)
        seen = {file.key: file.etag for file in found}
        if wrong is None and newer and (state is None or state.seen != seen):
            wrong = "files are newer than their manifest: a later delivery may be under way"
        if wrong is None:
            return found
        source = export_source(manifest.export, manifest.month)
        deliveries.note_news(
            self.ports.control, source, "incomplete", wrong, now=self.now, seen=seen
        )
        self._noted(self._record(source, info, "incomplete", wrong))
        raise DeliveryNotReady(f"{info.key} cannot be imported yet: {wrong}")

    def _found(self, manifest: Manifest) -> tuple[tuple[ObjectInfo, ...], str | None]:
        """The manifest's files, up to the first that is not as it says, and what is wrong there."""
        found: list[ObjectInfo] = []
        wrong = None
        for listed in manifest.files:
            try:
                info = self.ports.objects.head(listed.key)
            except NotFound:
                wrong = f"{listed.key} is not there"
                break
            if listed.size not in {None, info.size}:
                wrong = f"{listed.key} has {info.size} bytes, the manifest says {listed.size}"
                break
            found.append(info)
        return tuple(found), wrong

    def _record(
        self, source: str, info: ObjectInfo | None, status: ImportStatus, reason: str
    ) -> ImportRecord:
        return ImportRecord(
            object_key=self.key,
            etag="" if info is None else info.etag,
            source=source,
            format=None,
            status=status,
            reason=reason,
            finished_at=self.now,
        )

    def _noted(self, record: ImportRecord) -> ImportRecord:
        records.imports(self.ports.control).put(record, record.object_key)
        return record
