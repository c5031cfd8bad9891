"""Azure's EA cost details as FOCUS 1.2.

The file holds one cost, billed and effective alike. PayGPrice is the list price and UnitPrice the
one agreed upon; both are per unit of Quantity, as EffectivePrice is.
"""

from typing import Final

from costgov.collectors.billing.columns import Columns
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.focus_export.values import (
    FocusRow,
    cases,
    custom,
    decimal,
    decimals,
    given,
    instant,
    known_category,
    periods,
    product,
)
from costgov.collectors.billing.format import Charge

_DATE: Final = "%m/%d/%Y"
_TEXTS: Final = {
    "AvailabilityZone": "AvailabilityZone",
    "BillingAccountName": "BillingAccountName",
    "ChargeDescription": "ProductName",
    "CommitmentDiscountId": "benefitId",
    "CommitmentDiscountName": "benefitName",
    "PricingUnit": "UnitOfMeasure",
    "RegionId": "ResourceLocation",
    "ResourceId": "ResourceId",
    "ResourceName": "ResourceName",
    "SkuId": "MeterId",
    "SkuMeter": "MeterName",
    "SkuPriceId": "PartNumber",
    "SubAccountId": "SubscriptionId",
    "SubAccountName": "SubscriptionName",
    "ConsumedUnit": "UnitOfMeasure",
}
_NUMBERS: Final = {
    "PricingQuantity": "Quantity",
    "ListUnitPrice": "PayGPrice",
    "ContractedUnitPrice": "UnitPrice",
}
_CUSTOM: Final = tuple(
    (f"x_{name}", name)
    for name in (
        "ChargeType", "CostCenter", "InvoiceSectionName", "MeterCategory", "MeterSubCategory",
        "ResourceGroup", "ServiceFamily",
    )
)  # fmt: skip
_CHARGE_CATEGORIES: Final = {
    "usage": "Usage",
    "unusedreservation": "Usage",
    "unusedsavingsplan": "Usage",
    "purchase": "Purchase",
    "tax": "Tax",
}
_FREQUENCIES: Final = {
    "OneTime": "One-Time",
    "Recurring": "Recurring",
    "UsageBased": "Usage-Based",
}
_MODELS: Final = {
    "OnDemand": "Standard",
    "Reservation": "Committed",
    "SavingsPlan": "Committed",
    "Spot": "Dynamic",
}


def row(columns: Columns, charge: Charge) -> FocusRow:
    """An Azure line."""
    kind = f"lower({charge.charge_type})"
    quantity = decimal(columns, "Quantity")
    agreed = product(decimal(columns, "UnitPrice"), quantity)
    listed = product(decimal(columns, "PayGPrice"), quantity)
    found = given(columns, _TEXTS) | decimals(columns, _NUMBERS)
    return FocusRow(
        found
        | {
            "BilledCost": charge.billed,
            "EffectiveCost": charge.effective,
            "ContractedCost": f"coalesce({agreed}, {charge.billed})",
            "ListCost": f"coalesce({listed}, {agreed}, {charge.billed})",
            "BillingCurrency": charge.currency,
            "BillingAccountId": columns.first_text("BillingAccountId", "SubscriptionId"),
            "ChargeCategory": cases(kind, _CHARGE_CATEGORIES, literal("Adjustment")),
            "ChargeFrequency": cases(
                columns.text("Frequency"),
                _FREQUENCIES,
                f"CASE WHEN {kind} = 'usage' THEN 'Usage-Based' ELSE 'One-Time' END",
            ),
            "ConsumedQuantity": f"CASE WHEN {kind} = 'usage' THEN {quantity} END",
            "InvoiceIssuerName": charge.provider,
            "PricingCategory": cases(columns.text("PricingModel"), _MODELS, literal("Standard")),
            "ProviderName": charge.provider,
            "PublisherName": f"coalesce({columns.text('PublisherName')}, {charge.provider})",
            "ServiceName": charge.service,
            "ServiceCategory": known_category(charge.service_category, charge.service),
        }
        | _commitment(columns, kind)
        | _tags(columns)
        | _periods(columns, charge.day),
        custom(columns, _CUSTOM),
    )


def _periods(columns: Columns, day: str) -> dict[str, str]:
    last = instant(columns, "BillingPeriodEndDate", pattern=_DATE)
    return periods(
        day,
        start="NULL::TIMESTAMPTZ",
        end="NULL::TIMESTAMPTZ",
        period_start=instant(columns, "BillingPeriodStartDate", pattern=_DATE),
        # Azure names the last day of the period.
        period_end=f"{last} + INTERVAL 1 DAY",
    )


def _commitment(columns: Columns, kind: str) -> dict[str, str]:
    if columns.find("benefitId") is None:
        return {}
    by_plan = f"CASE WHEN {columns.text('PricingModel')} = 'SavingsPlan'"
    return {
        "CommitmentDiscountCategory": f"{by_plan} THEN 'Spend' ELSE 'Usage' END",
        "CommitmentDiscountType": f"{by_plan} THEN 'Savings Plan' ELSE 'Reservation' END",
        "CommitmentDiscountStatus": f"CASE WHEN starts_with({kind}, 'unused') THEN 'Unused'"
        f" WHEN {kind} = 'usage' THEN 'Used' END",
    }


def _tags(columns: Columns) -> dict[str, str]:
    if columns.find("Tags") is None:
        return {}
    text = f"in_braces({columns.text('Tags')})"
    return {"Tags": f"CASE WHEN TRY(json_type({text})) = 'OBJECT' THEN {text} END"}
