"""KMS keys that customers manage, and when they were last used."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._per_item import Setting, refused
from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.errors import SourceError
from costgov.gateways.inventory_ports import Reader

KEY: Final = "AWS::KMS::Key"
_LIST: Final = "kms:ListKeys"
_DESCRIBE: Final = "kms:DescribeKey"
_USAGE: Final = Setting(
    "LastUsage",
    "kms:GetKeyLastUsage",
    lambda it: {
        "Timestamp": it.get("KeyLastUsage", {}).get("Timestamp"),
        **kept(it, "TrackingStartDate"),
    },
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """A key's policy may refuse what the account allows: such a key is told by its id alone."""
    tags = tags_by_arn(reader, "kms:key")
    for key in reader.each(_LIST, "Keys"):
        name, arn = key["KeyId"], key["KeyArn"]
        try:
            metadata = (reader.one(_DESCRIBE, KeyId=name) or {})["KeyMetadata"]
        except SourceError as error:
            yield place.resource(KEY, name, arn, attributes={"KeyStateDenied": refused(error)})
            continue
        if metadata.get("KeyManager") != "CUSTOMER":
            # AWS charges nothing for its own.
            continue
        yield place.resource(
            KEY,
            name,
            arn,
            state=metadata.get("KeyState", "Enabled"),
            created=metadata.get("CreationDate"),
            tags=tags.get(arn),
            attributes=kept(metadata, "KeyState") | _USAGE.read(reader, KeyId=name),
        )


SOURCE: Final = Source(
    name="kms", kinds=(KEY,), calls=(_LIST, _DESCRIBE, _USAGE.call, TAGGED), fetch=_fetch
)
