"""Manifests: which files make up one delivery of a month, as three exporters write it down.

Keys are told from where the manifest lies, so that an export that was copied here with its folders
is read as well: Data Exports' files lie under `data/`, a legacy report's under the month's folder,
Azure's beside the manifest. An unknown manifest is refused.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from costgov.collectors.billing.layouts import MonthFolder, place_of
from costgov.domain.period import Month
from costgov.errors import InvalidInput, NotBillingData

_INSTANT: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2}):?(\d{2})")


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file that a manifest lists; `size` in bytes where it tells."""

    key: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """One delivery: the export, its billing month, and its files.

    `files_folder` holds the files of all deliveries of the month. `delivered_at` is when the
    exporter made it, where the manifest tells.
    """

    export: str
    month: Month
    files_folder: str
    files: tuple[ListedFile, ...]
    delivered_at: datetime | None


def read_manifest(key: str, body: bytes) -> Manifest:
    """What the manifest at this key says.

    Raises:
        NotBillingData: it is none of those we know, or lists no file.
    """
    try:
        content = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotBillingData("the manifest is not JSON") from error
    readers = {"dataFiles": _data_exports, "reportKeys": _legacy_cur, "blobs": _azure}
    for name, reader in readers.items():
        if isinstance(content, dict) and isinstance(content.get(name), list):
            try:
                manifest = reader(key, content)
            except (AttributeError, InvalidInput, KeyError, TypeError, ValueError) as error:
                raise NotBillingData(f"the manifest cannot be understood: {error}") from error
            if not manifest.files:
                raise NotBillingData("the manifest lists no file")
            return manifest
    raise NotBillingData(
        "the manifest is none of AWS Data Exports', a legacy report's or Azure's:"
        f" it has no list {' or '.join(readers)}"
    )


def _data_exports(key: str, content: dict[str, Any]) -> Manifest:
    folder = _folder_of(key)
    told = [str(content.get("executionId", "")), *content["dataFiles"]]
    files = [
        ListedFile(f"{folder.export}/data/{uri.rpartition('/data/')[2]}")
        for uri in content["dataFiles"]
        if _within("/data/", uri)
    ]
    return _manifest(folder, files, *told)


def _legacy_cur(key: str, content: dict[str, Any]) -> Manifest:
    folder = _folder_of(key)
    month = folder.files.removeprefix(folder.export)
    files = [
        ListedFile(folder.files + uri.rpartition(month)[2])
        for uri in content["reportKeys"]
        if _within(month + "/", uri)
    ]
    return _manifest(folder, files, str(content.get("assemblyId", "")))


def _azure(key: str, content: dict[str, Any]) -> Manifest:
    beside = key.rpartition("/")[0]
    files = [
        ListedFile(f"{beside}/{blob['blobName'].rpartition('/')[2]}", _size(blob.get("byteCount")))
        for blob in content["blobs"]
    ]
    folder = place_of(key).month_folder
    run = content["runInfo"]
    if folder is None:
        month = Month.parse(str(run["startDate"])[:7])
        folder = MonthFolder(beside, month, beside, awaits_manifest=False)
    return _manifest(folder, files, str(run.get("submittedTime", "")))


def _size(count: object) -> int | None:
    return None if count is None else int(str(count))


def _folder_of(key: str) -> MonthFolder:
    folder = place_of(key).month_folder
    if folder is None:
        raise InvalidInput("no folder of its key names a billing month")
    return folder


def _within(folder: str, uri: str) -> bool:
    if folder not in uri:
        raise InvalidInput(f"{uri!r} does not lie under {folder}")
    return True


def _manifest(folder: MonthFolder, files: list[ListedFile], *told: str) -> Manifest:
    instants = (instant for text in told if (instant := instant_in(text)))
    return Manifest(
        export=folder.export,
        month=folder.month,
        files_folder=folder.files,
        files=tuple(dict.fromkeys(files)),
        delivered_at=next(instants, None),
    )


def instant_in(text: str) -> datetime | None:
    """The instant that a key or an identifier holds, in UTC.

    >>> instant_in("data/BILLING_PERIOD=2026-10/2026-10-03T00:01:02.113Z-7c/a.parquet").isoformat()
    '2026-10-03T00:01:02+00:00'
    """
    if found := _INSTANT.search(text):
        year, month, day, hour, minute, second = map(int, found.groups())
        try:
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            return None
    return None
