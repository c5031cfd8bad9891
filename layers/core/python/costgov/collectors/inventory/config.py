"""AWS Config recorders."""

from collections.abc import Iterator
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

RECORDER: Final = "AWS::Config::ConfigurationRecorder"
_DESCRIBE: Final = "config:DescribeConfigurationRecorders"
_STATUS: Final = "config:DescribeConfigurationRecorderStatus"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    recording = {
        one["name"]: one.get("recording", False)
        for one in reader.each(_STATUS, "ConfigurationRecordersStatus")
    }
    for recorder in reader.each(_DESCRIBE, "ConfigurationRecorders"):
        name = recorder["name"]
        yield place.resource(
            RECORDER,
            name,
            recorder.get("arn") or place.arn("config", f"configuration-recorder/{name}"),
            state="recording" if recording.get(name) else "stopped",
            attributes=kept(recorder, "recordingGroup", "recordingMode"),
        )


SOURCE: Final = Source(name="config", kinds=(RECORDER,), calls=(_DESCRIBE, _STATUS), fetch=_fetch)
