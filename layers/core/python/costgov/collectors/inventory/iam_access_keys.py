"""Access keys of IAM users, and when each was last used."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ACCESS_KEY: Final = "AWS::IAM::AccessKey"
_USERS: Final = "iam:ListUsers"
_KEYS: Final = "iam:ListAccessKeys"
_USED: Final = Setting(
    "LastUsedDate",
    "iam:GetAccessKeyLastUsed",
    lambda it: it.get("AccessKeyLastUsed", {}).get("LastUsedDate"),
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Two calls a user and one a key: users are few where people sign in otherwise."""
    for user in reader.each(_USERS, "Users"):
        for key in reader.each(_KEYS, "AccessKeyMetadata", UserName=user["UserName"]):
            name = key["AccessKeyId"]
            yield place.resource(
                ACCESS_KEY,
                name,
                f"{user['Arn']}/{name}",
                state=key["Status"],
                created=key.get("CreateDate"),
                attributes=kept(key, "UserName", "Status") | _USED.read(reader, AccessKeyId=name),
            )


SOURCE: Final = Source(
    name="iam_access_keys",
    kinds=(ACCESS_KEY,),
    calls=(_USERS, _KEYS, _USED.call),
    fetch=_fetch,
    is_global=True,
)
