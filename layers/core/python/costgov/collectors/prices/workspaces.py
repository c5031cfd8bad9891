"""WorkSpaces: the fee of a month, the base of AutoStop and its hours, by number of the bundle."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

_KINDS: Final = ("AWS::WorkSpaces::Workspace",)

RULES: Final = (
    PriceRule(
        "workspaces/{usage}",
        "AmazonWorkSpaces",
        {},
        "Month",
        r"AW-HW-\d+(?:-AutoStop-User)?",
        kinds=_KINDS,
    ),
    PriceRule(
        "workspaces/{usage}",
        "AmazonWorkSpaces",
        {},
        "Hour",
        r"AW-HW-\d+-AutoStop-Usage",
        kinds=_KINDS,
    ),
)
