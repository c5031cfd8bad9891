"""ebs_volume_outlives_instance: a group's instances leave their volumes behind."""

from costgov.domain.findings import PASSED

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import instance, volume

CHECK = "ebs_volume_outlives_instance"
STAYS = [{"InstanceId": "i-1", "Device": "/dev/sdb", "DeleteOnTermination": False}]
GOES = [{"InstanceId": "i-1", "Device": "/dev/sdb", "DeleteOnTermination": True}]
MANAGED = instance().model_copy(update={"managed_by": "autoscaling/web"})


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, [instance()]) == {}


def test_pass_goes_with_its_instance() -> None:
    assert verdicts(CHECK, [volume(Attachments=GOES), MANAGED]) == {"vol-1": PASSED}


def test_pass_nobody_replaces_the_instance() -> None:
    assert verdicts(CHECK, [volume(Attachments=STAYS), instance()]) == {"vol-1": PASSED}


def test_fail_stays_behind() -> None:
    finding = failed(verdicts(CHECK, [volume(Attachments=STAYS), MANAGED])["vol-1"])
    assert "autoscaling/web replaces i-1" in finding.why
    assert finding.now == ()
    assert finding.unpriced


def test_unknown_without_its_instance() -> None:
    reason = unknown(verdicts(CHECK, [volume(Attachments=STAYS)])["vol-1"])
    assert "not in the inventory" in reason
