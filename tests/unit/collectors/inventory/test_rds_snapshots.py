"""Manual snapshots of databases and clusters."""

from datetime import UTC, datetime

from costgov.collectors.inventory.rds_snapshots import SOURCE

from tests.fakes.listings import listed

CREATED = datetime(2025, 3, 1, 9, tzinfo=UTC)
ARN = "arn:aws:rds:us-east-1:222233334444"


def test_manual_ones_only() -> None:
    asked: list[dict[str, object]] = []

    def snapshots(parameters: dict[str, object]) -> dict[str, object]:
        asked.append(parameters)
        return {
            "DBSnapshots": [
                {
                    "DBSnapshotIdentifier": "before-upgrade",
                    "DBSnapshotArn": f"{ARN}:snapshot:before-upgrade",
                    "DBInstanceIdentifier": "orders",
                    "Engine": "mysql",
                    "AllocatedStorage": 100,
                    "FullSnapshotSizeInBytes": 5,
                    "SnapshotCreateTime": CREATED,
                    "Status": "available",
                    "SnapshotType": "manual",
                }
            ]
        }

    cluster = {
        "DBClusterSnapshotIdentifier": "shop-final",
        "DBClusterSnapshotArn": f"{ARN}:cluster-snapshot:shop-final",
        "DBClusterIdentifier": "shop",
        "Engine": "aurora-mysql",
        "AllocatedStorage": 50,
        "SnapshotCreateTime": CREATED,
    }
    first, second = listed(
        SOURCE,
        {
            "rds:DescribeDBSnapshots": snapshots,  # type: ignore[dict-item]
            "rds:DescribeDBClusterSnapshots": {"DBClusterSnapshots": [cluster]},
        },
    )
    assert asked == [{"SnapshotType": "manual"}]
    assert (first.kind, first.id) == ("AWS::RDS::DBSnapshot", "before-upgrade")
    assert first.attributes["FullSnapshotSizeInBytes"] == 5
    assert first.launched_at == CREATED
    assert (second.kind, second.attributes["DBClusterIdentifier"]) == (
        "AWS::RDS::DBClusterSnapshot",
        "shop",
    )
