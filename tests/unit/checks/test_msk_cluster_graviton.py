"""msk_cluster_graviton: the same brokers on AWS's processor."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, resource, unknown, verdicts

CHECK = "msk_cluster_graviton"
X86, ARM = "msk.broker/Kafka.m5.large", "msk.broker/Kafka.m7g.large"
PRICES = {X86: "0.21", ARM: "0.204"}


def cluster(size: str = "kafka.m5.large") -> Resource:
    return resource("AWS::MSK::Cluster", "bus", size=size, NumberOfBrokerNodes=3)


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_on_graviton_or_no_cheaper() -> None:
    assert verdicts(CHECK, [cluster("kafka.m7g.large")]) == {"bus": PASSED}
    assert verdicts(CHECK, [cluster()], prices=PRICES | {ARM: "0.21"}) == {"bus": PASSED}


def test_fail_on_x86() -> None:
    finding = failed(verdicts(CHECK, [cluster()], prices=PRICES)["bus"])
    assert (finding.now, finding.then) == (
        (Line(X86, Decimal(2190)),),
        (Line(ARM, Decimal(2190)),),
    )


def test_unknown_without_price() -> None:
    assert "no price" in unknown(verdicts(CHECK, [cluster()])["bus"])
