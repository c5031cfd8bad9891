"""config_recorder_global_types_repeated: IAM recorded twice."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "config_recorder_global_types_repeated"
KIND = "AWS::Config::ConfigurationRecorder"


def recorder(region: str, *, everything: bool = True, state: str = "recording") -> Resource:
    group = {"includeGlobalResourceTypes": everything}
    return resource(KIND, region, region=region, state=state, recordingGroup={**group})


def test_none_without_recorders() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_in_one_region() -> None:
    found = [
        recorder("us-east-1"),
        recorder("eu-west-1", everything=False),
        recorder("eu-central-1", state="stopped"),
    ]
    assert set(verdicts(CHECK, found).values()) == {PASSED}


def test_fail_in_every_region_but_the_first() -> None:
    found = verdicts(CHECK, [recorder("us-east-1"), recorder("eu-west-1")])
    assert found["eu-west-1"] == PASSED
    assert failed(found["us-east-1"]).why.startswith("eu-west-1 records")


def test_unknown_without_its_group() -> None:
    assert "recordingGroup" in unknown(verdicts(CHECK, [resource(KIND, "default")])["default"])
