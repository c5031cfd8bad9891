"""What is kept of an instance beside its name, size and state."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import JsonValue

_KEPT: Final = (
    "Architecture",
    "CapacityReservationId",
    "EbsOptimized",
    "ImageId",
    "PlatformDetails",
    "PublicIpAddress",
    "RootDeviceName",
    "StateTransitionReason",
    "SubnetId",
    "VpcId",
)
_PLACEMENT: Final = ("AvailabilityZone", "HostId", "Tenancy")


def instance_attributes(instance: Mapping[str, Any]) -> dict[str, JsonValue]:
    """An instance's attributes: what DescribeInstances says, under its own names.

    `Placement` and `Monitoring` are unfolded (`Tenancy`, `MonitoringState`); `BlockDeviceMappings`
    are name, volume and whether the volume goes with the instance.
    """
    placement = instance.get("Placement", {})
    found: dict[str, JsonValue] = {name: instance[name] for name in _KEPT if name in instance}
    found |= {name: placement[name] for name in _PLACEMENT if name in placement}
    if "State" in instance.get("Monitoring", {}):
        found["MonitoringState"] = instance["Monitoring"]["State"]
    if "BlockDeviceMappings" in instance:
        found["BlockDeviceMappings"] = [
            {
                "DeviceName": one.get("DeviceName"),
                "VolumeId": one["Ebs"].get("VolumeId"),
                "DeleteOnTermination": one["Ebs"].get("DeleteOnTermination"),
            }
            for one in instance["BlockDeviceMappings"]
            if "Ebs" in one
        ]
    return found
