"""What WorkSpaces are charged for, shared by their checks."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look
from costgov.domain.findings import Line
from costgov.domain.resources import Resource

ALWAYS_ON: Final = "ALWAYS_ON"
AUTO_STOP: Final = "AUTO_STOP"
# The price list numbers its bundles; this is Windows with its licence, by type and GB of volumes.
_NUMBERS: Final = {("STANDARD", 80, 50): 2}
_USAGE: Final = {ALWAYS_ON: "", AUTO_STOP: "-AutoStop-User"}
UNPRICED: Final = "which product of the price list its bundle is cannot be told"


def month(workspace: Resource, look: Look, mode: str) -> Line | None:
    """The fee of a month: all there is of AlwaysOn, the base of AutoStop; None if not known."""
    number = _number(workspace, look)
    if number is None or mode not in _USAGE:
        return None
    return Line(f"workspaces/AW-HW-{number}{_USAGE[mode]}", Decimal(1))


def hours(workspace: Resource, look: Look, count: Decimal) -> Line | None:
    """Hours that an AutoStop WorkSpace runs; None if not known."""
    number = _number(workspace, look)
    return None if number is None else Line(f"workspaces/AW-HW-{number}-AutoStop-Usage", count)


def _number(workspace: Resource, look: Look) -> int | None:
    root, user = (look.number(workspace, f"{one}VolumeSizeGib") for one in ("Root", "User"))
    if not str(workspace.attributes.get("OperatingSystemName", "WINDOWS")).startswith("WINDOWS"):
        return None
    return _NUMBERS.get((workspace.instance_type or "", int(root), int(user)))
