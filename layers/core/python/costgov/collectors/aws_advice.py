"""Advice of Cost Optimization Hub (the whole organisation) and Compute Optimizer (a region).

The Hub answers in one region for every account that its management account has enrolled; Compute
Optimizer answers in each region for the account that asks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from costgov.collectors.spec import CollectorSpec, IamStatement
from costgov.domain.aws_advice import (
    COMPUTE_OPTIMIZER,
    COST_OPTIMIZATION_HUB,
    AwsAdvice,
)
from costgov.domain.findings import Action
from costgov.gateways.inventory_ports import Reader

type Item = Mapping[str, Any]

HUB_CALL: Final = "cost-optimization-hub:ListRecommendations"

_ACTIONS: Final = {
    "Delete": Action.DELETE,
    "Stop": Action.DELETE,
    "Rightsize": Action.RESIZE,
    "ScaleIn": Action.RESIZE,
    "Upgrade": Action.MODERNISE,
    "MigrateToGraviton": Action.MODERNISE,
    "PurchaseSavingsPlans": Action.RATE,
    "PurchaseReservedInstances": Action.RATE,
}
# The Hub's and Compute Optimizer's words for what is inventoried here.
_KINDS: Final = {
    "AuroraDbClusterStorage": "AWS::RDS::DBCluster",
    "AutoScalingGroup": "AWS::AutoScaling::AutoScalingGroup",
    "DynamoDbTable": "AWS::DynamoDB::Table",
    "EBSVolume": "AWS::EC2::Volume",
    "EbsVolume": "AWS::EC2::Volume",
    "EC2Instance": "AWS::EC2::Instance",
    "Ec2AutoScalingGroup": "AWS::AutoScaling::AutoScalingGroup",
    "Ec2Instance": "AWS::EC2::Instance",
    "ECSService": "AWS::ECS::Service",
    "EcsService": "AWS::ECS::Service",
    "LambdaFunction": "AWS::Lambda::Function",
    "NatGateway": "AWS::EC2::NatGateway",
    "NATGateway": "AWS::EC2::NatGateway",
    "RDSDBInstance": "AWS::RDS::DBInstance",
    "RdsDbInstance": "AWS::RDS::DBInstance",
    "RdsDbInstanceStorage": "AWS::RDS::DBInstance",
}
_NOTHING: Final = frozenset({"OPTIMIZED"})


@dataclass(frozen=True, slots=True)
class _Call:
    """One of Compute Optimizer's calls: where its answer holds what."""

    operation: str
    result: str
    resource_type: str
    arn: str
    finding: str
    options: str
    advised: Callable[[Item], str]
    now: Callable[[Item], str]

    @property
    def name(self) -> str:
        return f"compute-optimizer:{self.operation}"


def _volume(configuration: Item) -> str:
    size, kind = configuration.get("volumeSize", "?"), configuration.get("volumeType", "?")
    iops = configuration.get("volumeBaselineIOPS")
    return f"{size} GB {kind}" if iops is None else f"{size} GB {kind}, {iops} IOPS"


def _task(configuration: Item) -> str:
    return f"{configuration.get('cpu')} CPU units, {configuration.get('memory')} MB"


_CALLS: Final = (
    _Call(
        "GetEC2InstanceRecommendations", "instanceRecommendations", "Ec2Instance",
        "instanceArn", "finding", "recommendationOptions",
        lambda option: str(option["instanceType"]),
        lambda item: str(item.get("currentInstanceType")),
    ),
    _Call(
        "GetAutoScalingGroupRecommendations", "autoScalingGroupRecommendations",
        "Ec2AutoScalingGroup", "autoScalingGroupArn", "finding", "recommendationOptions",
        lambda option: str(option["configuration"].get("instanceType")),
        lambda item: str(item.get("currentConfiguration", {}).get("instanceType")),
    ),
    _Call(
        "GetEBSVolumeRecommendations", "volumeRecommendations", "EbsVolume",
        "volumeArn", "finding", "volumeRecommendationOptions",
        lambda option: _volume(option["configuration"]),
        lambda item: _volume(item.get("currentConfiguration", {})),
    ),
    _Call(
        "GetLambdaFunctionRecommendations", "lambdaFunctionRecommendations", "LambdaFunction",
        "functionArn", "finding", "memorySizeRecommendationOptions",
        lambda option: f"{option['memorySize']} MB",
        lambda item: f"{item.get('currentMemorySize')} MB",
    ),
    _Call(
        "GetECSServiceRecommendations", "ecsServiceRecommendations", "EcsService",
        "serviceArn", "finding", "serviceRecommendationOptions",
        _task,
        lambda item: _task(item.get("currentServiceConfiguration", {})),
    ),
    _Call(
        "GetRDSDatabaseRecommendations", "rdsDBRecommendations", "RdsDbInstance",
        "resourceArn", "instanceFinding", "instanceRecommendationOptions",
        lambda option: str(option["dbInstanceClass"]),
        lambda item: str(item.get("currentDBInstanceClass")),
    ),
)  # fmt: skip
_IDLE: Final = "compute-optimizer:GetIdleRecommendations"
OPTIMIZER_CALLS: Final = (*(call.name for call in _CALLS), _IDLE)

