"""Step Functions state machines."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import ONE_DAY, MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

MACHINE: Final = "AWS::StepFunctions::StateMachine"
_LIST: Final = "stepfunctions:ListStateMachines"
_NAMESPACE: Final = "AWS/States"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    tags = tags_by_arn(reader, "states:stateMachine")
    for machine in reader.each(_LIST, "stateMachines"):
        arn = machine["stateMachineArn"]
        yield place.resource(
            MACHINE,
            machine["name"],
            arn,
            created=machine["creationDate"],
            tags=tags.get(arn),
            attributes=kept(machine, "type"),
        )


def _dimensions(machine: Resource) -> dict[str, str]:
    return {"StateMachineArn": machine.arn}


SOURCE: Final = Source(
    name="stepfunctions",
    kinds=(MACHINE,),
    calls=(_LIST, TAGGED),
    fetch=_fetch,
    metrics=(
        MetricSpec(
            MACHINE,
            _NAMESPACE,
            "ExecutionsStarted",
            "Count",
            _dimensions,
            reading="count",
            days=90,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        ),
        # The sum over its window, so that the time of all executions is known exactly.
        MetricSpec(
            MACHINE,
            _NAMESPACE,
            "ExecutionTime",
            "Milliseconds",
            _dimensions,
            reading="count",
            days=90,
            period_seconds=ONE_DAY,
            silent_is_zero=True,
        ),
    ),
)
