"""Comprehend: endpoints of custom models."""

from costgov.collectors.inventory.comprehend import SOURCE

from tests.fakes.listings import Answers, listed

ARN = "arn:aws:comprehend:us-east-1:222233334444"


def test_endpoints_of_one_name_and_two_kinds() -> None:
    properties = [
        {"EndpointArn": f"{ARN}:{kind}/mail", "Status": "IN_SERVICE", "CurrentInferenceUnits": 1}
        for kind in ("document-classifier-endpoint", "entity-recognizer-endpoint")
    ]
    answers: Answers = {"comprehend:ListEndpoints": {"EndpointPropertiesList": properties}}
    first, second = listed(SOURCE, answers)

    assert first.id == "document-classifier-endpoint/mail"
    assert first.key != second.key
    assert all(spec.dimensions(second) == {"EndpointArn": second.arn} for spec in SOURCE.metrics)
