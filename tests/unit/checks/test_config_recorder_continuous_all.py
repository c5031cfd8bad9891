"""config_recorder_continuous_all: every change of everything."""

from typing import Any

from costgov.domain.findings import PASSED, Verdict

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "config_recorder_continuous_all"
KIND = "AWS::Config::ConfigurationRecorder"


def judged(mode: Any = None, *, everything: bool = True, state: str = "recording") -> Verdict:
    told: dict[str, Any] = {"recordingGroup": {"allSupported": everything}}
    told |= {} if mode is None else {"recordingMode": mode}
    return verdicts(CHECK, [resource(KIND, "default", state=state, **told)])["default"]


def test_none_without_recorders() -> None:
    assert verdicts(CHECK, [resource("AWS::S3::Bucket")]) == {}


def test_pass_chosen_daily_or_stopped() -> None:
    assert judged(everything=False) == PASSED
    assert judged({"recordingFrequency": "DAILY"}) == PASSED
    overrides: Any = [{"recordingFrequency": "DAILY", "resourceTypes": ["AWS::EC2::Subnet"]}]
    mode: Any = {"recordingFrequency": "CONTINUOUS", "recordingModeOverrides": overrides}
    assert judged(mode) == PASSED
    assert judged(state="stopped") == PASSED


def test_fail_continuously_or_by_default() -> None:
    assert "ConfigurationItemRecorded" in failed(judged()).unpriced
    failed(judged({"recordingFrequency": "CONTINUOUS"}))


def test_unknown_without_its_group() -> None:
    bare = resource(KIND, "default", state="recording")
    assert "recordingGroup" in unknown(verdicts(CHECK, [bare])["default"])
