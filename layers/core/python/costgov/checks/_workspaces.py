"""What WorkSpaces are charged for, shared by their checks."""

from decimal import Decimal
from typing import Final

from costgov.domain.findings import Line
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

ALWAYS_ON: Final = "ALWAYS_ON"
AUTO_STOP: Final = "AUTO_STOP"
# The API's words and the price list's.
_MODES: Final = {ALWAYS_ON: "AlwaysOn", AUTO_STOP: "AutoStop"}
_BUNDLES: Final = {
    "VALUE": "Value",
    "STANDARD": "Standard",
    "PERFORMANCE": "Performance",
    "POWER": "Power",
    "POWERPRO": "PowerPro",
    "GRAPHICS": "Graphics",
    "GRAPHICSPRO": "GraphicsPro",
}


def month(workspace: Resource, mode: str) -> Line:
    """The fee of a month: all there is of AlwaysOn, the base of AutoStop; raises NotKnown."""
    return Line(f"workspaces.month/{_mode(mode)}/{_bundle(workspace)}", Decimal(1))


def hours(workspace: Resource, number: Decimal) -> Line:
    """Hours that an AutoStop WorkSpace runs; raises NotKnown."""
    return Line(f"workspaces.hour/AutoStop/{_bundle(workspace)}", number)


def _bundle(workspace: Resource) -> str:
    found = _BUNDLES.get(workspace.instance_type or "")
    if found is None:
        raise NotKnown(f"what a {workspace.instance_type or 'bundle'} costs is not known")
    return found


def _mode(mode: str) -> str:
    if mode not in _MODES:
        raise NotKnown(f"what the running mode {mode} costs is not known")
    return _MODES[mode]
