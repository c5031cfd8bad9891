"""elb_balancer_idle: healthy, and hardly anybody asks."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line

from tests.unit.checks.judging import count, failed, unknown, verdicts
from tests.unit.checks.networks import asked, balancer, classic

CHECK = "elb_balancer_idle"


def test_none_without_balancers() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_used_or_unhealthy() -> None:
    used = balancer("application", *asked("140"))
    assert verdicts(CHECK, [used]) == {"lb-1": PASSED}
    assert verdicts(CHECK, [balancer(healthy=0)]) == {"lb-1": PASSED}


def test_fail_idle() -> None:
    idle = balancer("application", *asked("139"))
    finding = failed(verdicts(CHECK, [idle])["lb-1"])
    assert finding.now == (Line("elb.hours/application", Decimal(730)),)
    assert "9.9 requests a day" in finding.why


def test_fail_gateway_and_classic_ones_by_their_own_count() -> None:
    silent = balancer("gateway", count("GatewayNewFlowCount", "0"))
    assert failed(verdicts(CHECK, [silent])["lb-1"]).now[0].key == "elb.hours/gateway"
    old = classic(count("RequestCount", "0"))
    assert failed(verdicts(CHECK, [old])["lb-1"]).now[0].key == "elb.hours/classic"


def test_unknown_young_or_unmeasured() -> None:
    young = balancer("application", *asked(), age_days=13)
    assert "13 of 14 days" in unknown(verdicts(CHECK, [young])["lb-1"])
    assert "NewFlowCount" in unknown(verdicts(CHECK, [balancer("network")])["lb-1"])
