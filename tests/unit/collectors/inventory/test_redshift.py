"""Redshift clusters, and which of them something pauses."""

from datetime import UTC, datetime

from costgov.collectors.inventory.redshift import SOURCE

from tests.fakes.listings import listed


def cluster(name: str, status: str = "available") -> dict[str, object]:
    return {
        "ClusterIdentifier": name,
        "ClusterStatus": status,
        "NodeType": "ra3.xlplus",
        "NumberOfNodes": 2,
        "ClusterCreateTime": datetime(2025, 3, 1, tzinfo=UTC),
        "Tags": [{"Key": "Environment", "Value": "test"}],
    }


def test_clusters_and_their_pauses() -> None:
    actions = [
        {"TargetAction": {"PauseCluster": {"ClusterIdentifier": "dwh"}}},
        {"TargetAction": {"ResumeCluster": {"ClusterIdentifier": "lab"}}},
    ]
    first, second = listed(
        SOURCE,
        {
            "redshift:DescribeClusters": {"Clusters": [cluster("dwh"), cluster("lab", "paused")]},
            "redshift:DescribeScheduledActions": {"ScheduledActions": actions},
        },
    )
    assert first.arn == "arn:aws:redshift:us-east-1:222233334444:cluster:dwh"
    assert first.attributes == {"NumberOfNodes": 2, "HasPauseSchedule": True}
    assert second.attributes["HasPauseSchedule"] is False
    assert first.tags == {"Environment": "test"}
    assert all(one.dimensions(first) == {"ClusterIdentifier": "dwh"} for one in SOURCE.metrics)
    # A paused cluster publishes nothing.
    assert all(one.dimensions(second) is None for one in SOURCE.metrics)
