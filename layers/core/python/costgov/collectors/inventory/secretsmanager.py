"""Secrets, and the day each was last read."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

_KIND: Final = "AWS::SecretsManager::Secret"
_LIST: Final = "secretsmanager:ListSecrets"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for secret in reader.each(_LIST, "SecretList"):
        yield place.resource(
            _KIND,
            secret["ARN"],
            secret["ARN"],
            created=secret.get("CreatedDate"),
            managed_by=secret.get("OwningService"),
            tags=tags_of(secret),
            attributes=kept(secret, "LastAccessedDate", "PrimaryRegion"),
        )


SOURCE: Final = Source(name="secretsmanager", kinds=(_KIND,), calls=(_LIST,), fetch=_fetch)
