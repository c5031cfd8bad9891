"""msk_cluster_idle: brokers that carry nothing but AWS's canary."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "msk_cluster_idle"


def cluster() -> Resource:
    return resource(
        "AWS::MSK::Cluster", "bus", size="kafka.m5.large", NumberOfBrokerNodes=2, VolumeSize=500
    )


def broker(number: int, rate: str) -> Resource:
    digests = [
        gauge("BytesInPerSec", "10", peak=rate, unit="Bytes/Second"),
        gauge("BytesOutPerSec", "0", unit="Bytes/Second"),
    ]
    return resource(
        "AWS::MSK::Broker", f"bus/{number}", digests=digests, ClusterName="bus", BrokerId=number
    )


def test_none_without_clusters() -> None:
    assert verdicts(CHECK, [broker(1, "0")]) == {}


def test_pass_one_broker_carries() -> None:
    assert verdicts(CHECK, [cluster(), broker(1, "900"), broker(2, "1001")]) == {"bus": PASSED}


def test_fail_with_brokers_and_volumes() -> None:
    found = verdicts(CHECK, [cluster(), broker(1, "900"), broker(2, "1000")])
    assert failed(found["bus"]).now == (
        Line("msk.broker/Kafka.m5.large", Decimal(1460)),
        Line("msk.storage", Decimal(1000)),
    )


def test_unknown_without_brokers() -> None:
    assert "brokers were not listed" in unknown(verdicts(CHECK, [cluster()])["bus"])
