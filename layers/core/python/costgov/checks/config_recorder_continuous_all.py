"""Every change of everything recorded at once, where a daily state might cost less."""

from typing import Final

from costgov.checks._structures import structure
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="config_recorder_continuous_all",
    title="AWS Config records every type continuously",
    why="A daily state costs as much as four changes, and pays for what changes more often.",
    kinds=("AWS::Config::ConfigurationRecorder",),
    action=Action.REVIEW,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.MEDIUM,
    reversible=True,
    iam=("config:DescribeConfigurationRecorders", "config:DescribeConfigurationRecorderStatus"),
    docs="https://docs.aws.amazon.com/config/latest/developerguide/select-resources-recording-frequency.html",
)


def evaluate(recorder: Resource, look: Look) -> Verdict:
    """Overrides for single types show that somebody has chosen."""
    if recorder.state != "recording":
        return PASSED
    group = structure(recorder, look, "recordingGroup")
    mode = recorder.attributes.get("recordingMode")
    mode = mode if isinstance(mode, dict) else {}
    is_daily = mode.get("recordingFrequency") == "DAILY"
    if not group.get("allSupported") or is_daily or mode.get("recordingModeOverrides"):
        return PASSED
    return Failed(
        "All supported types are recorded at every change.",
        unpriced="how many changes it records is only on the bill (ConfigurationItemRecorded)",
    )
