"""ebs_volume_gp3_iops_unused: it pays for IOPS beyond those included and does not use them."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import volume, worked

CHECK = "ebs_volume_gp3_iops_unused"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_what_is_included() -> None:
    assert verdicts(CHECK, [volume("gp3", Iops=3000)]) == {"vol-1": PASSED}


def test_pass_used() -> None:
    used = volume("gp3", 100, *worked("900", "3200"), Iops=8000)
    assert verdicts(CHECK, [used]) == {"vol-1": PASSED}


def test_fail_unused() -> None:
    idle = volume("gp3", 100, *worked("100", "1000"), Iops=8000, Throughput=250)
    finding = failed(verdicts(CHECK, [idle])["vol-1"])
    throughput = Line("ebs.throughput/gp3", Decimal(125) / 1024)
    storage = Line("ebs.storage/gp3", Decimal(100))
    assert finding.now == (storage, Line("ebs.iops/gp3", Decimal(5000)), throughput)
    assert finding.then == (storage, throughput)


def test_unknown_unmeasured() -> None:
    reason = unknown(verdicts(CHECK, [volume("gp3", Iops=8000)])["vol-1"])
    assert reason == "VolumeReadOps has not been read"
