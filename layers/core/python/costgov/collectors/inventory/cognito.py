"""Cognito user pools."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory.contract import Place, Source
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

POOL: Final = "AWS::Cognito::UserPool"
_LIST: Final = "cognito-idp:ListUserPools"
_USERS: Final = Setting(
    "EstimatedNumberOfUsers",
    "cognito-idp:DescribeUserPool",
    lambda it: it["UserPool"].get("EstimatedNumberOfUsers", 0),
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for pool in reader.each(_LIST, "UserPools", MaxResults=60):
        name = pool["Id"]
        yield place.resource(
            POOL,
            name,
            place.arn("cognito-idp", f"userpool/{name}"),
            created=pool.get("CreationDate"),
            tags={"Name": pool["Name"]},
            attributes=_USERS.read(reader, UserPoolId=name),
        )


SOURCE: Final = Source(name="cognito", kinds=(POOL,), calls=(_LIST, _USERS.call), fetch=_fetch)
