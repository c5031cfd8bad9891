"""ElastiCache: nodes with their groups, and the metrics of each engine."""

from datetime import UTC, datetime

from costgov.collectors.inventory.elasticache import SOURCE
from costgov.domain.resources import Resource

from tests.fakes.listings import listed

CREATED = datetime(2025, 3, 1, 9, tzinfo=UTC)
ARN = "arn:aws:elasticache:us-east-1:222233334444"


def cluster(name: str, engine: str, **more: object) -> dict[str, object]:
    return {
        "CacheClusterId": name,
        "ARN": f"{ARN}:cluster:{name}",
        "CacheNodeType": "cache.r6g.large",
        "Engine": engine,
        "EngineVersion": "7.1.0",
        "NumCacheNodes": 1,
        "CacheClusterStatus": "available",
        "CacheClusterCreateTime": CREATED,
        **more,
    }


def asked(found: Resource) -> set[str]:
    specs = [spec for spec in SOURCE.metrics if spec.kind == found.kind]
    return {spec.name for spec in specs if spec.dimensions(found) is not None}


def test_groups_and_clusters() -> None:
    group, node, alone = listed(
        SOURCE,
        {
            "elasticache:DescribeReplicationGroups": {
                "ReplicationGroups": [
                    {
                        "ReplicationGroupId": "store",
                        "ARN": f"{ARN}:replicationgroup:store",
                        "Status": "available",
                        "MemberClusters": ["store-001"],
                        "CacheNodeType": "cache.r6g.large",
                        "ReplicationGroupCreateTime": CREATED,
                    }
                ]
            },
            "elasticache:DescribeCacheClusters": {
                "CacheClusters": [
                    cluster("store-001", "redis", ReplicationGroupId="store"),
                    cluster("pages", "memcached"),
                ]
            },
            "resourcegroupstaggingapi:GetResources": {
                "ResourceTagMappingList": [
                    {
                        "ResourceARN": f"{ARN}:cluster:pages",
                        "Tags": [{"Key": "Team", "Value": "web"}],
                    }
                ]
            },
        },
    )
    assert (group.kind, group.id) == ("AWS::ElastiCache::ReplicationGroup", "store")
    assert group.attributes["MemberClusters"] == ["store-001"]
    assert (node.kind, node.instance_type) == ("AWS::ElastiCache::CacheCluster", "cache.r6g.large")
    assert node.attributes["ReplicationGroupId"] == "store"
    assert alone.tags == {"Team": "web"}
    assert alone.launched_at == CREATED
    assert asked(group) == set()
    assert {"CacheHits", "SetTypeCmds", "DatabaseMemoryUsagePercentage"} <= asked(node)
    assert {"CmdGet", "CmdSet"} <= asked(alone)
    assert not {"CacheHits", "EngineCPUUtilization"} & asked(alone)
    first = SOURCE.metrics[0]
    assert first.dimensions(node) == {"CacheClusterId": "store-001"}


def test_tags_are_not_asked_for_where_there_are_no_caches() -> None:
    assert listed(SOURCE, {}) == []
