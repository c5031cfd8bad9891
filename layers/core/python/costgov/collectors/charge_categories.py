"""FOCUS ChargeCategory of AWS charge types: Cost Explorer's RECORD_TYPE, CUR's line item type.

Refunds and negotiated discounts are adjustments. A Savings Plan's negation takes back the
on-demand price of the usage the plan covers, so it is booked beside that usage: together they are
what FOCUS calls the BilledCost of covered usage, nothing. A type that is not listed is an
adjustment, never usage, because that would overstate consumption.
"""

from typing import Final

from costgov.domain.costs import ChargeCategory

CHARGE_CATEGORIES: Final[dict[str, ChargeCategory]] = {
    "Usage": ChargeCategory.USAGE,
    "DiscountedUsage": ChargeCategory.USAGE,
    "SavingsPlanCoveredUsage": ChargeCategory.USAGE,
    "SavingsPlanNegation": ChargeCategory.USAGE,
    "Fee": ChargeCategory.PURCHASE,
    "RIFee": ChargeCategory.PURCHASE,
    "Upfront": ChargeCategory.PURCHASE,
    "Recurring": ChargeCategory.PURCHASE,
    "SavingsPlanUpfrontFee": ChargeCategory.PURCHASE,
    "SavingsPlanRecurringFee": ChargeCategory.PURCHASE,
    "Support": ChargeCategory.PURCHASE,
    "FlatRateSubscription": ChargeCategory.PURCHASE,
    "AnniversarySubscription": ChargeCategory.PURCHASE,
    "Tax": ChargeCategory.TAX,
    "Credit": ChargeCategory.CREDIT,
    "Refund": ChargeCategory.ADJUSTMENT,
    "Discount": ChargeCategory.ADJUSTMENT,
    "BundledDiscount": ChargeCategory.ADJUSTMENT,
    "EdpDiscount": ChargeCategory.ADJUSTMENT,
    "PrivateRateDiscount": ChargeCategory.ADJUSTMENT,
    "RiVolumeDiscount": ChargeCategory.ADJUSTMENT,
    "SppDiscount": ChargeCategory.ADJUSTMENT,
    "DistributorDiscount": ChargeCategory.ADJUSTMENT,
    "CrossServiceDiscount": ChargeCategory.ADJUSTMENT,
}
# Cost Explorer writes some types as its console labels them.
_LABELS: Final[dict[str, str]] = {
    "Reservation applied usage": "DiscountedUsage",
    "Upfront reservation fee": "Upfront",
    "Recurring reservation fee": "Recurring",
    "Support fee": "Support",
    "Enterprise Discount Program Discount": "EdpDiscount",
    "Private Rate Card Discount": "PrivateRateDiscount",
    "Solution Provider Program Discount": "SppDiscount",
}


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


_BY_FOLDED: Final[dict[str, ChargeCategory]] = {
    _folded(name): category for name, category in CHARGE_CATEGORIES.items()
} | {_folded(label): CHARGE_CATEGORIES[name] for label, name in _LABELS.items()}


def charge_category(charge_type: str) -> ChargeCategory:
    """The ChargeCategory of a charge type, however its words are spaced and capitalised.

    >>> charge_category("Savings Plan Covered Usage").value, charge_category("Moon fee").value
    ('Usage', 'Adjustment')
    """
    return _BY_FOLDED.get(_folded(charge_type), ChargeCategory.ADJUSTMENT)
