"""What is asked of Cost Explorer: groupings of two keys, and how their groups are booked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from costgov.collectors.charge_categories import charge_category
from costgov.collectors.service_categories import service_category
from costgov.domain.costs import (
    ACCOUNT,
    ORG,
    PROVIDER,
    REGION,
    SERVICE,
    SERVICE_CATEGORY,
    TOTAL,
    USAGE_TYPE,
    ChargeCategory,
    Metric,
    Scope,
    cost_category_dimension,
    tag_dimension,
)
from costgov.domain.ledgers import Family
from costgov.errors import InvalidInput

PROVIDER_NAME: Final = "AWS"
# Unblended is what the invoice says, amortized spreads upfront fees over what they pay for, net
# amortized takes discounts off as well. All in one request: further metrics cost nothing.
COSTS: Final = {
    "UnblendedCost": Metric.BILLED,
    "AmortizedCost": Metric.EFFECTIVE,
    "NetAmortizedCost": Metric.NET,
}
QUANTITY: Final = "UsageQuantity"
# What Cost Explorer writes where a charge has no region or usage type.
_NO_VALUE: Final = frozenset({"", "NoRegion", "NoUsageType"})
_READABLE: Final = 200

type Grouping = tuple[tuple[str, str], ...]
type Cut = tuple[Scope, str, str | None]
type Booking = tuple[ChargeCategory, Sequence[Cut]]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a query groups by, how a group of its answer is booked and which cuts it delivers.

    `marker` is the dimension that only this query delivers. A query `with_quantities` asks for
    UsageQuantity too, which its cuts by usage type then carry by unit.
    """

    name: str
    group_by: Grouping
    marker: str
    families: tuple[Family, ...]
    book: Callable[[Sequence[str]], Booking]
    with_quantities: bool = False

    @property
    def metrics(self) -> tuple[str, ...]:
        """Cost Explorer's names of what is asked for."""
        return (*COSTS, QUANTITY) if self.with_quantities else tuple(COSTS)


def tag_shape(key: str) -> Shape:
    """One cost-allocation tag by account."""
    return _named_shape("TAG", key, tag_dimension(key))


def cost_category_shape(name: str) -> Shape:
    """One cost category by account."""
    return _named_shape("COST_CATEGORY", name, cost_category_dimension(name))


def shape_of(group_by: Sequence[Sequence[str]]) -> Shape:
    """The shape that asks for a grouping: what evidence of its answers is booked by.

    Raises:
        InvalidInput: no query of ours groups like that.
    """
    asked = tuple((kind, key) for kind, key in group_by)
    named = [build(key) for _, key in asked[:1] for build in (tag_shape, cost_category_shape)]
    for shape in (*BASE, *named):
        if shape.group_by == asked:
            return shape
    raise InvalidInput(f"no query groups by {group_by}")


def _value(key: str) -> str | None:
    return None if key in _NO_VALUE else key


def _by_charge_type(keys: Sequence[str]) -> Booking:
    record_type, service = keys
    return charge_category(record_type), (
        (ORG, TOTAL, None),
        (ORG, PROVIDER, PROVIDER_NAME),
        (ORG, SERVICE, service),
    )


def _by_account(keys: Sequence[str]) -> Booking:
    service, account = keys
    return ChargeCategory.UNSPLIT, (
        (ORG, ACCOUNT, account),
        (Scope.account(account), SERVICE, service),
        (Scope.service(service), ACCOUNT, account),
    )


def _by_usage_type(keys: Sequence[str]) -> Booking:
    service, usage_type = keys
    return ChargeCategory.UNSPLIT, (
        (ORG, USAGE_TYPE, _value(usage_type)),
        (ORG, SERVICE_CATEGORY, service_category(service, usage_type)),
        (Scope.service(service), USAGE_TYPE, _value(usage_type)),
    )


def _by_region(keys: Sequence[str]) -> Booking:
    service, region = keys
    return ChargeCategory.UNSPLIT, (
        (ORG, REGION, _value(region)),
        (Scope.service(service), REGION, _value(region)),
    )


def _named_shape(kind: str, key: str, dimension: str) -> Shape:
    """Cost Explorer writes these groups as `<key>$<value>`, and a key may hold a `$`.

    The value is empty both where a charge has no such tag and where the tag's value is empty:
    both are kept as no value, since they cannot be told apart.
    """
    prefix = f"{key}$"
    quoted = quote(key, safe="")
    name = quoted if len(quoted) <= _READABLE else sha256(key.encode()).hexdigest()

    def book(keys: Sequence[str]) -> Booking:
        group, account = keys
        value = group[len(prefix) :] if group.startswith(prefix) else group.partition("$")[2]
        return ChargeCategory.UNSPLIT, (
            (ORG, dimension, value or None),
            (Scope.account(account), dimension, value or None),
        )

    return Shape(
        f"{kind.lower().replace('_', '-')}-{name}",
        ((kind, key), ("DIMENSION", "LINKED_ACCOUNT")),
        dimension,
        (("org", dimension), ("account", dimension)),
        book,
    )


# Asked for every day, the one that gives the total first.
BASE: Final = (
    Shape(
        "record-type-service",
        (("DIMENSION", "RECORD_TYPE"), ("DIMENSION", "SERVICE")),
        TOTAL,
        (("org", TOTAL), ("org", PROVIDER), ("org", SERVICE)),
        _by_charge_type,
    ),
    Shape(
        "service-account",
        (("DIMENSION", "SERVICE"), ("DIMENSION", "LINKED_ACCOUNT")),
        ACCOUNT,
        (("org", ACCOUNT), ("account", SERVICE), ("service", ACCOUNT)),
        _by_account,
    ),
    Shape(
        "service-usage-type",
        (("DIMENSION", "SERVICE"), ("DIMENSION", "USAGE_TYPE")),
        USAGE_TYPE,
        (("org", USAGE_TYPE), ("org", SERVICE_CATEGORY), ("service", USAGE_TYPE)),
        _by_usage_type,
        with_quantities=True,
    ),
    Shape(
        "service-region",
        (("DIMENSION", "SERVICE"), ("DIMENSION", "REGION")),
        REGION,
        (("org", REGION), ("service", REGION)),
        _by_region,
    ),
)
