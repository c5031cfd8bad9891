"""Brokers of either engine, and what each of them measures."""

from datetime import UTC, datetime

from costgov.collectors.inventory.mq import SOURCE
from costgov.domain.resources import Resource

from tests.fakes.listings import listed

ARN = "arn:aws:mq:us-east-1:222233334444:broker"


def broker(name: str, engine: str, mode: str) -> dict[str, object]:
    return {
        "BrokerId": f"b-{name}",
        "BrokerName": name,
        "BrokerArn": f"{ARN}:{name}:b-{name}",
        "BrokerState": "RUNNING",
        "Created": datetime(2025, 3, 1, tzinfo=UTC),
        "DeploymentMode": mode,
        "EngineType": engine,
        "HostInstanceType": "mq.m5.large",
    }


def asked(found: Resource) -> dict[str, object]:
    wanted = {spec.digest_name: spec.dimensions(found) for spec in SOURCE.metrics}
    return {name: dimensions for name, dimensions in wanted.items() if dimensions is not None}


def test_brokers_of_either_engine() -> None:
    pair, single, rabbit = listed(
        SOURCE,
        {
            "mq:ListBrokers": {
                "BrokerSummaries": [
                    broker("orders", "ActiveMQ", "ACTIVE_STANDBY_MULTI_AZ"),
                    broker("lab", "ActiveMQ", "SINGLE_INSTANCE"),
                    broker("jobs", "RabbitMQ", "CLUSTER_MULTI_AZ"),
                ]
            },
            "resourcegroupstaggingapi:GetResources": {
                "ResourceTagMappingList": [
                    {
                        "ResourceARN": f"{ARN}:jobs:b-jobs",
                        "Tags": [{"Key": "Team", "Value": "batch"}],
                    }
                ]
            },
        },
    )
    assert asked(pair) == {
        "CurrentConnectionsCount1": {"Broker": "orders-1"},
        "CurrentConnectionsCount2": {"Broker": "orders-2"},
    }
    assert asked(single) == {"CurrentConnectionsCount1": {"Broker": "lab-1"}}
    assert asked(rabbit) == {"ConnectionCount": {"Broker": "jobs"}}
    assert rabbit.tags == {"Team": "batch"}
    assert (pair.id, pair.instance_type) == ("b-orders", "mq.m5.large")
