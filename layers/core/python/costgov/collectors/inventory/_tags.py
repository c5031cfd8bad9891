"""Tags of services that do not list them with their resources."""

from typing import Final

from costgov.collectors.inventory.contract import tags_of
from costgov.gateways.inventory_ports import Reader

TAGGED: Final = "resourcegroupstaggingapi:GetResources"


def tags_by_arn(reader: Reader, *types: str) -> dict[str, dict[str, str]]:
    """The tags of every tagged resource of these types (`lambda:function`), in one listing."""
    return {
        found["ResourceARN"]: tags_of(found)
        for found in reader.each(TAGGED, "ResourceTagMappingList", ResourceTypeFilters=[*types])
    }
