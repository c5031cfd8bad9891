"""CloudTrail trails, each in its home region: what they record."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

TRAIL: Final = "AWS::CloudTrail::Trail"
_DESCRIBE: Final = "cloudtrail:DescribeTrails"
_STATUS: Final = Setting(
    "IsLogging", "cloudtrail:GetTrailStatus", lambda it: it.get("IsLogging", False)
)
_SELECTORS: Final = Setting(
    "Selectors",
    "cloudtrail:GetEventSelectors",
    lambda it: kept(it, "EventSelectors", "AdvancedEventSelectors"),
)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Trails of the organisation are told too: they record what the account's own need not."""
    for trail in reader.each(_DESCRIBE, "trailList", includeShadowTrails=True):
        if trail["HomeRegion"] != place.region:
            continue
        arn = trail["TrailARN"]
        told = kept(trail, "Name", "IsMultiRegionTrail", "IsOrganizationTrail")
        told |= _STATUS.read(reader, Name=arn) | _SELECTORS.read(reader, TrailName=arn)
        yield place.resource(TRAIL, arn, arn, attributes=told)


SOURCE: Final = Source(
    name="cloudtrail",
    kinds=(TRAIL,),
    calls=(_DESCRIBE, _STATUS.call, _SELECTORS.call),
    fetch=_fetch,
)
