"""FOCUS 1.0 to 1.4 (focus.finops.org), read by column name whatever the version.

1.3 brought ServiceProviderName and HostProviderName beside ProviderName and PublisherName, 1.4
took the latter away. A category that FOCUS does not know is an adjustment: "charges that do not
fall into other category values" (FOCUS, Charge Category).
"""

from collections.abc import Sequence
from typing import Final

from costgov.collectors.billing.columns import NULL, Columns
from costgov.collectors.billing.format import BillingFormat, Charge, Needed
from costgov.collectors.billing.tags import normalised
from costgov.domain.costs import ChargeCategory

_PROVIDERS = ("ServiceProviderName", "ProviderName", "HostProviderName", "PublisherName")
_ACCOUNTS = ("SubAccountId", "BillingAccountId")
_CATEGORIES = {category.value.casefold(): category for category in ChargeCategory}


def charge(columns: Columns, tag_keys: Sequence[str]) -> Charge:
    """A FOCUS line; one without EffectiveCost is not amortised, so it is its BilledCost."""
    day = columns.day("ChargePeriodStart")
    currency = columns.required("BillingCurrency")
    billed = columns.amount("BilledCost", required=True)
    return Charge(
        day=day,
        currency=currency,
        charge_type=columns.text("ChargeCategory"),
        billed=billed,
        effective=f"coalesce({columns.amount('EffectiveCost')}, {billed})",
        provider=columns.text(*_PROVIDERS),
        account=columns.first_text(*_ACCOUNTS),
        service=columns.text("ServiceName"),
        service_code=NULL,
        service_category=columns.text("ServiceCategory"),
        region=columns.text("RegionId", "RegionName"),
        usage_type=columns.first_text("SkuMeter", "x_UsageType"),
        tags=tuple(_tag(columns, key) for key in tag_keys),
        invoice=columns.text("InvoiceId"),
        resource=columns.text("ResourceId"),
        unit=columns.text("ConsumedUnit"),
        quantity=columns.quantity("ConsumedQuantity"),
    )


def charge_category(text: str) -> ChargeCategory:
    """The category of that name."""
    return _CATEGORIES.get(text.casefold(), ChargeCategory.ADJUSTMENT)


def _tag(columns: Columns, key: str) -> str:
    """The tag as its owner wrote it, else as AWS's exports rename it."""
    places = [columns.entry("Tags", name) for name in (key, f"user:{key}", normalised(key))]
    return f"coalesce({', '.join(places)})"


_MARKS = frozenset(
    {
        "BilledCost", "BillingAccountId", "BillingCurrency", "BillingPeriodStart",
        "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd",
        "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName",
        "ListCost", "PricingQuantity", "ServiceCategory", "SubAccountId",
    }
)  # fmt: skip
SPEC: Final = BillingFormat(
    name="FOCUS",
    marks=_MARKS,
    marks_needed=3,
    needed=(
        Needed(("BilledCost",), "every total is its sum"),
        Needed(("BillingCurrency",), "amounts of different currencies are never added"),
        Needed(("ChargePeriodStart",), "costs are kept by day"),
        Needed(("ChargeCategory",), "usage, purchases, tax and credits are kept apart"),
        Needed(("ServiceName",), "costs are grouped by service"),
        Needed(_ACCOUNTS, "costs are grouped by account"),
        Needed(_PROVIDERS, "costs are grouped by provider"),
    ),
    charge=charge,
    charge_category=charge_category,
)
