"""bedrock_provisioned_throughput_unused: asked under neither of its names."""

from typing import Any

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "bedrock_provisioned_throughput_unused"


def throughput(
    by_arn: str = "0",
    by_id: str = "0",
    *,
    age_days: int = 14,
    state: str = "InService",
    **changes: Any,
) -> Resource:
    told: dict[str, Any] = {
        "modelUnits": 2,
        "modelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1",
    }
    return resource(
        "AWS::Bedrock::ProvisionedModelThroughput",
        "chat",
        age_days=age_days,
        state=state,
        digests=[count("Invocations", by_arn), count("InvocationsById", by_id)],
        **(told | changes),
    )


def test_none_without_throughput() -> None:
    assert verdicts(CHECK, [resource("AWS::SageMaker::Endpoint")]) == {}


def test_pass_used_under_either_name_or_not_in_service() -> None:
    for fine in (throughput(by_arn="1"), throughput(by_id="1"), throughput(state="Failed")):
        assert verdicts(CHECK, [fine]) == {"chat": PASSED}


def test_fail_with_its_units_and_term() -> None:
    plain = failed(verdicts(CHECK, [throughput()])["chat"])
    assert plain.why.endswith("2 model units of amazon.titan-text-express-v1.")
    committed = throughput(commitmentExpirationTime="2027-01-31T00:00:00+00:00")
    finding = failed(verdicts(CHECK, [committed])["chat"])
    assert finding.why.endswith("committed until 2027-01-31.")
    assert "agreed with AWS" in finding.unpriced


def test_unknown_when_young() -> None:
    assert "13 of 14 days" in unknown(verdicts(CHECK, [throughput(age_days=13)])["chat"])
