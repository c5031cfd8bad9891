"""A development endpoint is charged for as long as it exists."""

from decimal import Decimal
from typing import Final

from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="glue_dev_endpoint_running",
    title="Glue development endpoint is left running",
    why="An endpoint is charged by DPU-hours until it is deleted; interactive sessions end.",
    kinds=("AWS::Glue::DevEndpoint",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("glue:GetDevEndpoints",),
    docs="https://docs.aws.amazon.com/glue/latest/dg/interactive-sessions-overview.html",
    thresholds=thresholds(days=("7", "days", "younger ones may be in use")),
)
# DPUs of a worker: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-dev-endpoint.html
_DPUS: Final = {"Standard": Decimal(1), "G.1X": Decimal(1), "G.2X": Decimal(2)}


def evaluate(endpoint: Resource, look: Look) -> Verdict:
    """Whether anybody works with it Glue does not say."""
    days = look.age_days(endpoint)
    if endpoint.state != "READY" or days < look.setting("days"):
        return PASSED
    if endpoint.instance_type in _DPUS:
        dpus = look.number(endpoint, "NumberOfWorkers") * _DPUS[endpoint.instance_type]
    else:
        dpus = look.number(endpoint, "NumberOfNodes")
    return Failed(
        why=f"It has had {dpus} DPUs for {days} days.",
        now=(Line("glue.dev_endpoint", dpus * HOURS_A_MONTH),),
    )
