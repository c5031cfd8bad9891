"""What an account has switched on to watch its costs: one resource for each account."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from costgov.collectors.inventory._per_item import Setting
from costgov.collectors.inventory.contract import Place, Source
from costgov.domain.resources import Resource
from costgov.gateways.inventory_ports import Reader

ACCOUNT: Final = "AWS::::Account"
_ORGANIZATION: Final = Setting(
    "Organization",
    "organizations:DescribeOrganization",
    lambda answer: {
        "Id": answer["Organization"]["Id"],
        "MasterAccountId": answer["Organization"]["MasterAccountId"],
    },
    absent=("AWSOrganizationsNotInUseException",),
)
_COMPUTE_OPTIMIZER: Final = Setting(
    "ComputeOptimizer",
    "compute-optimizer:GetEnrollmentStatus",
    lambda answer: answer["status"],
    absent=("OptInRequiredException",),
    default="Inactive",
)


def _number(result: str) -> Callable[[Mapping[str, Any]], int]:
    """Counts the first page of an answer: whether there are any is what matters."""
    return lambda answer: len(answer.get(result, ()))


_BUDGETS: Final = Setting(
    "Budgets",
    "budgets:DescribeBudgets",
    _number("Budgets"),
    absent=("NotFoundException",),
    default=0,
)
# What only the account that pays has, or needs. Cost Explorer charges a cent for the request.
_OF_PAYER: Final = (
    Setting("AnomalyMonitors", "ce:GetAnomalyMonitors", _number("AnomalyMonitors")),
    Setting("DataExports", "bcm-data-exports:ListExports", _number("Exports")),
    Setting("CostReports", "cur:DescribeReportDefinitions", _number("ReportDefinitions")),
)
_HUB: Final = "cost-optimization-hub:ListEnrollmentStatuses"


def _hub(answer: Mapping[str, Any]) -> str:
    return next((str(one["status"]) for one in answer.get("items", ())), "Inactive")


_COST_OPTIMIZATION_HUB: Final = Setting("CostOptimizationHub", _HUB, _hub)


def _fetch(reader: Reader, place: Place) -> Iterator[Resource]:
    """A setting that is refused leaves the others known; member accounts are asked for less."""
    told = _ORGANIZATION.read(reader)
    organization = told.get("Organization")
    if "Organization" in told:
        payer = organization["MasterAccountId"] if isinstance(organization, dict) else None
        told["IsPayer"] = payer in (None, place.account_id)
    told |= _COMPUTE_OPTIMIZER.read(reader) | _COST_OPTIMIZATION_HUB.read(reader)
    if told.get("IsPayer"):
        told |= _BUDGETS.read(reader, AccountId=place.account_id)
        for setting in _OF_PAYER:
            told |= setting.read(reader)
    yield place.resource(
        ACCOUNT, place.account_id, place.arn("iam", "root"), state="ACTIVE", attributes=told
    )


SOURCE: Final = Source(
    name="account",
    kinds=(ACCOUNT,),
    calls=tuple(
        one.call
        for one in (
            *(_ORGANIZATION, _COMPUTE_OPTIMIZER, _COST_OPTIMIZATION_HUB, _BUDGETS),
            *_OF_PAYER,
        )
    ),
    fetch=_fetch,
    is_global=True,
)
