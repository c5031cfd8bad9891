"""FOCUS 1.0 to 1.4 as FOCUS 1.2: nearly the same columns, under 1.2's names and rules."""

from typing import Final

from costgov.collectors.billing.columns import Column, Columns
from costgov.collectors.billing.focus_export.schema import BY_NAME, CUSTOM_PREFIX
from costgov.collectors.billing.focus_export.values import (
    FocusRow,
    cases,
    decimal,
    decimals,
    given,
    instant,
    known_category,
    periods,
)
from costgov.collectors.billing.format import Charge
from costgov.domain.costs import ChargeCategory

# 1.3 renamed the participating entities; 1.2's ProviderName is who sells, PublisherName who makes.
_PUBLISHERS: Final = ("PublisherName", "HostProviderName", "ServiceProviderName", "ProviderName")
_CATEGORIES: Final = {
    category.value.casefold(): category.value
    for category in ChargeCategory
    if category is not ChargeCategory.UNSPLIT
}


def row(columns: Columns, charge: Charge) -> FocusRow:
    """A FOCUS line as 1.2 has it; columns that 1.2 does not know become custom ones."""
    issuer = columns.text("InvoiceIssuerName")
    listed = decimal(columns, "ListCost")
    contracted = decimal(columns, "ContractedCost")
    kinds = {name: column.kind for name, column in BY_NAME.items()}
    named = {name: name for name in BY_NAME}
    texts = {name: name for name in named if kinds[name] == "String"}
    numbers = {name: name for name in named if kinds[name] == "Decimal"}
    objects = {name: _object(columns, name) for name in named if kinds[name] == "JSON"}
    present = {name: sql for name, sql in objects.items() if columns.find(name) is not None}
    found = given(columns, texts) | decimals(columns, numbers) | present
    return FocusRow(
        found
        | {
            "BilledCost": charge.billed,
            "EffectiveCost": charge.effective,
            "ContractedCost": f"coalesce({contracted}, {charge.billed})",
            "ListCost": f"coalesce({listed}, {contracted}, {charge.billed})",
            "BillingCurrency": charge.currency,
            "BillingAccountId": columns.first_text("BillingAccountId", "SubAccountId"),
            "ChargeCategory": cases(
                f"lower({charge.charge_type})", _CATEGORIES, f"'{ChargeCategory.ADJUSTMENT}'"
            ),
            "ProviderName": charge.provider,
            "PublisherName": columns.first_text(*_PUBLISHERS),
            "InvoiceIssuerName": f"coalesce({issuer}, {charge.provider})",
            "ServiceName": charge.service,
            "ServiceCategory": known_category(charge.service_category, charge.service),
        }
        | _periods(columns, charge.day),
        tuple(_custom(columns)),
    )


def _periods(columns: Columns, day: str) -> dict[str, str]:
    return periods(
        day,
        start=instant(columns, "ChargePeriodStart"),
        end=instant(columns, "ChargePeriodEnd"),
        period_start=instant(columns, "BillingPeriodStart"),
        period_end=instant(columns, "BillingPeriodEnd"),
    )


def _object(columns: Columns, name: str) -> str:
    """JSON text of an object; what is none is left out, as FOCUS's key-value format demands."""
    column = columns.find(name)
    if column is None:
        return "NULL::VARCHAR"
    text = columns.text(name) if column.type == "VARCHAR" else f"to_json({column.sql})::VARCHAR"
    return f"CASE WHEN TRY(json_type({text})) = 'OBJECT' THEN {text} END"


def _custom(columns: Columns) -> list[tuple[str, str]]:
    """Every column of the file that is not 1.2's, under a name that begins with `x_`."""
    taken: set[str] = set()
    found: list[tuple[str, str]] = []
    known = {column for name in BY_NAME if (column := columns.find(name)) is not None}
    for column in columns.columns:
        if column in known:
            continue
        name = _custom_name(column)
        if name.casefold() not in taken:
            taken.add(name.casefold())
            found.append((name, columns.text_exactly(column.name)))
    return found


def _custom_name(column: Column) -> str:
    if column.name.casefold().startswith(CUSTOM_PREFIX):
        return column.name
    return CUSTOM_PREFIX + column.name
