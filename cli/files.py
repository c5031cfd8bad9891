"""Uploads billing files to the deployed import and waits for what becomes of them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

from costgov.collectors.billing.layouts import place_of
from costgov.domain.imports import ImportRecord
from costgov.errors import BillingFileError, CostGovError, NotFound
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.pipeline import records

from cli.deployment import Deployment

type Report = Callable[[str], None]

PREFIX = "billing/"
_POLL_SECONDS = 0.5
# What the import says of a delivery that it will look at again.
_NOT_YET = ("waiting", "incomplete")


class ImportTimedOut(CostGovError):
    """The import did not report; the file is in its queue or among the dead letters."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way: where it is, its key in the exports bucket, and whether it is reported.

    A file that belongs to a manifest is reported with it, one beside a bill not at all.
    """

    path: Path
    key: str
    is_reported: bool = True


def uploads(paths: Sequence[Path], name: str | None = None) -> list[Upload]:
    """What files and folders are uploaded as; of a folder all files, its manifests last.

    `name` is the object's or the folder's name, by default its own. A folder keeps its layout, by
    which the import tells the months of an export.

    Raises:
        BillingFileError: a path does not exist, a folder is empty, or several are to have one name.
    """
    if name is not None and len(paths) > 1:
        raise BillingFileError("several files cannot have one name")
    found: list[Upload] = []
    for path in paths:
        if path.is_dir():
            found += _of_folder(path, name or path.resolve().name)
        elif path.exists():
            found.append(Upload(path, f"{PREFIX}{name or path.name}"))
        else:
            raise BillingFileError(f"{path} does not exist")
    return found


def import_file(
    deployment: Deployment, file: Path, name: str, report: Report, *, timeout_seconds: float = 900
) -> ImportRecord:
    """Import one file as an object of this name; see `import_files`."""
    upload = Upload(file, f"{PREFIX}{name}")
    [record] = import_files(deployment, [upload], report, timeout_seconds=timeout_seconds)
    return record


def import_files(
    deployment: Deployment,
    found: Sequence[Upload],
    report: Report,
    *,
    timeout_seconds: float = 900,
) -> list[ImportRecord]:
    """Put files into the exports bucket and wait for the import's records of this very content.

    Raises:
        BillingFileError: a file cannot be read.
        StoreError: the bucket refused one.
        ImportTimedOut: a record did not come in time.
    """
    exports = S3ObjectStore(deployment.client("s3"), deployment.outputs.ExportsBucket)
    expected: dict[str, str] = {}
    for number, upload in enumerate(found, start=1):
        place = f" ({number} of {len(found)})" if len(found) > 1 else ""
        report(f"uploading {upload.path.name}{place}")
        content = _content(upload.path)
        exports.put(upload.key, content, "application/octet-stream")
        if upload.is_reported:
            expected[upload.key] = md5(content, usedforsecurity=False).hexdigest()
    control = DynamoDocumentStore(deployment.client("dynamodb"), deployment.outputs.ControlTable)
    deadline = time.monotonic() + timeout_seconds
    done = []
    for number, (key, etag) in enumerate(expected.items(), start=1):
        place = f" ({number} of {len(expected)})" if len(expected) > 1 else ""
        report(f"importing {key.rpartition('/')[2]}{place}")
        done.append(_awaited(control, key, etag, deadline))
    return done


def _of_folder(folder: Path, name: str) -> list[Upload]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    keys = {path: f"{PREFIX}{name}/{path.relative_to(folder).as_posix()}" for path in files}
    places = {path: place_of(key) for path, key in keys.items()}
    if not files:
        raise BillingFileError(f"{folder} holds no file")
    in_delivery = any(place.is_manifest for place in places.values())
    found = [
        Upload(
            path,
            keys[path],
            places[path].is_manifest or not (in_delivery or places[path].is_beside),
        )
        for path in files
    ]
    return sorted(found, key=lambda upload: places[upload.path].is_manifest)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BillingFileError(f"{path} cannot be read: {error.strerror}") from error


def _awaited(control: DynamoDocumentStore, key: str, etag: str, deadline: float) -> ImportRecord:
    begun = time.monotonic()
    while time.monotonic() < deadline:
        try:
            record = records.imports(control).get(key)
        except NotFound:
            record = None
        if record is not None and record.etag.strip('"') == etag and record.status not in _NOT_YET:
            return record
        time.sleep(_POLL_SECONDS)
    raise ImportTimedOut(f"{key} was not imported within {time.monotonic() - begun:.0f} s")
