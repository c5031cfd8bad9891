"""What AWS itself advises: Compute Optimizer in production, Cost Optimization Hub for everybody,
and who watches for anomalies.

It finds some of what is planted, and advises a smaller cache server because nothing tells it of
memory.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cli.local.synthetic.estate.model import Listed, Told
from cli.local.synthetic.findings import MONITOR
from cli.local.synthetic.fleet import instance_id
from cli.local.synthetic.names import ACCOUNTS

_PRODUCTION = ACCOUNTS["production"].id
_PLACE = ("production", "us-east-1")
_DAYS = 14
_VOLUME = "vol-0aa0000000000001a"
_VOLUME_ARN = f"arn:aws:ec2:us-east-1:{_PRODUCTION}:volume/{_VOLUME}"


class _Size(NamedTuple):
    """A size that Compute Optimizer advises; without `then` it finds the present one right."""

    instance: str
    now: str
    then: str
    usd: float
    percent: float
    risk: float


_SIZES = (
    _Size("reports", "m6i.4xlarge", "m6i.xlarge", 420.48, 75.0, 1.0),
    _Size("orders-cache", "r6i.xlarge", "r6i.large", 91.98, 50.0, 2.0),
    _Size("web-1", "m6i.xlarge", "", 0.0, 0.0, 0.0),
)


def estate(now: datetime) -> Iterator[Told]:
    """Advice as it was refreshed on the last morning."""
    refreshed = now.replace(hour=6)
    sizes = [_size(one, refreshed) for one in _SIZES]
    yield Listed("compute-optimizer", "GetEC2InstanceRecommendations", *_PLACE, items=sizes)
    yield Listed("compute-optimizer", "GetIdleRecommendations", *_PLACE, items=[_idle(refreshed)])
    yield Listed("ce", "GetAnomalyMonitors", "management", "", items=[_monitor()])
    hub = [_hub_size(_SIZES[0], refreshed), _hub_volume(refreshed), _hub_plan(refreshed)]
    yield Listed("cost-optimization-hub", "ListRecommendations", "management", "", items=hub)


def _monitor() -> dict[str, object]:
    return {
        "MonitorArn": MONITOR,
        "MonitorName": "services",
        "MonitorType": "DIMENSIONAL",
        "MonitorDimension": "SERVICE",
    }


def _size(one: _Size, refreshed: datetime) -> dict[str, object]:
    option = {
        "instanceType": one.then,
        "performanceRisk": one.risk,
        "rank": 1,
        "migrationEffort": "VeryLow",
        "savingsOpportunity": _opportunity(one.usd, one.percent),
    }
    return {
        "instanceArn": _instance_arn(one.instance),
        "accountId": _PRODUCTION,
        "instanceName": one.instance,
        "currentInstanceType": one.now,
        "finding": "Overprovisioned" if one.then else "Optimized",
        "lookBackPeriodInDays": float(_DAYS),
        "recommendationOptions": [option] if one.then else [],
        "lastRefreshTimestamp": refreshed,
        "instanceState": "running",
    }


def _idle(refreshed: datetime) -> dict[str, object]:
    return {
        "resourceArn": _VOLUME_ARN,
        "resourceId": _VOLUME,
        "resourceType": "EBSVolume",
        "accountId": _PRODUCTION,
        "finding": "Unattached",
        "findingDescription": "The volume was not attached to an instance.",
        "savingsOpportunity": _opportunity(40.0, 100.0),
        "lookBackPeriodInDays": 32.0,
        "lastRefreshTimestamp": refreshed,
    }


def _opportunity(usd: float, percent: float) -> dict[str, object]:
    return {
        "savingsOpportunityPercentage": percent,
        "estimatedMonthlySavings": {"currency": "USD", "value": usd},
    }


def _hub_size(one: _Size, refreshed: datetime) -> dict[str, object]:
    return {
        **_hub(1, _PRODUCTION, refreshed, "Rightsize"),
        "estimatedMonthlySavings": one.usd,
        "estimatedSavingsPercentage": one.percent,
        "resourceId": instance_id(one.instance),
        "resourceArn": _instance_arn(one.instance),
        "currentResourceType": "Ec2Instance",
        "recommendedResourceType": "Ec2Instance",
        "currentResourceSummary": one.now,
        "recommendedResourceSummary": one.then,
        "restartNeeded": True,
        "source": "ComputeOptimizer",
    }


def _hub_volume(refreshed: datetime) -> dict[str, object]:
    return {
        **_hub(2, _PRODUCTION, refreshed, "Delete"),
        "estimatedMonthlySavings": 40.0,
        "estimatedSavingsPercentage": 100.0,
        "resourceId": _VOLUME,
        "resourceArn": _VOLUME_ARN,
        "currentResourceType": "EbsVolume",
        "currentResourceSummary": "500 GiB gp3",
        "restartNeeded": False,
        "source": "ComputeOptimizer",
    }


def _hub_plan(refreshed: datetime) -> dict[str, object]:
    payer = ACCOUNTS["management"].id
    return {
        **_hub(3, payer, refreshed, "PurchaseSavingsPlans"),
        "estimatedMonthlySavings": 1631.46,
        "estimatedSavingsPercentage": 28.0,
        "currentResourceType": "ComputeSavingsPlans",
        "recommendedResourceType": "ComputeSavingsPlans",
        "recommendedResourceSummary": "$5.747/hour 1 year Compute Savings Plan, no upfront",
        "restartNeeded": False,
        "source": "CostExplorer",
    }


def _hub(number: int, account: str, refreshed: datetime, action: str) -> dict[str, object]:
    return {
        "recommendationId": f"c05790000000{number}",
        "accountId": account,
        "region": "us-east-1",
        "currencyCode": "USD",
        "implementationEffort": "Low",
        "actionType": action,
        "rollbackPossible": action != "Delete",
        "lastRefreshTimestamp": refreshed,
        "recommendationLookbackPeriodInDays": _DAYS,
    }


def _instance_arn(name: str) -> str:
    return f"arn:aws:ec2:us-east-1:{_PRODUCTION}:instance/{instance_id(name)}"
