"""appstream_image_builder_running: made a week ago, and still running."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "appstream_image_builder_running"


def builder(
    *, state: str = "RUNNING", age_days: int = 7, size: str | None = "stream.standard.medium"
) -> Resource:
    kind = "AWS::AppStream::ImageBuilder"
    return resource(kind, "base", state=state, age_days=age_days, size=size)


def test_none_without_builders() -> None:
    assert verdicts(CHECK, [resource("AWS::AppStream::Fleet")]) == {}


def test_pass_stopped_or_young() -> None:
    for fine in (builder(state="STOPPED"), builder(age_days=6)):
        assert verdicts(CHECK, [fine]) == {"base": PASSED}


def test_fail_with_its_hours() -> None:
    finding = failed(verdicts(CHECK, [builder()])["base"])
    key = "appstream.image_builder/stream.standard.medium"
    assert finding.now == (Line(key, Decimal(730)),)


def test_unknown_without_its_type() -> None:
    assert "instance type" in unknown(verdicts(CHECK, [builder(size=None)])["base"])
