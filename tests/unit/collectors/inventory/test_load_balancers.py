"""Load balancers: how many targets are behind them, and how many of those are healthy."""

from collections.abc import Mapping
from typing import Any

from costgov.collectors.inventory.load_balancers import SOURCE
from costgov.domain.resources import Resource

from tests.fakes.listings import Answers, listed

ARN = "arn:aws:elasticloadbalancing:us-east-1:222233334444:loadbalancer/app/shop/50dc6c495c0c9188"
BARE = "arn:aws:elasticloadbalancing:us-east-1:222233334444:loadbalancer/net/old/60dc6c495c0c9188"


def _health(asked: Mapping[str, object]) -> Mapping[str, Any]:
    states = {"tg-1": ["healthy", "unhealthy"], "tg-2": ["unavailable"], "tg-3": ["healthy"]}
    return {
        "TargetHealthDescriptions": [
            {"TargetHealth": {"State": state}} for state in states[str(asked["TargetGroupArn"])]
        ]
    }


ANSWERS: Answers = {
    "elbv2:DescribeLoadBalancers": {
        "LoadBalancers": [
            {
                "LoadBalancerArn": ARN,
                "LoadBalancerName": "shop",
                "Type": "application",
                "State": {"Code": "active"},
            },
            {"LoadBalancerArn": BARE, "LoadBalancerName": "old", "Type": "network"},
        ]
    },
    "elbv2:DescribeTags": {
        "TagDescriptions": [{"ResourceArn": ARN, "Tags": [{"Key": "Team", "Value": "checkout"}]}]
    },
    "elbv2:DescribeTargetGroups": {
        "TargetGroups": [
            {"TargetGroupArn": "tg-1", "LoadBalancerArns": [ARN]},
            {"TargetGroupArn": "tg-2", "LoadBalancerArns": [ARN]},
            {"TargetGroupArn": "tg-3", "LoadBalancerArns": []},
        ]
    },
    "elbv2:DescribeTargetHealth": _health,
    "elb:DescribeLoadBalancers": {
        "LoadBalancerDescriptions": [
            {
                "LoadBalancerName": "classic-1",
                "Instances": [{"InstanceId": "i-1"}, {"InstanceId": "i-2"}],
                "ListenerDescriptions": [{"Listener": {"Protocol": "HTTP"}}],
                "VPCId": "vpc-1",
            },
            {"LoadBalancerName": "classic-2", "Instances": []},
        ]
    },
    "elb:DescribeInstanceHealth": {
        "InstanceStates": [{"State": "InService"}, {"State": "OutOfService"}]
    },
}


def found() -> dict[str, Resource]:
    return {one.id: one for one in listed(SOURCE, ANSWERS)}


def test_targets_are_counted_over_every_target_group() -> None:
    shop = found()["app/shop/50dc6c495c0c9188"]

    assert shop.tags == {"Team": "checkout"}
    assert shop.attributes == {
        "LoadBalancerName": "shop",
        "Type": "application",
        "TargetGroups": 2,
        "Targets": 3,
        # One without health checks counts as healthy.
        "HealthyTargets": 2,
    }
    assert found()["net/old/60dc6c495c0c9188"].attributes["Targets"] == 0


def test_classic_load_balancers_know_their_instances() -> None:
    first, second = found()["classic-1"], found()["classic-2"]

    assert first.attributes == {
        "VpcId": "vpc-1",
        "Protocols": ["HTTP"],
        "Targets": 2,
        "HealthyTargets": 1,
    }
    assert second.attributes["Targets"] == 0


def test_each_type_has_its_own_metric_of_use() -> None:
    by_id = found()
    asked = {
        (one.namespace, one.name)
        for one in SOURCE.metrics
        if one.kind == by_id["net/old/60dc6c495c0c9188"].kind
        and one.dimensions(by_id["net/old/60dc6c495c0c9188"]) is not None
    }
    assert asked == {("AWS/NetworkELB", "NewFlowCount")}
    answered = [one for one in SOURCE.metrics if one.namespace == "AWS/ApplicationELB"]
    assert {one.name for one in answered} == {
        "RequestCount",
        "HTTP_Redirect_Count",
        "HTTP_Fixed_Response_Count",
    }
    for one in answered:
        assert one.silent_is_zero
        assert one.dimensions(by_id["app/shop/50dc6c495c0c9188"]) == {
            "LoadBalancer": "app/shop/50dc6c495c0c9188"
        }
