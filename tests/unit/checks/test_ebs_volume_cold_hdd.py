"""ebs_volume_cold_hdd: the cold type sustains what the volume needs."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import moved, volume

CHECK = "ebs_volume_cold_hdd"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_busy() -> None:
    # 1 TiB of sc1 sustains 12 MiB/s; half of it counts.
    assert verdicts(CHECK, [volume("st1", 1024, *moved("6.1"))]) == {"vol-1": PASSED}


def test_pass_other_types() -> None:
    assert verdicts(CHECK, [volume("sc1")]) == {"vol-1": PASSED}


def test_fail_cold() -> None:
    finding = failed(verdicts(CHECK, [volume("st1", 1024, *moved("6"))])["vol-1"])
    assert finding.now == (Line("ebs.storage/st1", Decimal(1024)),)
    assert finding.then == (Line("ebs.storage/sc1", Decimal(1024)),)


def test_unknown_unmeasured() -> None:
    assert "VolumeReadBytes" in unknown(verdicts(CHECK, [volume("st1")])["vol-1"])
