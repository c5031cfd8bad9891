"""ebs_volume_magnetic: requests make the old type dearer than gp3."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.volumes import PRICES, volume

CHECK = "ebs_volume_magnetic"
# Of 100 GiB gp3 costs 3.00 a month more, which are sixty million requests.
MONTH = Decimal(60_000_000)
FORTNIGHT = MONTH * (14 * 24) / 730


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_other_types() -> None:
    assert verdicts(CHECK, [volume("gp3")], prices=PRICES) == {"vol-1": PASSED}


def test_pass_where_the_old_type_is_cheaper() -> None:
    calm = volume("standard", 100, count("VolumeReadOps", "1000"), count("VolumeWriteOps", "0"))
    assert verdicts(CHECK, [calm], prices=PRICES) == {"vol-1": PASSED}


def test_fail_with_many_requests() -> None:
    busy = volume(
        "standard", 100, count("VolumeReadOps", str(FORTNIGHT * 2)), count("VolumeWriteOps", "0")
    )
    finding = failed(verdicts(CHECK, [busy], prices=PRICES)["vol-1"])
    storage, asked = finding.now
    assert storage == Line("ebs.storage/standard", Decimal(100))
    assert (asked.key, round(asked.quantity)) == ("ebs.requests/standard", 120_000_000)
    assert finding.then == (Line("ebs.storage/gp3", Decimal(100)),)


def test_unknown_unmeasured() -> None:
    reason = unknown(verdicts(CHECK, [volume("standard")], prices=PRICES)["vol-1"])
    assert "VolumeReadOps" in reason
