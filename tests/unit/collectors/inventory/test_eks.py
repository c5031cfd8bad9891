"""EKS: clusters, the support of their versions, and their node groups."""

from collections.abc import Mapping
from datetime import UTC, datetime

from costgov.collectors.inventory.eks import SOURCE

from tests.fakes.listings import Answer, Answers, listed

ARN = "arn:aws:eks:us-east-1:222233334444"
MADE = datetime(2025, 1, 2, tzinfo=UTC)
ENDS = datetime(2026, 3, 23, tzinfo=UTC)


def cluster(asked: Mapping[str, object]) -> Answer | None:
    if asked["name"] == "gone":
        return None
    return {
        "cluster": {
            "name": asked["name"],
            "arn": f"{ARN}:cluster/{asked['name']}",
            "status": "ACTIVE",
            "createdAt": MADE,
            "version": {"old": "1.32", "odd": "1.99"}[str(asked["name"])],
            "tags": {"Team": "platform"},
        }
    }


def groups(asked: Mapping[str, object]) -> Answer:
    return {"nodegroups": ["blue"] if asked["clusterName"] == "old" else []}


ANSWERS: Answers = {
    "eks:ListClusters": {"clusters": ["old", "gone", "odd"]},
    "eks:DescribeCluster": cluster,
    "eks:DescribeClusterVersions": {
        "clusterVersions": [{"clusterVersion": "1.32", "endOfStandardSupportDate": ENDS}]
    },
    "eks:ListNodegroups": groups,
    "eks:DescribeNodegroup": {
        "nodegroup": {
            "nodegroupArn": f"{ARN}:nodegroup/old/blue/1",
            "status": "ACTIVE",
            "createdAt": MADE,
            "clusterName": "old",
            "instanceTypes": ["m5.large"],
            "capacityType": "ON_DEMAND",
            "scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 2},
        }
    },
    "eks:ListFargateProfiles": {"fargateProfileNames": ["system"]},
}


def test_clusters_and_node_groups() -> None:
    old, blue, odd = listed(SOURCE, ANSWERS)

    assert (old.id, old.kind, old.launched_at) == ("old", "AWS::EKS::Cluster", MADE)
    assert old.attributes["endOfStandardSupportDate"] == ENDS.isoformat()
    assert (old.attributes["Nodegroups"], old.attributes["FargateProfiles"]) == (1, 1)
    assert (blue.id, blue.kind) == ("old/blue", "AWS::EKS::Nodegroup")
    assert blue.attributes["scalingConfig"] == {"minSize": 1, "maxSize": 3, "desiredSize": 2}
    # A version that EKS says nothing about is not taken for a supported one.
    assert "endOfStandardSupportDate" not in odd.attributes


def test_nothing_more_is_asked_where_there_is_no_cluster() -> None:
    assert listed(SOURCE, {"eks:ListClusters": {"clusters": []}}) == []
