"""Databases of every engine behind one API: kinds, support dates, and metrics asked for."""

from datetime import UTC, datetime

from costgov.collectors.inventory.rds import SOURCE
from costgov.domain.resources import Resource
from costgov.errors import SourceDenied

from tests.fakes.listings import Answers, listed

ARN = "arn:aws:rds:us-east-1:222233334444"
CREATED = datetime(2025, 3, 1, 9, tzinfo=UTC)
LIFECYCLES = [
    {
        "LifecycleSupportName": "open-source-rds-standard-support",
        "LifecycleSupportStartDate": datetime(2018, 10, 23, tzinfo=UTC),
        "LifecycleSupportEndDate": datetime(2026, 7, 31, 23, 59, 59, tzinfo=UTC),
    }
]
ENGINES = {
    "DBMajorEngineVersions": [
        {"Engine": "mysql", "MajorEngineVersion": "8.0", "SupportedEngineLifecycles": LIFECYCLES},
        {"Engine": "mysql", "MajorEngineVersion": "8.4", "SupportedEngineLifecycles": []},
        {"Engine": "oracle-ee", "MajorEngineVersion": "19"},
    ]
}


def instance(name: str, engine: str = "mysql", version: str = "8.0.39", **more: object) -> object:
    return {
        "DBInstanceIdentifier": name,
        "DBInstanceArn": f"{ARN}:db:{name}",
        "DBInstanceClass": "db.m5.large",
        "DBInstanceStatus": "available",
        "Engine": engine,
        "EngineVersion": version,
        "InstanceCreateTime": CREATED,
        "TagList": [{"Key": "Team", "Value": "checkout"}],
        **more,
    }


def answers(*instances: object, clusters: tuple[object, ...] = ()) -> Answers:
    return {
        "rds:DescribeDBInstances": {"DBInstances": list(instances)},
        "rds:DescribeDBClusters": {"DBClusters": list(clusters)},
        "rds:DescribeDBMajorEngineVersions": ENGINES,
    }


def dimensions(resource: Resource) -> dict[str, object]:
    """What is asked of it, by metric."""
    found = {
        spec.name: spec.dimensions(resource)
        for spec in SOURCE.metrics
        if spec.kind == resource.kind
    }
    return {name: asked for name, asked in found.items() if asked is not None}


def test_instance_with_what_its_version_is_supported_for() -> None:
    [found] = listed(SOURCE, answers(instance("orders", MultiAZ=True, Iops=3000, VpcId="x")))
    assert (found.kind, found.id) == ("AWS::RDS::DBInstance", "orders")
    assert found.arn == f"{ARN}:db:orders"
    assert found.instance_type == "db.m5.large"
    assert found.launched_at == CREATED
    assert found.tags == {"Team": "checkout"}
    assert found.attributes["MajorEngineVersion"] == "8.0"
    assert found.attributes["SupportedEngineLifecycles"] == [
        {
            "LifecycleSupportName": "open-source-rds-standard-support",
            "LifecycleSupportStartDate": "2018-10-23T00:00:00+00:00",
            "LifecycleSupportEndDate": "2026-07-31T23:59:59+00:00",
        }
    ]
    assert "VpcId" not in found.attributes
    asked = dimensions(found)
    assert set(asked) == {
        "CPUUtilization",
        "FreeableMemory",
        "DatabaseConnections",
        "ReadIOPS",
        "WriteIOPS",
        "FreeStorageSpace",
    }
    assert asked["CPUUtilization"] == {"DBInstanceIdentifier": "orders"}


def test_versions_without_dates_say_nothing_of_support() -> None:
    found = listed(
        SOURCE,
        answers(
            instance("new", version="8.4.3"),
            instance("bought", "oracle-ee", "19.0.0"),
            instance("other", "mysql", "8.01"),
        ),
    )
    assert all("SupportedEngineLifecycles" not in one.attributes for one in found)


def test_databases_are_listed_though_support_dates_are_denied() -> None:
    denied = answers(instance("orders")) | {  # type: ignore[operator]
        "rds:DescribeDBMajorEngineVersions": SourceDenied("not for you")
    }
    [found] = listed(SOURCE, denied)
    assert found.attributes["SupportedEngineLifecyclesDenied"] == "access-denied"


def test_engines_tell_whose_database_it_is() -> None:
    clusters = tuple(
        {
            "DBClusterIdentifier": name,
            "DBClusterArn": f"{ARN}:cluster:{name}",
            "Engine": engine,
            "Status": "available",
            "DBClusterMembers": [{"DBInstanceIdentifier": f"{name}-1", "IsClusterWriter": True}],
        }
        for name, engine in (("shop", "aurora-mysql"), ("docs", "docdb"), ("graph", "neptune"))
    )
    members = [
        instance(f"{name}-1", engine, DBClusterIdentifier=name)
        for name, engine in (("shop", "aurora-mysql"), ("docs", "docdb"), ("graph", "neptune"))
    ]
    found = {one.id: one for one in listed(SOURCE, answers(*members, clusters=clusters))}
    assert {name: one.kind for name, one in found.items()} == {
        "shop": "AWS::RDS::DBCluster",
        "docs": "AWS::DocDB::DBCluster",
        "graph": "AWS::Neptune::DBCluster",
        "shop-1": "AWS::RDS::DBInstance",
        "docs-1": "AWS::DocDB::DBInstance",
        "graph-1": "AWS::Neptune::DBInstance",
    }
    assert set(dimensions(found["shop"])) == {
        "VolumeBytesUsed",
        "VolumeReadIOPs",
        "VolumeWriteIOPs",
    }
    # A member has no volume of its own.
    assert set(dimensions(found["shop-1"])) == {
        "CPUUtilization",
        "FreeableMemory",
        "DatabaseConnections",
    }
    assert "TotalRequestsPerSec" in dimensions(found["graph-1"])
    assert dimensions(found["docs"]) == {}


def test_serverless_capacity_and_nothing_of_what_is_stopped() -> None:
    found = listed(
        SOURCE,
        answers(
            instance("a", "aurora-mysql", DBInstanceClass="db.serverless", DBClusterIdentifier="c"),
            instance("b", DBInstanceStatus="stopped"),
        ),
    )
    assert "ServerlessDatabaseCapacity" in dimensions(found[0])
    assert dimensions(found[1]) == {}


def test_support_dates_are_not_asked_for_where_there_are_no_databases() -> None:
    refused = answers() | {"rds:DescribeDBMajorEngineVersions": SourceDenied("not asked")}  # type: ignore[operator]
    assert listed(SOURCE, refused) == []
