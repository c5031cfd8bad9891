"""autoscaling_group_fixed_size: it may not shrink, and its members have little to do."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest

from tests.unit.checks.judging import failed, gauge, unknown, verdicts
from tests.unit.checks.machines import group, members

CHECK = "autoscaling_group_fixed_size"


def cpu(p95: str) -> tuple[MetricDigest]:
    return (gauge("CPUUtilization", "5", p95=p95),)


def test_none_without_groups() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_that_scales_is_small_or_busy() -> None:
    four = members("m6i.large", *[cpu("30")] * 4)
    assert verdicts(CHECK, [group(MinSize=2), *four])["web"] == PASSED
    two = members("m6i.large", *[cpu("1")] * 2)
    assert verdicts(CHECK, [group(), *two])["web"] == PASSED
    busy = members("m6i.large", *[cpu("45.1")] * 4)
    assert verdicts(CHECK, [group(), *busy])["web"] == PASSED


def test_fail_fewer_would_do() -> None:
    four = members("m6i.large", *[cpu("45")] * 4)
    finding = failed(verdicts(CHECK, [group(), *four])["web"])
    assert finding.now == (Line("ec2.instance/m6i.large/Linux", Decimal(4 * 730)),)
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(3 * 730)),)


def test_fail_two_stay_in_any_case() -> None:
    four = members("m6i.large", *[cpu("1")] * 4)
    finding = failed(verdicts(CHECK, [group(), *four])["web"])
    assert finding.then == (Line("ec2.instance/m6i.large/Linux", Decimal(2 * 730)),)


def test_unknown_of_several_types_or_unmeasured() -> None:
    mixed = [*members("m6i.large", cpu("1"), cpu("1")), *members("m5.large", *[cpu("1")] * 4)[2:]]
    assert "not all of one type" in unknown(verdicts(CHECK, [group(), *mixed])["web"])
    blind = members("m6i.large", (), (), ())
    assert "CPUUtilization" in unknown(verdicts(CHECK, [group(), *blind])["web"])
