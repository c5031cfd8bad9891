"""elb_balancer_without_targets: nothing is behind it."""

from decimal import Decimal

import pytest
from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.networks import balancer, classic

CHECK = "elb_balancer_without_targets"


def test_none_without_balancers() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_with_targets_or_young() -> None:
    assert verdicts(CHECK, [balancer(targets=1)]) == {"lb-1": PASSED}
    assert verdicts(CHECK, [balancer(targets=0, age_days=6)]) == {"lb-1": PASSED}


def test_pass_that_answers_by_itself() -> None:
    redirects = balancer("application", count("RequestCount", "1"), targets=0)
    assert verdicts(CHECK, [redirects]) == {"lb-1": PASSED}


@pytest.mark.parametrize("kind", ["application", "network", "gateway"])
def test_fail_of_each_type(kind: str) -> None:
    finding = failed(verdicts(CHECK, [balancer(kind, targets=0, age_days=7)])["lb-1"])
    assert finding.now == (Line(f"elb.hours/{kind}", Decimal(730)),)


def test_fail_classic() -> None:
    finding = failed(verdicts(CHECK, [classic(Targets=0)])["lb-1"])
    assert finding.now == (Line("elb.hours/classic", Decimal(730)),)


def test_unknown_without_targets() -> None:
    assert unknown(verdicts(CHECK, [balancer(targets=None)])["lb-1"]) == "Targets was not told"
