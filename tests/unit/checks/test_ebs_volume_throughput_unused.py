"""ebs_volume_throughput_unused: it pays for MiB/s beyond those included and does not use them."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import moved, volume

CHECK = "ebs_volume_throughput_unused"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_what_is_included() -> None:
    assert verdicts(CHECK, [volume("gp3", Throughput=125)]) == {"vol-1": PASSED}


def test_pass_used() -> None:
    used = volume("gp3", 100, *moved("200"), Throughput=500)
    assert verdicts(CHECK, [used]) == {"vol-1": PASSED}


def test_fail_unused() -> None:
    idle = volume("gp3", 100, *moved("60"), Throughput=500)
    finding = failed(verdicts(CHECK, [idle])["vol-1"])
    storage = Line("ebs.storage/gp3", Decimal(100))
    assert finding.now == (storage, Line("ebs.throughput/gp3", Decimal(375) / 1024))
    assert finding.then == (storage,)


def test_fail_partly_used() -> None:
    idle = volume("gp3", 100, *moved("130"), Throughput=500)
    finding = failed(verdicts(CHECK, [idle])["vol-1"])
    assert finding.then[1] == Line("ebs.throughput/gp3", Decimal(175) / 1024)


def test_unknown_measured_too_shortly() -> None:
    new = volume("gp3", 100, *moved("60", coverage=5), Throughput=500)
    assert "covers 5 of 14 days" in unknown(verdicts(CHECK, [new])["vol-1"])
