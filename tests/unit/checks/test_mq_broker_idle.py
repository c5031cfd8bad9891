"""mq_broker_idle: nobody connected to either engine's broker."""

from decimal import Decimal

from costgov.domain.findings import PASSED, Line
from costgov.domain.resources import MetricDigest, Resource

from tests.unit.checks.judging import failed, gauge, resource, unknown, verdicts

CHECK = "mq_broker_idle"


def broker(
    *digests: MetricDigest, engine: str = "ActiveMQ", mode: str = "ACTIVE_STANDBY_MULTI_AZ"
) -> Resource:
    return resource(
        "AWS::AmazonMQ::Broker",
        "b-1",
        size="mq.m5.large",
        digests=digests,
        EngineType=engine,
        DeploymentMode=mode,
        BrokerName="orders",
    )


def connected(peak: str, number: int = 1) -> MetricDigest:
    return gauge(f"CurrentConnectionsCount{number}", peak, unit="Count")


def test_none_without_brokers() -> None:
    assert verdicts(CHECK, []) == {}


def test_pass_the_second_is_the_active_one() -> None:
    assert verdicts(CHECK, [broker(connected("0"), connected("4", 2))]) == {"b-1": PASSED}


def test_fail_a_pair() -> None:
    found = verdicts(CHECK, [broker(connected("0"), connected("0", 2))])
    assert failed(found["b-1"]).now == (
        Line("mq.broker/mq.m5.large/ActiveMQ/Multi-AZ", Decimal(730)),
    )


def test_fail_single_ones_of_either_engine() -> None:
    active = broker(connected("0"), mode="SINGLE_INSTANCE")
    assert failed(verdicts(CHECK, [active])["b-1"]).now[0].key.endswith("ActiveMQ/Single-AZ")
    measured = gauge("ConnectionCount", "0", unit="Count")
    rabbit = broker(measured, engine="RABBITMQ", mode="SINGLE_INSTANCE")
    assert failed(verdicts(CHECK, [rabbit])["b-1"]).now[0].key.endswith("RabbitMQ/Single-AZ")


def test_unknown_half_a_pair_or_another_engine() -> None:
    assert "Count2" in unknown(verdicts(CHECK, [broker(connected("0"))])["b-1"])
    assert "NATS" in unknown(verdicts(CHECK, [broker(engine="nats")])["b-1"])
