"""Model units are charged by the hour, whether or not anybody asks the model."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="bedrock_provisioned_throughput_unused",
    title="Bedrock provisioned throughput is not used",
    why="Model units are charged by the hour until they are given up or their term ends.",
    kinds=("AWS::Bedrock::ProvisionedModelThroughput",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=False,
    iam=("bedrock:ListProvisionedModelThroughputs", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/bedrock/latest/userguide/prov-throughput.html",
    metrics=("Invocations", "InvocationsById"),
    window_days=14,
)


def evaluate(throughput: Resource, look: Look) -> Verdict:
    """Callers may name it by its ARN or by its id: neither may have been used."""
    if throughput.state != "InService":
        return PASSED
    look.old_enough(throughput)
    if look.total(throughput, "Invocations") or look.total(throughput, "InvocationsById"):
        return PASSED
    units = look.number(throughput, "modelUnits")
    model = str(look.attribute(throughput, "modelArn")).rpartition("/")[2]
    ends = str(throughput.attributes.get("commitmentExpirationTime", ""))[:10]
    return Failed(
        why=f"No invocation in {look.meta.window_days} days of {units} model units of {model}"
        + (f", committed until {ends}." if ends else "."),
        unpriced="what a model unit costs depends on model and term, and is agreed with AWS",
    )
