"""Reservations: those in force, with their number and their end."""

from datetime import UTC, datetime

from costgov.collectors.inventory.reservations import DATABASES, INSTANCES, NODES, SOURCE

from tests.fakes.listings import listed

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = 365 * 86_400


def test_reservations_of_three_services() -> None:
    instances = {
        "ReservedInstancesId": "ri-1",
        "InstanceType": "m6i.large",
        "InstanceCount": 4,
        "Start": START,
        "End": datetime(2027, 1, 1, tzinfo=UTC),
        "State": "active",
    }
    database = {
        "ReservedDBInstanceId": "db-ri",
        "ReservedDBInstanceArn": "arn:aws:rds:us-east-1:222233334444:ri:db-ri",
        "DBInstanceClass": "db.m6g.large",
        "DBInstanceCount": 2,
        "StartTime": START,
        "Duration": YEAR,
        "State": "active",
    }
    retired = {**database, "ReservedDBInstanceId": "old", "State": "retired"}
    node = {
        "ReservedCacheNodeId": "cache-ri",
        "CacheNodeType": "cache.r7g.large",
        "CacheNodeCount": 3,
        "StartTime": START,
        "Duration": YEAR,
        "State": "active",
    }

    found = listed(
        SOURCE,
        {
            "ec2:DescribeReservedInstances": {"ReservedInstances": [instances]},
            "rds:DescribeReservedDBInstances": {"ReservedDBInstances": [database, retired]},
            "elasticache:DescribeReservedCacheNodes": {"ReservedCacheNodes": [node]},
        },
    )

    told = {one.kind: (one.instance_type, one.attributes["Count"]) for one in found}
    assert told == {
        INSTANCES: ("m6i.large", 4),
        DATABASES: ("db.m6g.large", 2),
        NODES: ("cache.r7g.large", 3),
    }
    assert {str(one.attributes["End"])[:10] for one in found} == {"2027-01-01"}
