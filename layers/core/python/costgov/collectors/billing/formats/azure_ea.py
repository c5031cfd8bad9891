"""Azure's cost and usage details of an Enterprise Agreement, actual or amortised.

The file holds one cost: it is billed and effective alike. Which of the two it is, the export's
owner chose and the file does not say.
"""

from collections.abc import Sequence
from typing import Final

from costgov.collectors.billing.columns import NULL, Columns
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.format import BillingFormat, Charge, Needed
from costgov.domain.costs import ChargeCategory

_CHARGE_TYPES = {
    "usage": ChargeCategory.USAGE,
    "unusedreservation": ChargeCategory.USAGE,
    "unusedsavingsplan": ChargeCategory.USAGE,
    "purchase": ChargeCategory.PURCHASE,
    "tax": ChargeCategory.TAX,
}


# Azure's service families that are not FOCUS service categories of the same name.
_FAMILIES = {
    "AI + Machine Learning": "AI and Machine Learning",
    "Containers": "Compute",
    "Mixed Reality": "Media",
}
_SAME_NAME = (
    "Analytics", "Compute", "Databases", "Developer Tools", "Identity", "Integration",
    "Internet of Things", "Management and Governance", "Media", "Migration", "Mobile",
    "Networking", "Security", "Storage", "Web",
)  # fmt: skip


def charge(columns: Columns, tag_keys: Sequence[str]) -> Charge:
    """An Azure line; its tags are JSON without the outer braces and are read by key."""
    day = columns.day("Date", pattern="%m/%d/%Y")
    currency = columns.required("BillingCurrencyCode", "BillingCurrency")
    billed = columns.amount("CostInBillingCurrency", required=True)
    return Charge(
        day=day,
        currency=currency,
        charge_type=columns.text("ChargeType"),
        billed=billed,
        effective=billed,
        provider="'Microsoft'",
        account=columns.first_text("SubscriptionId", "BillingAccountId"),
        service=columns.text("MeterCategory"),
        service_code=NULL,
        service_category=_category(columns.text("ServiceFamily")),
        region=columns.text("ResourceLocation"),
        usage_type=columns.text("MeterName"),
        tags=tuple(columns.entry("Tags", key) for key in tag_keys),
        invoice=columns.text("InvoiceId"),
        resource=columns.text("ResourceId"),
        unit=columns.text("UnitOfMeasure"),
        quantity=columns.quantity("Quantity"),
    )


def charge_category(text: str) -> ChargeCategory:
    """Refunds and rounding are adjustments, as is whatever is not known."""
    return _CHARGE_TYPES.get(text.casefold(), ChargeCategory.ADJUSTMENT)


def _category(family: str) -> str:
    names = _FAMILIES | {name: name for name in _SAME_NAME}
    cases = " ".join(f"WHEN {literal(name)} THEN {literal(names[name])}" for name in names)
    return f"CASE {family} {cases} ELSE 'Other' END"


_MARKS = frozenset(
    {
        "CostInBillingCurrency", "MeterCategory", "MeterId", "ConsumedService", "OfferId",
        "ChargeType", "SubscriptionId", "BillingCurrencyCode",
    }
)  # fmt: skip
SPEC: Final = BillingFormat(
    name="Azure EA",
    marks=_MARKS,
    marks_needed=3,
    needed=(
        Needed(("CostInBillingCurrency",), "every total is its sum"),
        Needed(
            ("BillingCurrencyCode", "BillingCurrency"),
            "amounts of different currencies are never added",
        ),
        Needed(("Date",), "costs are kept by day"),
        Needed(("ChargeType",), "usage, purchases and tax are kept apart"),
        Needed(("MeterCategory",), "costs are grouped by service"),
        Needed(("SubscriptionId", "BillingAccountId"), "costs are grouped by account"),
    ),
    charge=charge,
    charge_category=charge_category,
)
