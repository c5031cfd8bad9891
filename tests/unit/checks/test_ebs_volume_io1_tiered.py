"""ebs_volume_io1_tiered: io2 charges less beyond 32,000 IOPS."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, resource, unknown, verdicts
from tests.unit.checks.volumes import volume

CHECK = "ebs_volume_io1_tiered"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_up_to_the_first_band() -> None:
    assert verdicts(CHECK, [volume("io1", 1000, Iops=32_000)]) == {"vol-1": PASSED}


def test_pass_io2() -> None:
    assert verdicts(CHECK, [volume("io2", 1000, Iops=64_000)]) == {"vol-1": PASSED}


def test_fail_beyond_it() -> None:
    finding = failed(verdicts(CHECK, [volume("io1", 1000, Iops=40_000)])["vol-1"])
    assert finding.now == (
        Line("ebs.storage/io1", Decimal(1000)),
        Line("ebs.iops/io1", Decimal(40_000)),
    )
    assert finding.then == (
        Line("ebs.storage/io2", Decimal(1000)),
        Line("ebs.iops/io2", Decimal(32_000)),
        Line("ebs.iops-32000/io2", Decimal(8000)),
    )


def test_unknown_without_iops() -> None:
    bare = resource("AWS::EC2::Volume", "vol-1", VolumeType="io1", Size=10)
    assert unknown(verdicts(CHECK, [bare])["vol-1"]) == "Iops was not told"
