"""Cognito user pools."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory.contract import Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

POOL: Final = "AWS::Cognito::UserPool"
_LIST: Final = "cognito-idp:ListUserPools"
_POOL: Final = Setting(
    "UserPool",
    "cognito-idp:DescribeUserPool",
    lambda it: kept(
        it["UserPool"], "EstimatedNumberOfUsers", "UserPoolTags", "Domain", "CustomDomain"
    ),
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for pool in reader.each(_LIST, "UserPools", MaxResults=60):
        name = pool["Id"]
        told = _POOL.read(reader, UserPoolId=name)
        described = told.get("UserPool")
        tags = tags_of(described, "UserPoolTags") if isinstance(described, dict) else {}
        yield place.resource(
            POOL,
            name,
            place.arn("cognito-idp", f"userpool/{name}"),
            created=pool.get("CreationDate"),
            tags=tags,
            attributes=told,
        )


SOURCE: Final = Source(name="cognito", kinds=(POOL,), calls=(_LIST, _POOL.call), fetch=_fetch)
