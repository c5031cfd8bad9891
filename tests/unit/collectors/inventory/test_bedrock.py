"""Bedrock: provisioned throughput, measured under both of its names."""

from datetime import UTC, datetime

from costgov.collectors.inventory.bedrock import SOURCE

from tests.fakes.listings import Answers, listed

ARN = "arn:aws:bedrock:us-east-1:222233334444:provisioned-model/abc123"


def test_throughput_and_its_names() -> None:
    summary = {
        "provisionedModelName": "chat",
        "provisionedModelArn": ARN,
        "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/m",
        "modelUnits": 2,
        "status": "InService",
        "creationTime": datetime(2026, 1, 2, tzinfo=UTC),
    }
    answers: Answers = {
        "bedrock:ListProvisionedModelThroughputs": {"provisionedModelSummaries": [summary]}
    }
    [found] = listed(SOURCE, answers)

    assert (found.id, found.arn, found.attributes["modelUnits"]) == ("chat", ARN, 2)
    asked = {spec.digest_name: spec.dimensions(found) for spec in SOURCE.metrics}
    assert asked == {"Invocations": {"ModelId": ARN}, "InvocationsById": {"ModelId": "abc123"}}
