"""EC2: regions and instances, per account and region."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from cli.local.standin.calls import Caller, Handler, Params, Reply
from cli.local.standin.errors import AwsError
from cli.local.standin.estate import EstateServices
from cli.local.standin.tokens import Tokens
from cli.local.synthetic import Organisation
from cli.local.synthetic.fleet import Instance

REGIONS: Mapping[str, str] = {
    "ap-southeast-1": "opt-in-not-required",
    "eu-central-1": "opt-in-not-required",
    "eu-west-1": "opt-in-not-required",
    "us-east-1": "opt-in-not-required",
    "us-west-2": "opt-in-not-required",
    "eu-central-2": "opted-in",
    "af-south-1": "not-opted-in",
    "me-central-1": "not-opted-in",
}
"""The regions of this small world and how the accounts stand to them."""

_TOKEN = "NextToken"  # noqa: S105 - the name of a field
_TERMINATED_SHOWN = timedelta(hours=1)
_STATES = {"pending": 0, "running": 16, "terminated": 48, "stopped": 80}
_PAGE_BOUNDS = (5, 1000)

type Read = Callable[[Reply], Sequence[str]]


def enabled(region: str) -> bool:
    """Whether requests in a region are answered."""
    return REGIONS.get(region, "not-opted-in") != "not-opted-in"


class Ec2:
    """Regions and instances."""

    def __init__(
        self, organisation: Organisation, estate: EstateServices, *, instances_per_page: int
    ) -> None:
        self._organisation = organisation
        self._estate = estate
        self._page_size = instances_per_page
        self.tokens = Tokens("InvalidNextToken", "InvalidNextToken")
        self.operations: Mapping[str, Handler] = {
            "DescribeRegions": self._describe_regions,
            "DescribeInstances": self._describe_instances,
        }

    def _describe_regions(self, params: Params, _caller: Caller, _now: datetime) -> Reply:
        named = params.get("RegionNames")
        unknown = set(named or ()) - REGIONS.keys()
        if unknown:
            raise AwsError("InvalidParameterValue", f"Invalid region name: {min(unknown)}")
        found = [
            {
                "RegionName": name,
                "Endpoint": f"ec2.{name}.amazonaws.com",
                "OptInStatus": status,
            }
            for name, status in REGIONS.items()
            if (params.get("AllRegions") or named or enabled(name))
            and (named is None or name in named)
        ]
        return {"Regions": _filtered(found, params, _REGION_FILTERS)}

    def _describe_instances(self, params: Params, caller: Caller, now: datetime) -> Reply:
        size = self._size(params)
        offset = self.tokens.offset(params, field_name=_TOKEN)
        found = _filtered(self._instances(caller, now), params, _INSTANCE_FILTERS)
        found = _named(found, params.get("InstanceIds"))
        reply: Reply = {
            "Reservations": [
                {
                    "ReservationId": "r-" + one["InstanceId"][2:],
                    "OwnerId": caller.account_id,
                    "Instances": [one],
                }
                for one in found[offset : offset + size]
            ]
        }
        if offset + size < len(found):
            reply[_TOKEN] = self.tokens.issue(params, offset + size, ignoring=_TOKEN)
        return reply

    def _size(self, params: Params) -> int:
        asked = params.get("MaxResults")
        if asked is None:
            return self._page_size
        if "InstanceIds" in params:
            message = "The parameter instancesSet cannot be used with the parameter maxResults"
            raise AwsError("InvalidParameterCombination", message)
        least, most = _PAGE_BOUNDS
        if not least <= asked <= most:
            message = f"Value ( {asked} ) for parameter maxResults is invalid. Expecting a value"
            raise AwsError("InvalidParameterValue", f"{message} between {least} and {most}")
        return min(int(asked), self._page_size)

    def _instances(self, caller: Caller, now: datetime) -> list[Reply]:
        fields = self._organisation.estate.instance_fields
        return [
            *(
                {**described(instance, now), **fields.get(instance.name, {})}
                for instance in self._organisation.instances
                if instance.account_id == caller.account_id
                and instance.region == caller.region
                and _visible(instance, now)
            ),
            *self._estate.items("ec2", "DescribeInstances", caller),
        ]


def state(instance: Instance, now: datetime) -> str:
    """The instance's state at a moment."""
    if instance.terminated is not None and instance.terminated <= now:
        return "terminated"
    if instance.stopped is not None and instance.stopped <= now:
        return "stopped"
    return "running"


