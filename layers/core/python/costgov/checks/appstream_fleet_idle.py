"""A fleet that is always on for nobody."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from costgov.checks._monthly import peak
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="appstream_fleet_idle",
    title="AppStream fleet runs and nobody streams",
    why="Instances of an always-on fleet are charged at the full rate, streaming or not.",
    kinds=("AWS::AppStream::Fleet",),
    action=Action.SCHEDULE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("appstream:DescribeFleets", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/appstream2/latest/developerguide/fleet-type.html",
    metrics=("InUseCapacity",),
    window_days=14,
)


def evaluate(fleet: Resource, look: Look) -> Verdict:
    """On-demand and elastic fleets cost little while nobody streams, and pass."""
    if fleet.state != "RUNNING" or look.attribute(fleet, "FleetType") != "ALWAYS_ON":
        return PASSED
    look.old_enough(fleet)
    if peak(look, fleet, "InUseCapacity"):
        return PASSED
    status = look.attribute(fleet, "ComputeCapacityStatus")
    if not isinstance(status, Mapping) or "Desired" not in status:
        raise NotKnown("how many instances it has was not told")
    number = Decimal(str(status["Desired"]))
    if not number:
        return PASSED
    return Failed(
        why=f"Nobody used any of its {number} instances ({fleet.instance_type}) in "
        f"{look.meta.window_days} days.",
        unpriced="which product of the price list their hours are cannot be told",
    )
