"""elb_balancer_unhealthy: nobody is served, and nobody seems to mind."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.networks import asked, balancer

CHECK = "elb_balancer_unhealthy"


def test_none_without_balancers() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_one_healthy_target_or_none_at_all() -> None:
    assert verdicts(CHECK, [balancer(healthy=1)]) == {"lb-1": PASSED}
    assert verdicts(CHECK, [balancer(targets=0, healthy=0)]) == {"lb-1": PASSED}


def test_pass_an_outage_that_somebody_feels() -> None:
    busy = balancer("application", *asked("1400"), healthy=0)
    assert verdicts(CHECK, [busy]) == {"lb-1": PASSED}


def test_fail_unhealthy_and_hardly_asked() -> None:
    quiet = balancer("network", count("NewFlowCount", "1399"), healthy=0)
    finding = failed(verdicts(CHECK, [quiet])["lb-1"])
    assert finding.now == (Line("elb.hours/network", Decimal(730)),)
    assert "99.9 connections a day" in finding.why


def test_unknown_unmeasured() -> None:
    assert "RequestCount" in unknown(verdicts(CHECK, [balancer(healthy=0)])["lb-1"])
