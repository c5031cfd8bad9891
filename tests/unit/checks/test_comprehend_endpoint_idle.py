"""comprehend_endpoint_idle: units were there, and none was used."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import count, failed, gauge, nothing, resource, unknown, verdicts

CHECK = "comprehend_endpoint_idle"
THERE = gauge("ProvisionedInferenceUnits", "2", unit="Count")


def endpoint(
    used: str = "0",
    there: MetricDigest = THERE,
    *,
    age_days: int = 14,
    state: str = "IN_SERVICE",
) -> Resource:
    return resource(
        "AWS::Comprehend::Endpoint",
        "sorts",
        state=state,
        age_days=age_days,
        digests=[there, count("ConsumedInferenceUnits", used)],
        CurrentInferenceUnits=2,
    )


def test_none_without_endpoints() -> None:
    assert verdicts(CHECK, [resource("AWS::SageMaker::Endpoint")]) == {}


def test_pass_used_or_not_in_service() -> None:
    for fine in (endpoint("1"), endpoint(state="DELETING")):
        assert verdicts(CHECK, [fine]) == {"sorts": PASSED}


def test_fail_with_its_units() -> None:
    finding = failed(verdicts(CHECK, [endpoint()])["sorts"])
    assert finding.why == "None of its 2 inference units was used in 14 days."
    assert finding.unpriced


def test_unknown_where_its_metrics_do_not_arrive() -> None:
    silent = endpoint(there=nothing("ProvisionedInferenceUnits"))
    found = unknown(verdicts(CHECK, [silent])["sorts"])
    assert found == "ProvisionedInferenceUnits has no data"
