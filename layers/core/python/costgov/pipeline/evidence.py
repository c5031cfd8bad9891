"""Evidence: what sources answered, kept so that every stored figure can be traced."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

from costgov.errors import InvalidInput
from costgov.gateways.ports import ObjectInfo, ObjectStore


def keep_json(evidence: ObjectStore, key: str, content: Mapping[str, Any]) -> None:
    """Write content as packed JSON; equal content gives equal bytes."""
    text = json.dumps(content, ensure_ascii=False)
    evidence.put(key, gzip.compress(text.encode(), mtime=0), "application/gzip")


def kept_json(evidence: ObjectStore, key: str) -> dict[str, Any]:
    """The inverse of `keep_json`.

    Raises:
        NotFound: there is no such object.
        StoreError: the bucket refused.
        InvalidInput: the object was not written by `keep_json`.
    """
    try:
        content = json.loads(gzip.decompress(evidence.get(key)))
    except (OSError, EOFError, ValueError) as error:
        raise InvalidInput(f"evidence {key} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise InvalidInput(f"evidence {key} cannot be read: it is no object")
    return content


def etag_key(info: ObjectInfo) -> str:
    """Where an object that nobody downloads is kept: its digest is not known, its ETag is."""
    return f"billing/etag-{info.etag}-{info.size}"
