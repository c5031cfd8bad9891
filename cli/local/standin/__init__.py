"""A strict stand-in for the AWS APIs that are read: it refuses what AWS refuses."""

from cli.local.standin.faults import Fault, Usage
from cli.local.standin.server import MEMBER_ROLE, StandIn
from cli.local.standin.sources import CostLine, CostSource
from cli.local.standin.world import PageSizes

__all__ = [
    "MEMBER_ROLE",
    "CostLine",
    "CostSource",
    "Fault",
    "PageSizes",
    "StandIn",
    "Usage",
]
