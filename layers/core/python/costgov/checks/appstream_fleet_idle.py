"""A fleet that is always on for nobody."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from costgov.checks._monthly import peak
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
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
    if not isinstance(status, Mapping) or "Desired" not in status or fleet.instance_type is None:
        raise NotKnown("how many instances of which type it has was not told")
    number = Decimal(str(status["Desired"]))
    if not number:
        return PASSED
    return Failed(
        why=f"Nobody used any of its {number} instances in {look.meta.window_days} days.",
        now=(Line(f"appstream.fleet/{fleet.instance_type}", number * HOURS_A_MONTH),),
    )
