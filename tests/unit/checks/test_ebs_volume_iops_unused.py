"""ebs_volume_iops_unused: the busiest hour needs far fewer IOPS than are provisioned."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import volume, worked

CHECK = "ebs_volume_iops_unused"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used() -> None:
    # Twice 2,000 is four fifths of 5,000.
    used = volume("io1", 500, *worked("900", "2000"), Iops=5000)
    assert verdicts(CHECK, [used]) == {"vol-1": PASSED}


def test_pass_other_types() -> None:
    assert verdicts(CHECK, [volume("gp3")]) == {"vol-1": PASSED}


def test_fail_unused() -> None:
    idle = volume("io1", 500, *worked("100", "1910"), Iops=5000)
    finding = failed(verdicts(CHECK, [idle])["vol-1"])
    assert finding.now[1] == Line("ebs.iops/io1", Decimal(5000))
    assert finding.then == (
        Line("ebs.storage/io1", Decimal(500)),
        Line("ebs.iops/io1", Decimal(3900)),
    )
    assert "1910" in finding.why


def test_fail_io2_in_its_bands_and_never_below_the_least() -> None:
    idle = volume("io2", 500, *worked("1", "2"), Iops=40_000)
    finding = failed(verdicts(CHECK, [idle])["vol-1"])
    assert finding.now[1:] == (
        Line("ebs.iops/io2", Decimal(32_000)),
        Line("ebs.iops-32000/io2", Decimal(8000)),
    )
    assert finding.then[1:] == (Line("ebs.iops/io2", Decimal(100)),)


def test_unknown_unmeasured() -> None:
    reason = unknown(verdicts(CHECK, [volume("io1", 500, Iops=5000)])["vol-1"])
    assert reason == "VolumeReadOps has not been read"
