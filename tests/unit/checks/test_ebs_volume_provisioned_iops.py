"""ebs_volume_provisioned_iops: gp3 offers the same IOPS and throughput."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import PRICES, moved, volume

CHECK = "ebs_volume_provisioned_iops"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_too_fast_for_gp3() -> None:
    fast = volume("io2", 500, *moved("50"), Iops=16_001)
    assert verdicts(CHECK, [fast], prices=PRICES) == {"vol-1": PASSED}


def test_pass_too_much_throughput() -> None:
    wide = volume("io2", 500, *moved("501"), Iops=16_000)
    assert verdicts(CHECK, [wide], prices=PRICES) == {"vol-1": PASSED}


def test_pass_shared_by_several_instances() -> None:
    shared = volume("io2", 500, *moved("50"), Iops=5000, MultiAttachEnabled=True)
    assert verdicts(CHECK, [shared], prices=PRICES) == {"vol-1": PASSED}


def test_pass_other_types() -> None:
    assert verdicts(CHECK, [volume("gp3")], prices=PRICES) == {"vol-1": PASSED}


def test_fail_with_iops_and_throughput_provisioned_as_needed() -> None:
    fits = volume("io1", 500, *moved("120"), Iops=16_000)
    finding = failed(verdicts(CHECK, [fits], prices=PRICES)["vol-1"])
    assert finding.now == (
        Line("ebs.storage/io1", Decimal(500)),
        Line("ebs.iops/io1", Decimal(16_000)),
    )
    # Twice 120 MiB/s, in whole hundreds: 300, of which 125 are included.
    assert finding.then == (
        Line("ebs.storage/gp3", Decimal(500)),
        Line("ebs.iops/gp3", Decimal(13_000)),
        Line("ebs.throughput/gp3", Decimal(175) / 1024),
    )


def test_fail_with_less_than_gp3_includes() -> None:
    small = volume("io2", 100, *moved("10"), Iops=1000)
    finding = failed(verdicts(CHECK, [small], prices=PRICES)["vol-1"])
    assert finding.then == (Line("ebs.storage/gp3", Decimal(100)),)


def test_unknown_without_throughput() -> None:
    blind = volume("io1", 500, Iops=3000)
    assert "VolumeReadBytes" in unknown(verdicts(CHECK, [blind], prices=PRICES)["vol-1"])
