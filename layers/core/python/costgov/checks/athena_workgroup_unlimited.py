"""One careless query can scan everything there is."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="athena_workgroup_unlimited",
    title="Athena workgroup lets a query scan any amount",
    why="Athena is charged by the amount scanned, and nothing ends a query that scans too much.",
    kinds=("AWS::Athena::WorkGroup",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("athena:GetWorkGroup", "athena:ListQueryExecutions"),
    docs="https://docs.aws.amazon.com/athena/latest/ug/"
    "workgroups-setting-control-limits-cloudwatch.html",
)


def evaluate(workgroup: Resource, look: Look) -> Verdict:
    """A workgroup nobody has queried in for 45 days passes: each region has one by itself."""
    if workgroup.state != "ENABLED" or not look.attribute(workgroup, "HasQueries"):
        return PASSED
    if workgroup.attributes.get("BytesScannedCutoffPerQuery"):
        return PASSED
    return Failed(
        why="It is queried, and no limit is set on what a query may scan.",
        unpriced="what a query would have scanned beyond a limit is not known",
    )
