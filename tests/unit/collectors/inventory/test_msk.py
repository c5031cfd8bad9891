"""MSK clusters and the brokers they have."""

from datetime import UTC, datetime

from costgov.collectors.inventory.msk import SOURCE

from tests.fakes.listings import listed

ARN = "arn:aws:kafka:us-east-1:222233334444:cluster/bus/1-2"


def test_cluster_with_a_broker_for_each_node() -> None:
    provisioned = {
        "NumberOfBrokerNodes": 2,
        "BrokerNodeGroupInfo": {
            "InstanceType": "kafka.m5.large",
            "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 500}},
        },
    }
    cluster = {
        "ClusterName": "bus",
        "ClusterArn": ARN,
        "ClusterType": "PROVISIONED",
        "State": "ACTIVE",
        "CreationTime": datetime(2025, 3, 1, tzinfo=UTC),
        "Tags": {"Team": "platform"},
        "Provisioned": provisioned,
    }
    found, first, second = listed(SOURCE, {"kafka:ListClustersV2": {"ClusterInfoList": [cluster]}})
    assert (found.id, found.instance_type) == ("bus", "kafka.m5.large")
    assert found.attributes == {"NumberOfBrokerNodes": 2, "VolumeSize": 500}
    assert found.tags == {"Team": "platform"}
    assert [first.id, second.id] == ["bus/1", "bus/2"]
    assert second.managed_by == ARN
    assert all(
        spec.dimensions(second) == {"Cluster Name": "bus", "Broker ID": "2"}
        for spec in SOURCE.metrics
    )
