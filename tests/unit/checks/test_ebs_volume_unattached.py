"""ebs_volume_unattached: nothing uses the volume, and it is no longer young."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import count, failed, resource, unknown, verdicts

CHECK = "ebs_volume_unattached"


def volume(*, age_days: int | None = 30, **changes: Any) -> Resource:
    told: dict[str, Any] = {"VolumeType": "gp3", "Size": 100, "Iops": 4000}
    told |= {"Throughput": 125, "Attachments": []} | changes
    return resource("AWS::EC2::Volume", "vol-1", age_days=age_days, **told)


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, [resource("AWS::EC2::Instance")]) == {}


def test_pass_attached() -> None:
    attached = volume(Attachments=[{"InstanceId": "i-1", "State": "attached"}])
    assert verdicts(CHECK, [attached]) == {"vol-1": PASSED}


def test_pass_too_young_to_tell() -> None:
    assert verdicts(CHECK, [volume(age_days=6)]) == {"vol-1": PASSED}


def test_pass_detached_some_days_ago() -> None:
    lately = count("VolumeReadOps", "9000")
    for days, passes in ((6, True), (7, False)):
        end = lately.end - timedelta(days)
        measured = lately.model_copy(update={"start": end - timedelta(14), "end": end})
        detached = volume().model_copy(update={"digests": (measured,)})
        assert (verdicts(CHECK, [detached])["vol-1"] == PASSED) is passes


def test_pass_of_a_service_or_in_between() -> None:
    assert verdicts(CHECK, [volume().model_copy(update={"managed_by": "drs"})])["vol-1"] == PASSED
    assert verdicts(CHECK, [volume().model_copy(update={"state": "deleting"})])["vol-1"] == PASSED


def test_fail_unattached_with_all_it_is_charged_for() -> None:
    finding = failed(verdicts(CHECK, [volume(age_days=7)])["vol-1"])
    assert finding.now == (
        Line("ebs.storage/gp3", Decimal(100)),
        Line("ebs.iops/gp3", Decimal(1000)),
    )
    assert finding.then == ()
    assert "7 days old" in finding.why


def test_fail_by_the_users_own_days() -> None:
    assert verdicts(CHECK, [volume(age_days=7)], settings={"days": "8"}) == {"vol-1": PASSED}


def test_unknown_without_attachments() -> None:
    bare = resource("AWS::EC2::Volume", "vol-1", VolumeType="gp3", Size=100)
    assert unknown(verdicts(CHECK, [bare])["vol-1"]) == "Attachments was not told"


def test_unknown_without_age() -> None:
    assert "created" in unknown(verdicts(CHECK, [volume(age_days=None)])["vol-1"])
