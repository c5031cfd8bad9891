"""appstream_image_builder_running: made a week ago, and still running."""

from costgov.domain.findings import PASSED
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "appstream_image_builder_running"


def builder(*, state: str = "RUNNING", age_days: int | None = 7) -> Resource:
    kind, size = "AWS::AppStream::ImageBuilder", "stream.standard.medium"
    return resource(kind, "base", state=state, age_days=age_days, size=size)


def test_none_without_builders() -> None:
    assert verdicts(CHECK, [resource("AWS::AppStream::Fleet")]) == {}


def test_pass_stopped_or_young() -> None:
    for fine in (builder(state="STOPPED"), builder(age_days=6)):
        assert verdicts(CHECK, [fine]) == {"base": PASSED}


def test_fail_at_a_week() -> None:
    finding = failed(verdicts(CHECK, [builder()])["base"])
    assert finding.why == "It runs on stream.standard.medium, and was made 7 days ago."
    assert finding.unpriced


def test_unknown_without_its_age() -> None:
    assert "created" in unknown(verdicts(CHECK, [builder(age_days=None)])["base"])
