"""MemoryDB clusters, as old as their oldest node."""

from datetime import UTC, datetime

from costgov.collectors.inventory.memorydb import SOURCE

from tests.fakes.listings import listed

ARN = "arn:aws:memorydb:us-east-1:222233334444:cluster/ledger"


def test_cluster_with_its_nodes() -> None:
    nodes = [{"CreateTime": datetime(2025, month, 1, tzinfo=UTC)} for month in (5, 3)]
    [found] = listed(
        SOURCE,
        {
            "memorydb:DescribeClusters": {
                "Clusters": [
                    {
                        "Name": "ledger",
                        "ARN": ARN,
                        "NodeType": "db.r6g.large",
                        "Engine": "valkey",
                        "Status": "available",
                        "Shards": [{"Nodes": nodes}],
                    }
                ]
            }
        },
    )
    assert found.launched_at == datetime(2025, 3, 1, tzinfo=UTC)
    assert found.attributes == {"Engine": "valkey", "NumberOfNodes": 2}
    assert all(spec.dimensions(found) == {"ClusterName": "ledger"} for spec in SOURCE.metrics)


def test_what_was_not_told_is_not_there() -> None:
    bare = {"Name": "new", "ARN": ARN}
    [found] = listed(SOURCE, {"memorydb:DescribeClusters": {"Clusters": [bare]}})
    assert found.launched_at is None
    assert "NumberOfNodes" not in found.attributes
