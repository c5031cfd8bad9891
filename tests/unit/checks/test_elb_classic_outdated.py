"""elb_classic_outdated: an application load balancer would cost less."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest

from tests.unit.checks.judging import count, failed, gauge, unknown, verdicts
from tests.unit.checks.networks import PRICES, classic, of_a_month

CHECK = "elb_classic_outdated"


def used(gigabytes: float, units: str, requests: str = "1000000") -> tuple[MetricDigest, ...]:
    return (
        count("RequestCount", requests),
        count("EstimatedProcessedBytes", of_a_month(gigabytes), unit="Bytes"),
        gauge("EstimatedALBConsumedLCUs", units, unit="Count"),
    )


def test_none_without_balancers() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_where_it_would_cost_more() -> None:
    # 100 GB: 18.25 + 0.80 now; 16.43 + 0.5 * 5.84 = 19.35 then.
    dear = classic(*used(100, "0.5"))
    assert verdicts(CHECK, [dear], prices=PRICES) == {"lb-1": PASSED}


def test_pass_that_speaks_tcp_or_is_idle() -> None:
    tcp = classic(*used(1000, "0.5"), Protocols=["HTTP", "TCP"])
    assert verdicts(CHECK, [tcp], prices=PRICES) == {"lb-1": PASSED}
    idle = classic(*used(1000, "0.5", requests="139"))
    assert verdicts(CHECK, [idle], prices=PRICES) == {"lb-1": PASSED}


def test_fail_where_it_costs_less() -> None:
    finding = failed(verdicts(CHECK, [classic(*used(1000, "0.5"))], prices=PRICES)["lb-1"])
    hours, data = finding.now
    assert hours == Line("elb.hours/classic", Decimal(730))
    assert data.key == "elb.bytes/classic"
    assert round(data.quantity, 6) == 1000
    assert finding.then == (
        Line("elb.hours/application", Decimal(730)),
        Line("elb.capacity/application", Decimal(365)),
    )


def test_unknown_without_its_capacity_units() -> None:
    half = classic(*used(1000, "0.5")[:2])
    reason = unknown(verdicts(CHECK, [half], prices=PRICES)["lb-1"])
    assert reason == "EstimatedALBConsumedLCUs has not been read"
