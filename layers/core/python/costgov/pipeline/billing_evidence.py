"""Evidence of what the import stored: which files, as which months of which source, and when.

The files themselves are kept under their content's hash; a delivery says what was made of them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256

from costgov.clock import instant_text
from costgov.domain.period import Month
from costgov.domain.runs import Frozen
from costgov.gateways.ports import ObjectStore
from costgov.pipeline.evidence import keep_json, kept_json

PREFIX = "billing-deliveries/"


class DeliveredFile(Frozen):
    """One file of a delivery: the object's key in the exports bucket, and where its bytes are."""

    object_key: str
    evidence_key: str


class DeliveryEvidence(Frozen):
    """A delivery as it was handed to the store.

    `version` is the instant under which it was stored, `months` (YYYY-MM) are those that it
    replaced, `files` come in the order in which they were read. One without files removed the
    facts of its source, because another source had taken over. `rejected_count` lines could not
    be read.
    """

    source: str
    version: datetime
    months: tuple[str, ...]
    files: tuple[DeliveredFile, ...]
    tag_keys: tuple[str, ...]
    format: str | None
    rejected_count: int = 0


def keep_delivery(
    evidence: ObjectStore,
    *,
    source: str,
    version: datetime,
    months: Sequence[Month],
    files: Sequence[DeliveredFile] = (),
    tag_keys: Sequence[str] = (),
    billing_format: str | None = None,
    rejected_count: int = 0,
) -> None:
    """Write what is about to be stored; call it before CostStore.replace.

    An object is named `billing-deliveries/<version>/<hash of source and months>.json.gz`.

    Raises:
        StoreError: the evidence bucket refused.
    """
    kept = DeliveryEvidence(
        source=source,
        version=version,
        months=tuple(map(str, months)),
        files=tuple(files),
        tag_keys=tuple(tag_keys),
        format=billing_format,
        rejected_count=rejected_count,
    )
    place = sha256(repr((kept.source, kept.months)).encode()).hexdigest()
    key = f"{PREFIX}{instant_text(version)}/{place}.json.gz"
    keep_json(evidence, key, kept.model_dump(mode="json"))


def kept_deliveries(evidence: ObjectStore, version: datetime) -> Iterator[DeliveryEvidence]:
    """The deliveries that were stored under an instant.

    Raises:
        StoreError: the evidence bucket refused.
    """
    for found in evidence.listing(f"{PREFIX}{instant_text(version)}/"):
        yield DeliveryEvidence.model_validate(kept_json(evidence, found.key))
