"""What a CloudTrail trail records, by selectors of either kind."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from costgov.checks._structures import structure
from costgov.checks.contract import Look
from costgov.domain.resources import Resource

# Of a basic selector: an ARN without a name means everything of the type.
_ALL: Final = frozenset({"arn:aws:s3", "arn:aws:s3:::", "arn:aws:lambda", "arn:aws:dynamodb"})


def records_management(trail: Resource, look: Look) -> bool:
    """Whether management events are recorded; raises NotKnown."""
    basic, advanced = _selectors(trail, look)
    if any(one.get("IncludeManagementEvents", True) for one in basic):
        return True
    return any("Management" in _equals(one, "eventCategory") for one in advanced)


def unlimited_data_types(trail: Resource, look: Look) -> list[str]:
    """Resource types of which every data event is recorded; raises NotKnown."""
    basic, advanced = _selectors(trail, look)
    found = {
        str(resource["Type"])
        for selector in basic
        for resource in selector.get("DataResources", ())
        if _ALL & set(resource.get("Values", ()))
    }
    for selector in advanced:
        is_limited = any(one["Field"] == "resources.ARN" for one in selector["FieldSelectors"])
        if "Data" in _equals(selector, "eventCategory") and not is_limited:
            found |= set(_equals(selector, "resources.type"))
    return sorted(found)


def _selectors(
    trail: Resource, look: Look
) -> tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    told = structure(trail, look, "Selectors")
    return told.get("EventSelectors", ()), told.get("AdvancedEventSelectors", ())


def _equals(selector: Mapping[str, Any], field: str) -> Sequence[str]:
    fields = (one for one in selector["FieldSelectors"] if one["Field"] == field)
    return [value for one in fields for value in one.get("Equals", ())]
