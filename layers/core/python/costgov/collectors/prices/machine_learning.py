"""SageMaker's endpoints and notebooks, and development endpoints of Glue."""

from typing import Final

from costgov.collectors.prices.contract import PriceRule

RULES: Final = (
    # `usage` names what runs and on which type: Host:ml.m5.large, Notebk:ml.t3.medium.
    PriceRule(
        "sagemaker/{usage}",
        "AmazonSageMaker",
        {},
        "Hrs",
        r"(?:Host|Notebk):ml\..+",
        kinds=("AWS::SageMaker::Endpoint", "AWS::SageMaker::NotebookInstance"),
    ),
    PriceRule(
        "glue.dev_endpoint",
        "AWSGlue",
        {},
        "DPU-Hour",
        "DEVED-DPU-Hour",
        kinds=("AWS::Glue::DevEndpoint",),
    ),
)
