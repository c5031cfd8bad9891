"""An alarm on a metric that is no longer there."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from costgov.checks._alarms import alarm_line, metrics_of
from costgov.checks.contract import Look, Meta, thresholds
from costgov.domain.findings import PASSED, Action, Failed, Level, Verdict
from costgov.domain.resources import INSTANCE, Resource
from costgov.errors import NotKnown

META: Final = Meta(
    id="cloudwatch_alarm_orphaned",
    title="CloudWatch alarm has had no data for long",
    why="What it watched is gone; the alarm is charged and can warn of nothing.",
    kinds=("AWS::CloudWatch::Alarm",),
    action=Action.DELETE,
    severity=Level.LOW,
    effort=Level.LOW,
    risk=Level.LOW,
    reversible=True,
    iam=(
        *("cloudwatch:DescribeAlarms", "ec2:DescribeInstances", "ec2:DescribeVolumes"),
        *("ec2:DescribeNatGateways", "autoscaling:DescribeAutoScalingGroups"),
        *("elasticloadbalancing:DescribeLoadBalancers", "lambda:ListFunctions"),
        *("rds:DescribeDBInstances", "rds:DescribeDBClusters", "dynamodb:ListTables"),
        *("es:ListDomainNames", "elasticache:DescribeCacheClusters", "kinesis:ListStreams"),
        *("redshift:DescribeClusters", "sqs:ListQueues"),
    ),
    docs="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    thresholds=thresholds(days=("30", "days", "shorter gaps may be breaks of what is watched")),
)


_DATABASES: Final = ("AWS::RDS::DBInstance", "AWS::DocDB::DBInstance", "AWS::Neptune::DBInstance")
_CLUSTERS: Final = ("AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster")
_BALANCER: Final = {"LoadBalancer": ("AWS::ElasticLoadBalancingV2::LoadBalancer",)}
_OF_DATABASES: Final = {"DBInstanceIdentifier": _DATABASES, "DBClusterIdentifier": _CLUSTERS}
# What dimensions name, by namespace: kinds of which everything there is is known.
_NAMED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "AWS/ApplicationELB": _BALANCER,
    "AWS/DocDB": _OF_DATABASES,
    "AWS/DynamoDB": {"TableName": ("AWS::DynamoDB::Table",)},
    "AWS/EBS": {"VolumeId": ("AWS::EC2::Volume",)},
    "AWS/EC2": {
        "InstanceId": (INSTANCE,),
        "AutoScalingGroupName": ("AWS::AutoScaling::AutoScalingGroup",),
    },
    "AWS/ELB": {"LoadBalancerName": ("AWS::ElasticLoadBalancing::LoadBalancer",)},
    "AWS/ES": {"DomainName": ("AWS::OpenSearchService::Domain",)},
    "AWS/ElastiCache": {"CacheClusterId": ("AWS::ElastiCache::CacheCluster",)},
    "AWS/Kinesis": {"StreamName": ("AWS::Kinesis::Stream",)},
    "AWS/Lambda": {"FunctionName": ("AWS::Lambda::Function",)},
    "AWS/NATGateway": {"NatGatewayId": ("AWS::EC2::NatGateway",)},
    "AWS/Neptune": _OF_DATABASES,
    "AWS/NetworkELB": _BALANCER,
    "AWS/RDS": _OF_DATABASES,
    "AWS/Redshift": {"ClusterIdentifier": ("AWS::Redshift::Cluster",)},
    "AWS/SQS": {"QueueName": ("AWS::SQS::Queue",)},
    "CWAgent": {"InstanceId": (INSTANCE,)},
}


def evaluate(alarm: Resource, look: Look) -> Verdict:
    """Without data for long, and what it names is there no more.

    UNKNOWN where that cannot be told: many metrics, of errors above all, are published only when
    something goes wrong, and no data is then the best of news.
    """
    if alarm.state != "INSUFFICIENT_DATA":
        return PASSED
    changed = alarm.attributes.get("StateTransitionedTimestamp")
    days = look.days_since(changed or look.attribute(alarm, "StateUpdatedTimestamp"))
    if days < look.setting("days"):
        return PASSED
    named = [one for metric in metrics_of(alarm) for one in _named(metric)]
    if not named:
        raise NotKnown("whether what it watches is still there cannot be told by its dimensions")
    if any(look.estate.get(kind, alarm.region, name) for kinds, name in named for kind in kinds):
        return PASSED
    gone = ", ".join(sorted({name for _, name in named}))
    return Failed(
        f"It has had no data for {days} days, and {gone} is there no more.",
        now=(alarm_line(alarm),),
    )


def _named(metric: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a metric's dimensions name, with the kinds it may be of."""
    kinds = _NAMED.get(str(metric.get("Namespace")), {})
    for one in metric.get("Dimensions") or ():
        if one["Name"] in kinds:
            yield kinds[one["Name"]], str(one["Value"])
