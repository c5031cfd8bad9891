"""IAM recorded in several regions, each time charged anew."""

from typing import Final

from costgov.checks._structures import structure
from costgov.checks.contract import Look, Meta
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import Resource

META: Final = Meta(
    id="config_recorder_global_types_repeated",
    title="AWS Config records IAM in more than one region",
    why="Users, roles and policies exist once, and every region that records them charges for it.",
    kinds=("AWS::Config::ConfigurationRecorder",),
    action=Action.CONFIGURE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=("config:DescribeConfigurationRecorders", "config:DescribeConfigurationRecorderStatus"),
    docs="https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html",
)


def evaluate(recorder: Resource, look: Look) -> Verdict:
    """The first region by name keeps them."""
    if not _records_global_types(recorder, look):
        return PASSED
    everywhere = look.estate.of_kind(recorder.kind)
    regions = sorted({one.region for one in everywhere if _records_global_types(one, look)})
    if recorder.region == regions[0]:
        return PASSED
    return Failed(
        f"{regions[0]} records users, roles and policies already.",
        unpriced="how many changes it records is only on the bill (ConfigurationItemRecorded)",
    )


def _records_global_types(recorder: Resource, look: Look) -> bool:
    group = structure(recorder, look, "recordingGroup")
    return recorder.state == "recording" and bool(group.get("includeGlobalResourceTypes"))
