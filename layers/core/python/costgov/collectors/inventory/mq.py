"""Amazon MQ brokers of either engine."""

from collections.abc import Callable, Iterator
from typing import Final

from costgov.collectors.inventory._tags import TAGGED, tags_by_arn
from costgov.collectors.inventory.contract import MetricSpec, Place, Source, kept
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

BROKER: Final = "AWS::AmazonMQ::Broker"
_BROKERS: Final = "mq:ListBrokers"
_ACTIVE: Final = "ACTIVEMQ"
_SINGLE: Final = "SINGLE_INSTANCE"


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    brokers = list(reader.each(_BROKERS, "BrokerSummaries"))
    tags = tags_by_arn(reader, "mq") if brokers else {}
    for broker in brokers:
        yield place.resource(
            BROKER,
            broker["BrokerId"],
            broker["BrokerArn"],
            state=broker.get("BrokerState", "RUNNING"),
            size=broker.get("HostInstanceType"),
            created=broker.get("Created"),
            tags=tags.get(broker["BrokerArn"]),
            attributes=kept(broker, "BrokerName", "EngineType", "DeploymentMode"),
        )


def _engine(broker: Resource) -> str:
    return str(broker.attributes.get("EngineType", "")).upper()


def _active(number: int) -> Callable[[Resource], dict[str, str] | None]:
    """ActiveMQ measures each of its instances by itself, as `orders-1` and `orders-2`."""

    def dimensions(broker: Resource) -> dict[str, str] | None:
        instances = 1 if broker.attributes.get("DeploymentMode") == _SINGLE else 2
        if _engine(broker) != _ACTIVE or number > instances:
            return None
        return {"Broker": f"{broker.attributes['BrokerName']}-{number}"}

    return dimensions


def _rabbit(broker: Resource) -> dict[str, str] | None:
    if _engine(broker) == _ACTIVE:
        return None
    return {"Broker": str(broker.attributes["BrokerName"])}


SOURCE: Final = Source(
    name="mq",
    kinds=(BROKER,),
    calls=(_BROKERS, TAGGED),
    fetch=_fetch,
    metrics=(
        *(
            MetricSpec(
                BROKER,
                "AWS/AmazonMQ",
                "CurrentConnectionsCount",
                "Count",
                _active(number),
                digest=f"CurrentConnectionsCount{number}",
            )
            for number in (1, 2)
        ),
        MetricSpec(BROKER, "AWS/AmazonMQ", "ConnectionCount", "Count", _rabbit),
    ),
)
