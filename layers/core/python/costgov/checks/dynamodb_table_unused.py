"""A table that nobody reads or writes."""

from typing import Final

from costgov.checks._dynamodb import CONSUMED, TABLE, consumed, parts, storage, throughput
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="dynamodb_table_unused",
    title="Nobody reads or writes the DynamoDB table",
    why="A table's storage and provisioned capacity are charged whether it is used or not.",
    kinds=(TABLE,),
    action=Action.DELETE,
    severity=Level.MEDIUM,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # From an export or backup that is to be taken first.
    reversible=True,
    iam=("dynamodb:ListTables", "dynamodb:DescribeTable", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CostOptimization.html",
    metrics=CONSUMED,
    window_days=30,
)


def evaluate(table: Resource, look: Look) -> Verdict:
    """UNKNOWN before the table is as old as the window; replicas copy what others write."""
    look.old_enough(table)
    whole = parts(table, look)
    if any(consumed(part, look) for part in whole):
        return PASSED
    return Failed(
        why=f"Nothing was read or written in {META.window_days} days.",
        now=tuple(
            line for part in whole for line in (*throughput(part, look), storage(part, look))
        ),
        facts={"indexes": str(len(whole) - 1)},
    )
