"""A big table that only grows."""

from decimal import Decimal
from typing import Final

from costgov.checks._dynamodb import GIB, TABLE, storage
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dynamodb_table_ttl_off",
    title="Big DynamoDB table deletes nothing by itself",
    why="Time to Live deletes what has expired free of charge; without it storage only grows.",
    kinds=(TABLE,),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.MEDIUM,
    risk=Level.MEDIUM,
    # What has expired is gone.
    reversible=False,
    iam=("dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"),
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html",
    thresholds=thresholds(
        gb=("100", "GB", "smaller tables are not worth the work"),
        days=("180", "days", "younger tables hold little that is old"),
    ),
)


def evaluate(table: Resource, look: Look) -> Verdict:
    """What could expire is not known from here: the whole storage is what is concerned."""
    if look.attribute(table, "TimeToLiveStatus") in {"ENABLED", "ENABLING"}:
        return PASSED
    size: Decimal = look.number(table, "TableSizeBytes") / GIB
    if size < look.setting("gb") or look.age_days(table) < look.setting("days"):
        return PASSED
    return Failed(
        why=f"It holds {size:.0f} GB, and nothing in it expires.",
        unpriced=(
            f"which part of its {storage(table, look).quantity:.0f} GB is old is told by no API"
        ),
    )
