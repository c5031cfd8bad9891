"""What a look into a bucket shows: unfinished uploads, and versions that are not current."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, Final

from pydantic import JsonValue

from costgov.collectors.inventory._per_item import refused
from costgov.collectors.inventory.contract import Place
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Reader

UPLOADS: Final = "s3:ListMultipartUploads"
PARTS: Final = "s3:ListParts"
VERSIONS: Final = "s3:ListObjectVersions"
# Uploads whose parts are listed to learn their size: one request each.
_SIZED: Final = 20
_YOUNG: Final = timedelta(days=1)

type Shape = Mapping[str, Any]


def unfinished_uploads(reader: Reader, place: Place, bucket: str) -> dict[str, JsonValue]:
    """`MultipartUploads`: how many began on which day, and the size of the oldest.

    One page (1,000 uploads) is read and at most 20 are sized, by their first 1,000 parts:
    `Truncated` says that there are more. What is not a day old may be under way.
    """
    try:
        page = reader.one(UPLOADS, Bucket=bucket) or {}
        uploads = sorted(page.get("Uploads", ()), key=lambda one: one["Initiated"])
        latest = place.as_of - _YOUNG
        old = [one for one in uploads if one["Initiated"].date() < latest][:_SIZED]
        sized: list[JsonValue] = [
            {"Day": _day(one["Initiated"]), "Bytes": _size(reader, bucket, one)} for one in old
        ]
    except SourceError as error:
        return {"MultipartUploadsDenied": refused(error)}
    begun = Counter(_day(one["Initiated"]) for one in uploads)
    truncated = bool(page.get("IsTruncated", False))
    return {"MultipartUploads": {"Begun": {**begun}, "Sized": sized, "Truncated": truncated}}


def _size(reader: Reader, bucket: str, upload: Shape) -> int:
    parts = reader.one(PARTS, Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"]) or {}
    return sum(part["Size"] for part in parts.get("Parts", ()))


def versions_sample(reader: Reader, bucket: str) -> dict[str, JsonValue]:
    """`VersionsSample`: bytes of the first 1,000 versions, and since when how many are not current.

    A version stops being current when the next one of its key, or its delete marker, is made.
    """
    try:
        page = reader.one(VERSIONS, Bucket=bucket) or {}
    except SourceError as error:
        return {"VersionsSampleDenied": refused(error)}
    total, superseded = 0, Counter[str]()
    for version, newer in _with_newer([*page.get("Versions", ()), *page.get("DeleteMarkers", ())]):
        total += version["Size"]
        if newer is not None:
            superseded[_day(newer["LastModified"])] += version["Size"]
    truncated = bool(page.get("IsTruncated", False))
    sample: dict[str, JsonValue] = {"Bytes": total, "NoncurrentSince": {**superseded}}
    return {"VersionsSample": {**sample, "Truncated": truncated}}


def _with_newer(items: Sequence[Shape]) -> Iterator[tuple[Shape, Shape | None]]:
    """Each version with what came next under the same key; delete markers have no bytes."""
    newest_first = sorted(items, key=lambda one: one["LastModified"], reverse=True)
    by_key = sorted(newest_first, key=lambda one: str(one["Key"]))
    for _, of_key in groupby(by_key, lambda one: str(one["Key"])):
        newer = None
        for one in of_key:
            if "Size" in one:
                yield one, newer
            newer = one


def _day(instant: Any) -> str:  # noqa: ANN401 - a member of an answer
    return str(instant.date().isoformat())
