"""Which items a request means: its identifiers and filters against the items' own fields.

A parameter that no rule understands is refused, so that no test passes by accident.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from botocore.model import Shape, StructureShape

from cli.local.standin.calls import Caller, Params
from cli.local.standin.errors import AwsError, unsupported
from cli.local.standin.estate.filters import Item, filtered, values_at

type Missing = Callable[[str, object], AwsError | None]

_FILTERS = frozenset({"Filters", "Filter", "filters", "filter"})
_OWNERS = frozenset({"Owners", "OwnerIds"})
_ACCOUNTS = frozenset({"AccountId", "AwsAccountId", "accountId", "accountIds"})
HARMLESS = frozenset(
    {
        *(
            "AlarmTypes",
            "AttributeNames",
            "Attributes",
            "ExpectedBucketOwner",
            "IncludeAllVersions",
        ),
        *("IncludeDeprecated", "IncludeDisabled", "MessageAttributeNames", "MetricNames"),
        *(
            "ShowCacheNodeInfo",
            "WithoutSettings",
            "attributeNames",
            "include",
            "includeShadowTrails",
        ),
        *("IncludePublic", "IncludeShared", "Scope", "FunctionVersion"),
        *("includeLinkedAccounts", "ShowSubscriptionDestinations", "logGroupClass", "includeAll"),
    }
)
"""Parameters that change how much is said, not which items are meant."""
_NO_NAME = re.compile(
    r"(?:by|category|class|description|engine|filter|mode|order|pattern|prefix|region|scope"
    r"|stat(?:e|us)|type|version)(?:e?s)?$",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"(?:id|arn|name|identifier|url)s?(?:list)?$", re.IGNORECASE)
_LAST_PART = re.compile(r"[:/]")
_MORE = ("Include", "Show", "include", "show")
"""How switches begin that ask for more to be said."""
_SHORT = {
    "arn": ("arn",),
    "id": ("id",),
    "name": ("name",),
    "state": ("state", "status"),
    "status": ("state", "status"),
}
"""Fields with a name so short that the parameter's name says of what it is."""
_SUFFIX = re.compile("(?:Equals|Filter)$")


def selected(
    items: Sequence[Item], params: Params, shape: Shape, caller: Caller, missing: Missing
) -> list[Item]:
    """The items that every parameter lets through.

    Args:
        shape: an item's shape in the service's model: its members are what can be asked for.
        missing: makes the refusal of an identifier that no item has; None lets it pass.

    Raises:
        AwsError: `missing`, or a parameter or filter that is not understood.
    """
    found = list(items)
    for name, value in params.items():
        if name in _FILTERS and isinstance(value, list):
            found = filtered(found, value, shape)
        elif name in _OWNERS:
            found = _owned(found, value, caller, name)
        elif name == "ResourceTypeFilters":
            found = [one for one in found if _of_type(one, value)]
        elif isinstance(value, bool) and (not value or name.startswith(_MORE)):
            continue
        elif isinstance(value, datetime):
            found = _since_or_until(found, name, value, shape)
        elif name not in HARMLESS:
            found = _meant(found, name, value, shape, missing)
    return found


def _of_type(item: Item, types: Sequence[str]) -> bool:
    """Whether an ARN is of a service, or of a type of its resources: `lambda:function`."""
    _, _, service, _, _, resource = item["ResourceARN"].split(":", 5)
    own = {service, f"{service}:{re.split('[:/]', resource)[0]}"}
    return not own.isdisjoint(types)


def is_own_account(name: str, value: object, caller: Caller) -> bool:
    """Whether a parameter names the caller's own account, which says nothing new."""
    return name in _ACCOUNTS and value in (caller.account_id, [caller.account_id])


def is_identifier(name: str) -> bool:
    """Whether a parameter names a thing, so that its absence is an error."""
    return bool(_IDENTIFIER.search(name)) and name not in _OWNERS


def is_name(name: str, value: object) -> bool:
    """Whether a parameter may name a thing: nearly every text does."""
    if is_identifier(name):
        return True
    return isinstance(value, str) and name not in HARMLESS and not _NO_NAME.search(name)


def _since_or_until(items: list[Item], name: str, value: datetime, shape: Shape) -> list[Item]:
    """Items of a stretch of time, by the only instant that they have."""
    members = shape.members if isinstance(shape, StructureShape) else {}
    instants = [field for field, member in members.items() if member.type_name == "timestamp"]
    if len(instants) != 1 or name.lower() not in {"starttime", "endtime"}:
        raise unsupported(f"the parameter {name}={value}")
    begins = name.lower() == "starttime"
    return [one for one in items if (one[instants[0]] >= value) == begins]


def _meant(
    items: list[Item], name: str, value: object, shape: Shape, missing: Missing
) -> list[Item]:
    if name.lower().endswith("prefix") and isinstance(value, str):
        fields = _fields(name[: -len("Prefix")] or "Name", shape)
        return [one for one in items if any(v.startswith(value) for v in _texts(one, fields))]
    fields = _fields(_SUFFIX.sub("", name), shape)
    if not fields:
        raise unsupported(f"the parameter {name}={value!r}")
    wanted = value if isinstance(value, list) else [value]
    several = isinstance(value, list) and name.endswith("s")
    if is_identifier(name) or (several and not _NO_NAME.search(name)):
        for one in wanted:
            if not any(_same(str(one), text) for item in items for text in _texts(item, fields)):
                refusal = missing(name, one)
                if refusal is not None:
                    raise refusal
    return [
        item
        for item in items
        if any(_same(str(one), text) for one in wanted for text in _texts(item, fields))
    ]


def _fields(name: str, shape: Shape) -> list[str]:
    """The members of a shape that a parameter may mean, by likeness of names."""
    if not isinstance(shape, StructureShape):
        return []
    stem = name.lower().removesuffix("list")
    stems = (stem, stem.removesuffix("s"), stem.removesuffix("es"))
    scalars = [n for n, member in shape.members.items() if member.type_name not in {"list", "map"}]
    sure = [
        field
        for field in scalars
        if any(
            field.lower() in {one, one + "arn", one + "name", one + "id", one + "identifier"}
            for one in stems
        )
    ]
    if sure:
        return sure
    ending = [field for field in scalars if any(field.lower().endswith(one) for one in stems)]
    short = [
        field
        for field in scalars
        if field.lower() in _SHORT
        and any(one.endswith(word) for one in stems for word in _SHORT[field.lower()])
    ]
    return ending or short


def _same(asked: str, own: str) -> bool:
    """Whether two identifiers are the same; a name is the last part of its ARN."""
    if asked == own:
        return True
    if own.startswith("arn:") != asked.startswith("arn:"):
        arn, name = (own, asked) if own.startswith("arn:") else (asked, own)
        return _LAST_PART.split(arn)[-1] == name
    return False


def _owned(items: list[Item], value: Sequence[str], caller: Caller, name: str) -> list[Item]:
    owners = {caller.account_id if one == "self" else one for one in value}
    if owners - {caller.account_id}:
        raise unsupported(f"the parameter {name}={value!r}")
    return [one for one in items if one.get("OwnerId", caller.account_id) in owners]


def _texts(item: Item, fields: Sequence[str]) -> list[str]:
    if not isinstance(item, Mapping):
        return []
    return [text for field in fields for text in values_at(item, (field,))]
