"""How a line answers to each dimension, tag and cost category."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from cli.local.standin.ce.periods import invalid
from cli.local.standin.errors import unsupported
from cli.local.standin.sources import CostLine

type Reader = Callable[[CostLine], str]

GROUPABLE = (
    "AZ", "INSTANCE_TYPE", "LINKED_ACCOUNT", "OPERATION", "PURCHASE_TYPE", "SERVICE", "USAGE_TYPE",
    "PLATFORM", "TENANCY", "RECORD_TYPE", "LEGAL_ENTITY_NAME", "INVOICING_ENTITY",
    "DEPLOYMENT_OPTION", "DATABASE_ENGINE", "CACHE_ENGINE", "INSTANCE_TYPE_FAMILY", "REGION",
    "BILLING_ENTITY", "RESERVATION_ID", "SAVINGS_PLANS_TYPE", "SAVINGS_PLAN_ARN",
    "OPERATING_SYSTEM",
)  # fmt: skip
"""Keys AWS lets a request group by; RESOURCE_ID is not among them."""

_PURCHASE_TYPES = {
    "DiscountedUsage": "Standard Reserved Instances",
    "RIFee": "Standard Reserved Instances",
    "SavingsPlanCoveredUsage": "Savings Plans",
    "SavingsPlanNegation": "Savings Plans",
    "SavingsPlanRecurringFee": "Savings Plans",
}
_INSTANCE = re.compile(r"(?:BoxUsage|SpotUsage|InstanceUsage|Multi-AZUsage|NodeUsage):(\S+)$")
_SIZES = {
    "nano": "0.25", "micro": "0.5", "small": "1", "medium": "2", "large": "4", "xlarge": "8",
}  # fmt: skip
_MULTIPLE = re.compile(r"(\d+)xl(?:arge)?$")


def dimension(key: str) -> Reader:
    """What a line's value of a dimension is.

    Raises:
        AwsError: the stand-in's data does not hold the dimension.
    """
    if key not in _READERS:
        raise unsupported(f"the dimension {key}")
    return _READERS[key]


def tag(key: str) -> Reader:
    """A line's value of a tag; "" when it is untagged, as Cost Explorer has it."""
    return lambda line: line.tags.get(key, "")


def cost_category(name: str, categories: Mapping[str, Reader]) -> Reader:
    """A line's value of a cost category; "" without one, and for all where there is none such."""

    def uncategorised(_line: CostLine) -> str:
        return ""

    return categories.get(name, uncategorised)


def grouping(kind: str, key: str, categories: Mapping[str, Reader]) -> Reader:
    """The text a line is grouped under: a dimension's value, or `key$value` for the others.

    A tag that is not activated and a cost category that does not exist have no values.

    Raises:
        AwsError: the key cannot be grouped by.
    """
    if kind == "TAG":
        read = tag(key)
        return lambda line: f"{key}${read(line)}"
    if kind == "COST_CATEGORY":
        named = cost_category(key, categories)
        return lambda line: f"{key}${named(line)}"
    if kind != "DIMENSION":
        raise unsupported(f"grouping by {kind}")
    if key not in GROUPABLE:
        valid = ", ".join(GROUPABLE)
        raise invalid(f"Group Definition dimension is invalid. Valid values are {valid}")
    return dimension(key)


def normalized(line: CostLine) -> Decimal:
    """Usage in units of a small instance (AWS's normalization factors); 0 for all else."""
    size = _instance_type(line).rpartition(".")[2]
    if multiple := _MULTIPLE.match(size):
        factor = Decimal(8 * int(multiple[1]))
    else:
        factor = Decimal(_SIZES.get(size, "0"))
    return line.quantity * factor


def _instance_type(line: CostLine) -> str:
    found = _INSTANCE.search(line.usage_type)
    return found[1] if found else "NoInstanceType"


def _purchase_type(line: CostLine) -> str:
    if "SpotUsage" in line.usage_type:
        return "Spot Instances"
    return _PURCHASE_TYPES.get(line.record_type, "On Demand Instances")


_READERS: Mapping[str, Reader] = {
    "LINKED_ACCOUNT": lambda line: line.account_id,
    "SERVICE": lambda line: line.service,
    "USAGE_TYPE": lambda line: line.usage_type,
    "REGION": lambda line: line.region,
    "RECORD_TYPE": lambda line: line.record_type,
    "INSTANCE_TYPE": _instance_type,
    "PURCHASE_TYPE": _purchase_type,
}
