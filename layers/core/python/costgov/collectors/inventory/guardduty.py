"""GuardDuty detectors."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from costgov.collectors.inventory.contract import Place, Source, kept, tags_of
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

DETECTOR: Final = "AWS::GuardDuty::Detector"
_LIST: Final = "guardduty:ListDetectors"
_GET: Final = "guardduty:GetDetector"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    for name in reader.each(_LIST, "DetectorIds"):
        detector = reader.one(_GET, DetectorId=name) or {}
        made = detector.get("CreatedAt")
        yield place.resource(
            DETECTOR,
            str(name),
            place.arn("guardduty", f"detector/{name}"),
            state=detector["Status"],
            created=datetime.fromisoformat(made) if made else None,
            tags=tags_of(detector),
            attributes=kept(detector, "Status"),
        )


SOURCE: Final = Source(name="guardduty", kinds=(DETECTOR,), calls=(_LIST, _GET), fetch=_fetch)
