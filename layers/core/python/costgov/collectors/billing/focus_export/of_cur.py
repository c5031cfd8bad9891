"""Cost and Usage Reports as FOCUS 1.2.

Two things differ from AWS's own FOCUS export on purpose: a Savings Plan's negation stays a line of
its own and covered usage keeps its on-demand cost beside it, so that every line bears the amounts
that the product stores; and what a report does not tell is not made up.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from costgov.collectors.billing.columns import NULL, Columns
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
)
from costgov.collectors.billing.format import Charge
from costgov.collectors.billing.formats.cur2 import snake
from costgov.collectors.charge_categories import CHARGE_CATEGORIES
from costgov.domain.costs import ChargeCategory

type Naming = Callable[[str], str]

_TEXTS: Final = {
    "AvailabilityZone": "lineItem/AvailabilityZone",
    "BillingAccountName": "bill/PayerAccountName",
    "ChargeDescription": "lineItem/LineItemDescription",
    "InvoiceId": "bill/InvoiceId",
    "PricingUnit": "pricing/unit",
    "RegionName": "product/location",
    "ResourceId": "lineItem/ResourceId",
    "SkuId": "product/sku",
    "SkuMeter": "lineItem/UsageType",
    "SkuPriceId": "pricing/RateCode",
    "SubAccountId": "lineItem/UsageAccountId",
    "SubAccountName": "lineItem/UsageAccountName",
}
_CUSTOM: Final = (
    ("x_LineItemId", "identity/LineItemId"),
    ("x_LineItemType", "lineItem/LineItemType"),
    ("x_NetUnblendedCost", "lineItem/NetUnblendedCost"),
    ("x_Operation", "lineItem/Operation"),
    ("x_ServiceCode", "lineItem/ProductCode"),
    ("x_UsageType", "lineItem/UsageType"),
)
_COVERED: Final = {"SavingsPlanCoveredUsage": "Committed", "DiscountedUsage": "Committed"}
_RECURRING: Final = (
    "RIFee", "SavingsPlanRecurringFee", "Recurring", "Support", "FlatRateSubscription",
    "AnniversarySubscription",
)  # fmt: skip
_LEGACY_TAGS: Final = "resourceTags/"
_SNAKE_TAGS: Final = "resource_tags_"


def row(columns: Columns, charge: Charge, *, named: Naming) -> FocusRow:
    """A report's line; `named` writes a legacy column's name as this report does."""
    kind = charge.charge_type
    is_usage = f"({kind} IN ({_listed(ChargeCategory.USAGE)}))"
    found = given(columns, {focus: named(theirs) for focus, theirs in _TEXTS.items()})
    return FocusRow(
        found
        | {
            "BilledCost": charge.billed,
            "EffectiveCost": charge.effective,
            "BillingCurrency": charge.currency,
            "BillingAccountId": columns.first_text(
                named("bill/PayerAccountId"), named("lineItem/UsageAccountId")
            ),
            "ChargeCategory": cases(
                kind,
                {name: category.value for name, category in CHARGE_CATEGORIES.items()},
                literal(ChargeCategory.ADJUSTMENT),
            ),
            "ChargeClass": _refunded(columns, kind, named),
            "ChargeFrequency": cases(
                kind,
                dict.fromkeys(_RECURRING, "Recurring"),
                f"CASE WHEN {is_usage} THEN 'Usage-Based' ELSE 'One-Time' END",
            ),
            "ProviderName": charge.provider,
            "RegionId": charge.region,
            "ServiceName": charge.service,
            "ServiceCategory": known_category(NULL, charge.service_code, charge.service),
        }
        | _parties(columns, charge, named)
        | _prices(columns, charge, named, is_usage)
        | _commitment(columns, kind, named)
        | _tags(columns)
        | periods(
            charge.day,
            start=instant(columns, named("lineItem/UsageStartDate")),
            end=instant(columns, named("lineItem/UsageEndDate")),
            period_start=instant(columns, named("bill/BillingPeriodStartDate")),
            period_end=instant(columns, named("bill/BillingPeriodEndDate")),
        ),
        custom(columns, ((name, named(theirs)) for name, theirs in _CUSTOM)),
    )


of_legacy: Final = partial(row, named=str)
of_cur2: Final = partial(row, named=snake)


def _listed(category: ChargeCategory) -> str:
    names = (name for name, found in CHARGE_CATEGORIES.items() if found is category)
    return ", ".join(map(literal, names))


def _refunded(columns: Columns, kind: str, named: Naming) -> str:
    """Refunds correct what was invoiced before; AWS marks the line or the bill it is on."""
    bill = columns.text(named("bill/BillType"))
    return f"CASE WHEN {kind} = 'Refund' OR {bill} = 'Refund' THEN 'Correction' END"


def _parties(columns: Columns, charge: Charge, named: Naming) -> dict[str, str]:
    seller = columns.text(named("lineItem/LegalEntity"))
    issuer = columns.first_text(named("bill/InvoicingEntity"), named("lineItem/LegalEntity"))
    billing = columns.text(named("bill/BillingEntity"))
    return {
        "PublisherName": f"CASE WHEN {billing} = 'AWS Marketplace' THEN"
        f" coalesce({seller}, {charge.provider}) ELSE {charge.provider} END",
        "InvoiceIssuerName": f"coalesce({issuer}, {charge.provider})",
    }


def _prices(columns: Columns, charge: Charge, named: Naming, is_usage: str) -> dict[str, str]:
    """On-demand cost and price at list, and before commitments; fees and the rest at face value."""
    kind = charge.charge_type
    quantity = decimal(columns, named("lineItem/UsageAmount"))
    on_demand = decimal(columns, named("pricing/publicOnDemandCost"))
    rate = columns.find(named("pricing/publicOnDemandRate"))
    unit = columns.text(named("pricing/unit"))
    contracted = f"CASE WHEN {kind} = 'DiscountedUsage' THEN coalesce({on_demand}, {charge.billed})"
    prices = {
        "ContractedCost": f"{contracted} WHEN {kind} = 'SavingsPlanNegation' THEN 0"
        f" ELSE {charge.billed} END",
        "ListCost": f"CASE WHEN {kind} = 'SavingsPlanNegation' THEN 0"
        f" WHEN {is_usage} THEN coalesce({on_demand}, {charge.billed}) ELSE {charge.billed} END",
        "PricingCategory": cases(kind, _COVERED, _market(columns, named)),
        "PricingQuantity": f"CASE WHEN {unit} IS NOT NULL THEN {quantity} END",
        "ConsumedQuantity": f"CASE WHEN {is_usage} AND {kind} <> 'SavingsPlanNegation'"
        f" AND {unit} IS NOT NULL THEN {quantity} END",
        "ConsumedUnit": unit,
    }
    if rate is not None:
        price = decimals(columns, {"ListUnitPrice": rate.name})["ListUnitPrice"]
        free = f"CASE WHEN {kind} = 'SavingsPlanNegation' THEN 0 ELSE {price} END"
        prices["ListUnitPrice"] = f"CASE WHEN {is_usage} THEN {free} END"
    return prices


def _market(columns: Columns, named: Naming) -> str:
    usage_type = columns.text(named("lineItem/UsageType"))
    return f"CASE WHEN contains({usage_type}, 'SpotUsage') THEN 'Dynamic' ELSE 'Standard' END"


def _commitment(columns: Columns, kind: str, named: Naming) -> dict[str, str]:
    plan, reserved = named("savingsPlan/SavingsPlanARN"), named("reservation/ReservationARN")
    if columns.find(plan) is None and columns.find(reserved) is None:
        return {}
    plan_id, identity = columns.text(plan), columns.first_text(plan, reserved)
    by_plan = f"CASE WHEN {plan_id} IS NOT NULL THEN"
    is_used = f"{kind} IN ('SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'DiscountedUsage')"
    return {
        "CommitmentDiscountId": identity,
        "CommitmentDiscountCategory": f"{by_plan} 'Spend' ELSE 'Usage' END",
        "CommitmentDiscountType": f"{by_plan} 'Savings Plan' ELSE 'Reserved Instance' END",
        "CommitmentDiscountStatus": f"CASE WHEN {is_used} THEN 'Used' END",
    }


def _tags(columns: Columns) -> dict[str, str]:
    """A JSON object of the tags: from the map, or from one column each under the key in its name.

    User keys lose legacy CUR's `user:`; CUR 2.0's renamed keys cannot be turned back and stay.
    """
    column = columns.find("resource_tags")
    if column is not None:
        text = columns.text(column.name)
        text = text if column.type == "VARCHAR" else f"to_json({column.sql})::VARCHAR"
        return {"Tags": f"CASE WHEN TRY(json_type({text})) = 'OBJECT' THEN {text} END"}
    keys = {
        found.name: found.name[len(prefix) :].removeprefix("user:")
        for found in columns.columns
        for prefix in (_LEGACY_TAGS, _SNAKE_TAGS)
        if found.name.startswith(prefix)
    }
    return {"Tags": _json_object(columns, keys)} if keys else {}


def _json_object(columns: Columns, keys: Mapping[str, str]) -> str:
    entries = ", ".join(
        f"{literal(key)}, {columns.text_exactly(name)}" for name, key in keys.items()
    )
    # A merge patch drops the keys without a value.
    return f"nullif(json_merge_patch('{{}}', json_object({entries}))::VARCHAR, '{{}}')"
