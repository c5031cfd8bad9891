"""ec2_instance_surplus_credits: more CPU than the size comes with, charged on top."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.machines import CATALOGUE, PRICES, instance

CHECK = "ec2_instance_surplus_credits"


def surplus(hours_a_month: int) -> MetricDigest:
    extra = Decimal(hours_a_month) * 60 * (14 * 24) / 730
    return count("CPUSurplusCreditsCharged", str(extra))


def test_none_without_instances() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_little_or_not_burstable() -> None:
    little = instance("t3.large", surplus(9))
    assert verdicts(CHECK, [little], prices=PRICES, catalogue=CATALOGUE) == {"i-1": PASSED}
    fixed = instance("m6i.large")
    assert verdicts(CHECK, [fixed], prices=PRICES, catalogue=CATALOGUE) == {"i-1": PASSED}


def test_fail_some_in_standard_mode() -> None:
    # 0.0832 * 730 + 2.00 = 62.74, and the cheapest whole one costs 62.78 (m5a.large).
    some = instance("t3.large", surplus(40))
    finding = failed(verdicts(CHECK, [some], prices=PRICES, catalogue=CATALOGUE)["i-1"])
    hours, extra = finding.now
    assert hours == Line("ec2.instance/t3.large/Linux", Decimal(730))
    assert extra.key == "ec2.cpu-credits/CPUCredits:t3/Linux"
    assert round(extra.quantity, 6) == 40
    assert finding.then == (hours,)


def test_fail_much_on_a_whole_processor() -> None:
    much = instance("t3.large", surplus(50))
    finding = failed(verdicts(CHECK, [much], prices=PRICES, catalogue=CATALOGUE)["i-1"])
    assert finding.then == (Line("ec2.instance/m5a.large/Linux", Decimal(730)),)


def test_unknown_unmeasured() -> None:
    bare = instance("t3.large")
    reason = unknown(verdicts(CHECK, [bare], prices=PRICES, catalogue=CATALOGUE)["i-1"])
    assert reason == "CPUSurplusCreditsCharged has not been read"
