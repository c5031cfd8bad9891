"""EventBridge rules of every event bus, and how many targets each has."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import Place, Source
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

RULE: Final = "AWS::Events::Rule"
_BUSES: Final = "events:ListEventBuses"
_RULES: Final = "events:ListRules"
_TARGETS: Final = "events:ListTargetsByRule"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """Nothing lists targets of many rules, so every rule takes a call; AWS's own are left out."""
    for bus in reader.each(_BUSES, "EventBuses"):
        for rule in reader.each(_RULES, "Rules", EventBusName=bus["Name"]):
            if rule.get("ManagedBy"):
                continue
            found = reader.each(_TARGETS, "Targets", Rule=rule["Name"], EventBusName=bus["Name"])
            yield place.resource(
                RULE,
                f"{bus['Name']}/{rule['Name']}",
                rule["Arn"],
                state=rule["State"],
                attributes={"Targets": sum(1 for _ in found)},
            )


SOURCE: Final = Source(
    name="eventbridge",
    kinds=(RULE,),
    calls=(_BUSES, _RULES, _TARGETS),
    fetch=_fetch,
)
