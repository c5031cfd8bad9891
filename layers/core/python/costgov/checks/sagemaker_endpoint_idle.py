"""An endpoint keeps its instances running, whether or not anybody asks it."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import HOURS_A_MONTH, PASSED, Action, Failed, Level, Line, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="sagemaker_endpoint_idle",
    title="SageMaker endpoint is not invoked",
    why="Instances behind an endpoint are charged by the hour, asked or not.",
    kinds=("AWS::SageMaker::Endpoint",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # Its model and configuration stay.
    reversible=True,
    iam=(
        "sagemaker:DescribeEndpoint",
        "sagemaker:DescribeEndpointConfig",
        "cloudwatch:GetMetricData",
    ),
    docs="https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-delete-resources.html",
    metrics=("Invocations",),
    window_days=14,
)


def evaluate(variant: Resource, look: Look) -> Verdict:
    """A serverless variant is charged by its invocations, and passes."""
    if variant.state != "InService" or variant.attributes.get("CurrentServerlessConfig"):
        return PASSED
    look.old_enough(variant)
    instances = look.number(variant, "CurrentInstanceCount")
    if not instances or look.total(variant, "Invocations"):
        return PASSED
    size = variant.instance_type
    why = f"No invocation in {look.meta.window_days} days; {instances} of {size} wait."
    if size is None:
        return Failed(why=why, unpriced="on which instances it runs was not told")
    return Failed(why=why, now=(Line(f"sagemaker/Host:{size}", instances * HOURS_A_MONTH),))
