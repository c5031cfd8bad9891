"""A global secondary index that nobody queries."""

from typing import Final

from costgov.checks._dynamodb import CONSUMED, INDEX, TABLE, consumed, storage, throughput
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="dynamodb_index_unused",
    title="Nobody queries the global secondary index",
    why="An index stores what its table does again, and every write is charged a second time.",
    kinds=(INDEX,),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # It can be built again from the table, at the price of the writes.
    reversible=True,
    iam=("dynamodb:DescribeTable", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization.html",
    metrics=CONSUMED,
    window_days=30,
)


def evaluate(index: Resource, look: Look) -> Verdict:
    """By its reads: writes come from the table. An index of an unused table is that table's."""
    look.old_enough(index)
    if look.total(index, "ConsumedReadCapacityUnits"):
        return PASSED
    table = str(look.attribute(index, "TableName"))
    found = look.estate.get(TABLE, index.region, table)
    if found is None:
        raise NotKnown(f"the table {table} was not listed")
    if not consumed(found, look):
        return PASSED
    return Failed(
        why=f"Its table is used, and it was not once read in {META.window_days} days.",
        now=(*throughput(index, look), storage(index, look)),
        facts={"table": table},
    )