SPEC: Final = CollectorSpec(
    name="aws_advice",
    dataset="aws-advice",
    iam_actions=(
        IamStatement(
            actions=(HUB_CALL, *sorted(OPTIMIZER_CALLS), *(
                # Compute Optimizer reads these in the name of who asks:
                # https://docs.aws.amazon.com/compute-optimizer/latest/ug/security-iam.html
                "autoscaling:DescribeAutoScalingGroups",
                "ec2:DescribeInstances",
                "ec2:DescribeVolumes",
                "ecs:ListClusters",
                "ecs:ListServices",
                "lambda:ListFunctions",
                "lambda:ListProvisionedConcurrencyConfigs",
                "rds:DescribeDBClusters",
                "rds:DescribeDBInstances",
            )),
            resources=("*",),
            reason="Advice is listed for whole accounts; these actions know no resource.",
        ),
    ),
)  # fmt: skip


def hub_advice(reader: Reader, as_of: date) -> Iterator[AwsAdvice]:
    """Everything Cost Optimization Hub advises, in every account and region; raises SourceError."""
    for item in reader.each(HUB_CALL, "items"):
        action = _ACTIONS.get(item.get("actionType", ""))
        if action is None:
            continue
        kind = item.get("currentResourceType", "")
        yield AwsAdvice(
            service=COST_OPTIMIZATION_HUB,
            account_id=item["accountId"],
            region=item.get("region") or "global",
            resource_arn=item.get("resourceArn") or item.get("resourceId") or item["accountId"],
            resource_type=kind,
            kind=_KINDS.get(kind),
            action=action,
            text=_change(
                item.get("currentResourceSummary"), item.get("recommendedResourceSummary")
            ),
            saving=_amount(item.get("estimatedMonthlySavings")),
            currency=item.get("currencyCode", "USD"),
            lookback_days=item.get("recommendationLookbackPeriodInDays"),
            as_of=as_of,
        )


def optimizer_advice(reader: Reader, region: str, as_of: date) -> Iterator[AwsAdvice]:
    """What Compute Optimizer advises the account in a region; raises SourceError."""
    for call in _CALLS:
        for item in reader.each(call.name, call.result):
            if found := _sized(call, item, region, as_of):
                yield found
    for item in reader.each(_IDLE, "idleRecommendations"):
        amount, currency = _saving(item)
        yield AwsAdvice(
            service=COMPUTE_OPTIMIZER,
            account_id=item["accountId"],
            region=region,
            resource_arn=item["resourceArn"],
            resource_type=item.get("resourceType", ""),
            kind=_KINDS.get(item.get("resourceType", "")),
            action=Action.DELETE,
            text=item.get("findingDescription") or str(item.get("finding")),
            saving=amount,
            currency=currency,
            lookback_days=_days(item),
            as_of=as_of,
        )


def _sized(call: _Call, item: Item, region: str, as_of: date) -> AwsAdvice | None:
    """The advice of a size; None where AWS finds it right, or has no other."""
    found = str(item.get(call.finding, "")).upper().replace("_", "")
    ranked = sorted(item.get(call.options) or (), key=lambda option: option.get("rank", 1))
    if found in _NOTHING or not ranked:
        return None
    best = ranked[0]
    amount, currency = _saving(best)
    return AwsAdvice(
        service=COMPUTE_OPTIMIZER,
        account_id=item["accountId"],
        region=region,
        resource_arn=item[call.arn],
        resource_type=call.resource_type,
        kind=_KINDS.get(call.resource_type),
        action=Action.RESIZE,
        text=f"{_change(call.now(item), call.advised(best))} ({found.lower()})",
        saving=amount,
        currency=currency,
        performance_risk=best.get("performanceRisk"),
        lookback_days=_days(item),
        as_of=as_of,
    )


def _change(now: object, then: object) -> str:
    return f"{now} → {then}" if now and then else str(then or now or "")


def _saving(item: Item) -> tuple[Decimal | None, str]:
    estimated = (item.get("savingsOpportunity") or {}).get("estimatedMonthlySavings") or {}
    return _amount(estimated.get("value")), estimated.get("currency", "USD")


def _amount(value: object) -> Decimal | None:
    """AWS sends doubles; their shortest text is what it meant."""
    return None if value is None else Decimal(str(value))


def _days(item: Item) -> int | None:
    found = item.get("lookBackPeriodInDays", item.get("lookbackPeriodInDays"))
    return None if found is None else int(found)
