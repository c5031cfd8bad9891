"""What all Cost and Usage Reports share: their columns (by legacy name) and their amortisation.

AWS books commitments in cash: fees when they are due, covered usage at no cost (reservations) or
at on-demand cost with a negation beside it (Savings Plans). The effective cost spreads the fees
over the usage, by the rules that AWS publishes for amortised cost (Well-Architected Labs, CUR
Query Library). A file without the columns of a kind of commitment keeps cash for that kind: half
of the rules would count twice.

Where AWS grants discounts, a report has net columns beside these, and the same rules give the net
amortised cost. A line that leaves its net column empty has no discount.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from costgov.collectors.billing.columns import NULL, Columns
from costgov.collectors.billing.exact import AMOUNT, literal
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
# What other lines report as their usage amount is no consumption, or is a negation of it.
_CONSUMING = ("Usage", "DiscountedUsage", "SavingsPlanCoveredUsage")

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
    amortised = _Amortised(columns, named, kind)
    consuming = ", ".join(map(literal, _CONSUMING))
    return Charge(
        day=day,
        currency=currency,
        charge_type=kind,
        billed=billed,
        effective=amortised.effective(billed),
        provider="'AWS'",
        account=columns.first_text(*map(named, _ACCOUNTS)),
        service=f"coalesce({names}, {product_name}, {code})",
        service_code=code,
        service_category=NULL,
        region=columns.first_text(*map(named, ("product/regionCode", "product/region"))),
        usage_type=columns.text(named("lineItem/UsageType")),
        tags=tags,
        invoice=columns.text(named("bill/InvoiceId")),
        resource=columns.text(named("lineItem/ResourceId")),
        unit=columns.text(named("pricing/unit")),
        quantity=f"CASE WHEN {kind} IN ({consuming})"
        f" THEN {columns.quantity(named('lineItem/UsageAmount'))} END",
        net=amortised.net(billed),
    )


@dataclass(frozen=True, slots=True)
class _Amortised:
    """The rules of amortisation over a report's columns; `kind` is SQL of the line item type."""

    columns: Columns
    named: Naming
    kind: str

    def effective(self, billed: str) -> str:
        """SQL of the amortised cost."""
        rules = self._savings_plan("", billed) | self._reservation("", billed)
        return self._by_kind(rules, billed)

    def net(self, billed: str) -> str:
        """SQL of the amortised cost after discounts; null in a report without net columns."""
        if self.columns.find(self.named("lineItem/NetUnblendedCost")) is None:
            return NULL
        cash = f"coalesce({self._amount('lineItem/NetUnblendedCost')}, {billed})"
        return self._by_kind(self._savings_plan("Net", cash) | self._reservation("Net", cash), cash)

    def _by_kind(self, rules: dict[str, str], cash: str) -> str:
        if not rules:
            return cash
        cases = " ".join(f"WHEN '{name}' THEN {rule}" for name, rule in rules.items())
        return f"CASE {self.kind} {cases} ELSE {cash} END"

    def _savings_plan(self, net: str, cash: str) -> dict[str, str]:
        effective = f"savingsPlan/{net}SavingsPlanEffectiveCost"
        if self._lacks(effective):
            return {}
        # AWS reports the unused commitment before discounts only.
        total = self._amount("savingsPlan/TotalCommitmentToDate")
        used = self._amount("savingsPlan/UsedCommitment")
        return {
            "SavingsPlanCoveredUsage": f"coalesce({self._amount(effective)}, {cash})",
            "SavingsPlanRecurringFee": f"coalesce({total} - {used}, {cash})",
            "SavingsPlanNegation": _NOTHING,
            "SavingsPlanUpfrontFee": _NOTHING,
        }

    def _reservation(self, net: str, cash: str) -> dict[str, str]:
        effective = f"reservation/{net}EffectiveCost"
        if self._lacks(effective):
            return {}
        upfront = self._amount(f"reservation/{net}UnusedAmortizedUpfrontFeeForBillingPeriod")
        recurring = self._amount(f"reservation/{net}UnusedRecurringFee")
        arn = self.columns.line_text(self.named("reservation/ReservationARN"))
        return {
            "DiscountedUsage": f"coalesce({self._amount(effective)}, {cash})",
            "RIFee": f"coalesce({upfront} + coalesce({recurring}, 0), {recurring}, {cash})",
            "Fee": f"CASE WHEN {arn} IS NULL THEN {cash} ELSE {_NOTHING} END",
        }

    def _lacks(self, name: str) -> bool:
        return self.columns.find(self.named(name)) is None

    def _amount(self, name: str) -> str:
        return self.columns.amount(self.named(name))
