"""Uploads a billing file to the deployed import and waits for what becomes of it."""

import time
from collections.abc import Callable
from hashlib import md5
from pathlib import Path

from costgov.domain.imports import ImportRecord
from costgov.errors import BillingFileError, CostGovError, NotFound
from costgov.gateways.aws_documents import DynamoDocumentStore
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.pipeline import records

from cli.deployment import Deployment

type Report = Callable[[str], None]

PREFIX = "billing/"
_POLL_SECONDS = 0.5


class ImportTimedOut(CostGovError):
    """The import did not report; the file is in its queue or among the dead letters."""


def import_file(
    deployment: Deployment, file: Path, name: str, report: Report, *, timeout_seconds: float = 900
) -> ImportRecord:
    """Put a file into the exports bucket and wait for the import's record of this very content.

    Raises:
        BillingFileError: the file cannot be read.
        StoreError: the bucket refused it.
        ImportTimedOut: no record came in time.
    """
    key = f"{PREFIX}{name}"
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BillingFileError(f"{file} cannot be read: {error.strerror}") from error
    etag = md5(content, usedforsecurity=False).hexdigest()
    report(f"uploading {file.name}")
    exports = S3ObjectStore(deployment.client("s3"), deployment.outputs.ExportsBucket)
    exports.put(key, content, "application/octet-stream")
    report(f"importing {file.name}")
    control = DynamoDocumentStore(deployment.client("dynamodb"), deployment.outputs.ControlTable)
    deadline = time.monotonic() + timeout_seconds
    while time.monotonic() < deadline:
        record = _record(control, key)
        if record is not None and record.etag.strip('"') == etag:
            return record
        time.sleep(_POLL_SECONDS)
    raise ImportTimedOut(f"{key} was not imported within {timeout_seconds:.0f} s")


def _record(control: DynamoDocumentStore, key: str) -> ImportRecord | None:
    try:
        return records.imports(control).get(key)
    except NotFound:
        return None