def described(instance: Instance, now: datetime) -> Reply:
    """An instance as DescribeInstances gives it."""
    name = state(instance, now)
    reply: Reply = {
        "InstanceId": instance.id,
        "ImageId": instance.image_id,
        "InstanceType": instance.instance_type,
        "State": {"Code": _STATES[name], "Name": name},
        "LaunchTime": instance.launched,
        "Placement": {"AvailabilityZone": instance.zone, "Tenancy": "default"},
        "Monitoring": {"State": "enabled" if instance.detailed else "disabled"},
        "Architecture": "arm64" if "g." in instance.instance_type else "x86_64",
        "PlatformDetails": "Windows" if instance.agent == "windows" else "Linux/UNIX",
        "RootDeviceType": "ebs",
        "EbsOptimized": not instance.burstable,
        "StateTransitionReason": _reason(instance, name),
        "Tags": [{"Key": key, "Value": value} for key, value in _tags(instance).items()],
    }
    if instance.lifecycle:
        reply["InstanceLifecycle"] = instance.lifecycle
    return reply


def _visible(instance: Instance, now: datetime) -> bool:
    if instance.launched > now:
        return False
    return instance.terminated is None or now - instance.terminated < _TERMINATED_SHOWN


def _reason(instance: Instance, name: str) -> str:
    if name == "stopped" and instance.stopped is not None:
        return f"User initiated ({instance.stopped:%Y-%m-%d %H:%M:%S} GMT)"
    return ""


def _tags(instance: Instance) -> dict[str, str]:
    tags = {"Name": instance.name, **instance.tags}
    if instance.group:
        tags["aws:autoscaling:groupName"] = instance.group
    return tags


def _named(found: list[Reply], wanted: Sequence[str] | None) -> list[Reply]:
    if wanted is None:
        return found
    missing = set(wanted) - {one["InstanceId"] for one in found}
    if missing:
        message = f"The instance ID '{min(missing)}' does not exist"
        raise AwsError("InvalidInstanceID.NotFound", message)
    return [one for one in found if one["InstanceId"] in wanted]


def _filtered(items: list[Reply], params: Params, filters: Mapping[str, Read]) -> list[Reply]:
    """The items every filter lets through; `*` and `?` match any text and any letter."""
    for asked in params.get("Filters", ()):
        read = _reader(asked["Name"], filters)
        patterns = asked.get("Values", ())
        items = [
            item
            for item in items
            if any(fnmatchcase(value, pattern) for value in read(item) for pattern in patterns)
        ]
    return items


def _reader(name: str, filters: Mapping[str, Read]) -> Read:
    if name.startswith("tag:") and "tag:" in filters:
        key = name.removeprefix("tag:")
        return lambda item: [tag["Value"] for tag in item["Tags"] if tag["Key"] == key]
    if name not in filters:
        raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
    return filters[name]


def _field(*path: str) -> Read:
    def read(item: Reply) -> Sequence[str]:
        value: Any = item
        for part in path:
            value = value.get(part, {})
        return [value] if value else []

    return read


_REGION_FILTERS: Mapping[str, Read] = {
    "region-name": _field("RegionName"),
    "opt-in-status": _field("OptInStatus"),
    "endpoint": _field("Endpoint"),
}
_INSTANCE_FILTERS: Mapping[str, Read] = {
    "instance-id": _field("InstanceId"),
    "instance-type": _field("InstanceType"),
    "instance-state-name": _field("State", "Name"),
    "instance-lifecycle": _field("InstanceLifecycle"),
    "availability-zone": _field("Placement", "AvailabilityZone"),
    "image-id": _field("ImageId"),
    "tag:": _field("Tags"),
    "tag-key": lambda item: [tag["Key"] for tag in item["Tags"]],
}
