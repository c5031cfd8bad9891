"""elb_balancer_without_targets: nothing is behind it."""

from decimal import Decimal

import pytest
from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.networks import asked, balancer, classic

CHECK = "elb_balancer_without_targets"


def test_none_without_balancers() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_with_targets_or_young() -> None:
    assert verdicts(CHECK, [balancer(targets=1)]) == {"lb-1": PASSED}
    assert verdicts(CHECK, [balancer(targets=0, age_days=6)]) == {"lb-1": PASSED}


def test_pass_that_answers_by_itself() -> None:
    for name in ("HTTP_Redirect_Count", "HTTP_Fixed_Response_Count"):
        answers = balancer("application", *asked(**{name: "140"}), targets=0)
        assert verdicts(CHECK, [answers]) == {"lb-1": PASSED}


@pytest.mark.parametrize("kind", ["application", "network", "gateway"])
def test_fail_of_each_type(kind: str) -> None:
    scanned = asked(HTTP_Fixed_Response_Count="139")
    finding = failed(verdicts(CHECK, [balancer(kind, *scanned, targets=0, age_days=7)])["lb-1"])
    assert finding.now == (Line(f"elb.hours/{kind}", Decimal(730)),)


def test_fail_classic() -> None:
    finding = failed(verdicts(CHECK, [classic(Targets=0)])["lb-1"])
    assert finding.now == (Line("elb.hours/classic", Decimal(730)),)


def test_unknown_whether_it_answers_by_itself() -> None:
    silent = balancer("application", count("RequestCount", "0"), targets=0)
    assert "HTTP_Redirect_Count" in unknown(verdicts(CHECK, [silent])["lb-1"])


def test_unknown_without_targets() -> None:
    assert unknown(verdicts(CHECK, [balancer(targets=None)])["lb-1"]) == "Targets was not told"
