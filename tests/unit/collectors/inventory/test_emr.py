"""EMR clusters that run, and what they run on."""

from datetime import UTC, datetime

from costgov.collectors.inventory.emr import SOURCE

from tests.fakes.listings import listed

ARN = "arn:aws:elasticmapreduce:us-east-1:222233334444:cluster/j-1"


def test_clusters_with_their_instances_counted() -> None:
    status = {
        "State": "WAITING",
        "Timeline": {"CreationDateTime": datetime(2026, 10, 1, tzinfo=UTC)},
    }
    [found] = listed(
        SOURCE,
        {
            "emr:ListClusters": {"Clusters": [{"Id": "j-1", "ClusterArn": ARN, "Status": status}]},
            "emr:DescribeCluster": {
                "Cluster": {
                    "Id": "j-1",
                    "Name": "nightly",
                    "ReleaseLabel": "emr-7.1.0",
                    "AutoTerminate": False,
                    "Applications": [{"Name": "Spark", "Version": "3.5.1"}],
                    "Tags": [{"Key": "Team", "Value": "data"}],
                }
            },
            "emr:ListInstances": {
                "Instances": [
                    {"InstanceType": "m5.xlarge", "Market": "ON_DEMAND"},
                    {"InstanceType": "r5.xlarge", "Market": "SPOT"},
                    {"InstanceType": "m5.xlarge", "Market": "ON_DEMAND"},
                ]
            },
        },
    )
    assert (found.arn, found.state) == (ARN, "WAITING")
    assert found.launched_at == datetime(2026, 10, 1, tzinfo=UTC)
    assert found.tags == {"Team": "data"}
    assert found.attributes["Instances"] == [
        {"InstanceType": "m5.xlarge", "Market": "ON_DEMAND", "Count": 2},
        {"InstanceType": "r5.xlarge", "Market": "SPOT", "Count": 1},
    ]
    assert found.attributes["Applications"] == ["Spark"]
    assert SOURCE.metrics[0].dimensions(found) == {"JobFlowId": "j-1"}
