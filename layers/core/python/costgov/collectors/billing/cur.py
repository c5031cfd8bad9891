"""What all Cost and Usage Reports share: their columns (by legacy name) and their amortisation.

AWS books commitments in cash: fees when they are due, covered usage at no cost (reservations) or
at on-demand cost with a negation beside it (Savings Plans). The effective cost spreads the fees
over the usage, by the rules that AWS publishes for amortised cost (Well-Architected Labs, CUR
Query Library). A file without the columns of a kind of commitment keeps cash for that kind: half
of the rules would count twice.
"""

from collections.abc import Callable
from typing import Final

from costgov.collectors.billing.columns import NULL, Columns
from costgov.collectors.billing.exact import AMOUNT
from costgov.collectors.billing.format import Charge, Needed

MARKS: Final = frozenset(
    {
        "lineItem/LineItemType", "lineItem/UsageStartDate", "lineItem/UsageAccountId",
        "lineItem/ProductCode", "lineItem/UnblendedCost", "lineItem/CurrencyCode",
        "lineItem/UsageType", "lineItem/Operation", "bill/PayerAccountId", "bill/BillType",
        "bill/BillingPeriodStartDate", "identity/LineItemId",
    }
)  # fmt: skip
MARKS_NEEDED: Final = 3
_ACCOUNTS = ("lineItem/UsageAccountId", "bill/PayerAccountId")
_NEEDED = (
    Needed(("lineItem/UnblendedCost",), "every total is its sum"),
    Needed(("lineItem/CurrencyCode",), "amounts of different currencies are never added"),
    Needed(("lineItem/UsageStartDate",), "costs are kept by day"),
    Needed(("lineItem/LineItemType",), "usage, purchases, tax and credits are kept apart"),
    Needed(("lineItem/ProductCode",), "costs are grouped by service"),
    Needed(_ACCOUNTS, "costs are grouped by account"),
)
_NOTHING = f"0::{AMOUNT}"

type Naming = Callable[[str], str]


def needed(named: Naming) -> tuple[Needed, ...]:
    """The columns a report must have, as `named` writes them."""
    return tuple(Needed(tuple(map(named, need.names)), need.because) for need in _NEEDED)


def charge(columns: Columns, named: Naming, *, product_name: str, tags: tuple[str, ...]) -> Charge:
    """A report's line; `product_name` is SQL for the service's name where no column has it."""
    day = columns.day(named("lineItem/UsageStartDate"))
    currency = columns.required(named("lineItem/CurrencyCode"))
    billed = columns.amount(named("lineItem/UnblendedCost"), required=True)
    code = columns.text(named("lineItem/ProductCode"))
    names = columns.first_text(*map(named, ("product/ProductName", "product/servicename")))
    kind = columns.text(named("lineItem/LineItemType"))
    return Charge(
        day=day,
        currency=currency,
        charge_type=kind,
        billed=billed,
        effective=_effective(columns, named, kind, billed),
        provider="'AWS'",
        account=columns.first_text(*map(named, _ACCOUNTS)),
        service=f"coalesce({names}, {product_name}, {code})",
        service_code=code,
        service_category=NULL,
        region=columns.first_text(*map(named, ("product/regionCode", "product/region"))),
        usage_type=columns.text(named("lineItem/UsageType")),
        tags=tags,
    )


def _effective(columns: Columns, named: Naming, kind: str, billed: str) -> str:
    rules = _savings_plan(columns, named, billed) | _reservation(columns, named, billed)
    if not rules:
        return billed
    cases = " ".join(f"WHEN '{name}' THEN {rule}" for name, rule in rules.items())
    return f"CASE {kind} {cases} ELSE {billed} END"


def _savings_plan(columns: Columns, named: Naming, billed: str) -> dict[str, str]:
    effective = named("savingsPlan/SavingsPlanEffectiveCost")
    if columns.find(effective) is None:
        return {}
    total = columns.amount(named("savingsPlan/TotalCommitmentToDate"))
    used = columns.amount(named("savingsPlan/UsedCommitment"))
    return {
        "SavingsPlanCoveredUsage": f"coalesce({columns.amount(effective)}, {billed})",
        "SavingsPlanRecurringFee": f"coalesce({total} - {used}, {billed})",
        "SavingsPlanNegation": _NOTHING,
        "SavingsPlanUpfrontFee": _NOTHING,
    }


def _reservation(columns: Columns, named: Naming, billed: str) -> dict[str, str]:
    effective = named("reservation/EffectiveCost")
    if columns.find(effective) is None:
        return {}
    upfront = columns.amount(named("reservation/UnusedAmortizedUpfrontFeeForBillingPeriod"))
    recurring = columns.amount(named("reservation/UnusedRecurringFee"))
    arn = columns.text(named("reservation/ReservationARN"))
    return {
        "DiscountedUsage": f"coalesce({columns.amount(effective)}, {billed})",
        "RIFee": f"coalesce({upfront} + coalesce({recurring}, 0), {recurring}, {billed})",
        "Fee": f"CASE WHEN {arn} IS NULL THEN {billed} ELSE {_NOTHING} END",
    }
