"""Inference units are charged by the second, whether or not anything is analysed."""

from typing import Final

from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="comprehend_endpoint_idle",
    title="Comprehend endpoint analyses nothing",
    why="An endpoint is charged for its inference units from its start until it is deleted.",
    kinds=("AWS::Comprehend::Endpoint",),
    action=Action.DELETE,
    severity=Level.HIGH,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    # Its model stays.
    reversible=True,
    iam=("comprehend:ListEndpoints", "cloudwatch:GetMetricData"),
    docs="https://docs.aws.amazon.com/comprehend/latest/dg/manage-endpoints.html",
    metrics=("ProvisionedInferenceUnits", "ConsumedInferenceUnits"),
    window_days=14,
)


def evaluate(endpoint: Resource, look: Look) -> Verdict:
    """That its units were measured proves that nothing would have been, too."""
    if endpoint.state != "IN_SERVICE":
        return PASSED
    look.old_enough(endpoint)
    look.digest(endpoint, "ProvisionedInferenceUnits")
    if look.total(endpoint, "ConsumedInferenceUnits"):
        return PASSED
    units = look.number(endpoint, "CurrentInferenceUnits")
    return Failed(
        why=f"None of its {units} inference units was used in {look.meta.window_days} days.",
        unpriced="which product of the price list an inference unit is cannot be told",
    )
