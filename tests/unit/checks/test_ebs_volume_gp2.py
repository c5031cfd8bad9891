"""ebs_volume_gp2: gp3 costs less, at what the volume really needs."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.checks.judging import failed, unknown, verdicts
from tests.unit.checks.volumes import PRICES, moved, volume

CHECK = "ebs_volume_gp2"


def test_none_without_volumes() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_gp3() -> None:
    assert verdicts(CHECK, [volume("gp3")], prices=PRICES) == {"vol-1": PASSED}


def test_pass_where_the_same_speed_costs_more() -> None:
    # 200 GiB: 20.00 now; 16.00 and 125 MiB/s more for 5.00 then.
    assert verdicts(CHECK, [volume("gp2", 200)], prices=PRICES) == {"vol-1": PASSED}


def test_fail_small() -> None:
    finding = failed(verdicts(CHECK, [volume("gp2", 170)], prices=PRICES)["vol-1"])
    assert finding.now == (Line("ebs.storage/gp2", Decimal(170)),)
    assert finding.then == (Line("ebs.storage/gp3", Decimal(170)),)


def test_fail_where_measured_throughput_is_far_below() -> None:
    calm = volume("gp2", 200, *moved("62.5"))
    assert failed(verdicts(CHECK, [calm], prices=PRICES)["vol-1"]).then == (
        Line("ebs.storage/gp3", Decimal(200)),
    )
    busy = volume("gp2", 200, *moved("62.6"))
    assert verdicts(CHECK, [busy], prices=PRICES) == {"vol-1": PASSED}


def test_fail_large_keeps_its_speed() -> None:
    finding = failed(verdicts(CHECK, [volume("gp2", 2000)], prices=PRICES)["vol-1"])
    assert finding.then == (
        Line("ebs.storage/gp3", Decimal(2000)),
        Line("ebs.iops/gp3", Decimal(3000)),
        Line("ebs.throughput/gp3", Decimal("0.1220703125")),
    )


@given(st.integers(1, 16_384))
def test_fail_never_costs_more(size: int) -> None:
    verdict = verdicts(CHECK, [volume("gp2", size)], prices=PRICES)["vol-1"]
    if verdict == PASSED:
        # Only between the sizes where gp2 is fast and gp3's extra throughput is dear.
        assert 171 <= size <= 250
    else:
        then = sum(Decimal(PRICES[one.key]) * one.quantity for one in failed(verdict).then)
        assert then < Decimal("0.10") * size


def test_unknown_without_prices() -> None:
    reason = unknown(verdicts(CHECK, [volume("gp2", 100)])["vol-1"])
    assert "no price" in reason
