"""SageMaker: endpoints by variant with what they run on, and notebooks."""

from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.sagemaker import SOURCE

from tests.fakes.listings import Answer, Answers, listed

ARN = "arn:aws:sagemaker:us-east-1:222233334444"
MADE = datetime(2026, 1, 2, tzinfo=UTC)


def endpoint(asked: Mapping[str, object]) -> Answer | None:
    names = {"rank": ["only"], "ab": ["a", "b"], "gone": []}[str(asked["EndpointName"])]
    if not names:
        return None
    return {
        "EndpointConfigName": "config",
        "ProductionVariants": [{"VariantName": name, "CurrentInstanceCount": 2} for name in names],
    }


def told(name: str) -> dict[str, object]:
    return {
        "EndpointName": name,
        "EndpointArn": f"{ARN}:endpoint/{name}",
        "EndpointStatus": "InService",
        "CreationTime": MADE,
    }


ANSWERS: Answers = {
    "sagemaker:ListEndpoints": {"Endpoints": [told("rank"), told("gone"), told("ab")]},
    "sagemaker:DescribeEndpoint": endpoint,
    "sagemaker:DescribeEndpointConfig": {
        "ProductionVariants": [
            {"VariantName": "only", "InstanceType": "ml.m5.large"},
            {"VariantName": "a", "InstanceType": "ml.c5.large"},
        ]
    },
    "sagemaker:ListNotebookInstances": {
        "NotebookInstances": [
            {
                "NotebookInstanceName": "nb",
                "NotebookInstanceArn": f"{ARN}:notebook-instance/nb",
                "NotebookInstanceStatus": "InService",
                "InstanceType": "ml.t3.medium",
                "LastModifiedTime": MADE,
            }
        ]
    },
    "resourcegroupstaggingapi:GetResources": {
        "ResourceTagMappingList": [
            {"ResourceARN": f"{ARN}:endpoint/ab", "Tags": [{"Key": "Team", "Value": "ml"}]}
        ]
    },
}


def test_the_only_variant_bears_the_endpoints_name() -> None:
    rank, first, second, notebook = listed(SOURCE, ANSWERS)

    assert (rank.id, rank.arn) == ("rank", f"{ARN}:endpoint/rank")
    assert (rank.instance_type, rank.attributes["CurrentInstanceCount"]) == ("ml.m5.large", 2)
    assert (first.id, second.id) == ("ab/a", "ab/b")
    assert first.tags == second.tags == {"Team": "ml"}
    # Its configuration does not say, as of a serverless variant.
    assert second.instance_type is None
    assert (notebook.id, notebook.instance_type) == ("nb", "ml.t3.medium")


def test_invocations_by_variant() -> None:
    _, first, *_ = listed(SOURCE, ANSWERS)
    [invocations] = SOURCE.metrics
    assert invocations.dimensions(first) == {"EndpointName": "ab", "VariantName": "a"}
