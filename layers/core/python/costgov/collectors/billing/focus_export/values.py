"""What the formats share when they say a FOCUS column in SQL over their own columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from costgov.collectors.billing.columns import Columns
from costgov.collectors.billing.exact import AMOUNT, literal
from costgov.collectors.billing.focus_export.schema import SERVICE_CATEGORIES
from costgov.collectors.service_categories import CATEGORIES, OTHER

# The lookups of AWS's services, loaded once per connection; see `MACROS`.
SERVICES_TABLE: Final = "focus_services"
MACROS: Final = (
    f"CREATE MACRO category_of(n) AS (SELECT category FROM {SERVICES_TABLE} WHERE name = n)"
)
# Products of a price and a quantity must fit 38 digits: seven and twelve, thirteen and six.
_PRICE: Final = "DECIMAL(19,12)"
_QUANTITY: Final = "DECIMAL(19,6)"


@dataclass(frozen=True, slots=True)
class FocusRow:
    """SQL of each FOCUS column that the file can fill, and (name, SQL) of custom columns."""

    columns: Mapping[str, str]
    custom: tuple[tuple[str, str], ...] = ()


def service_rows() -> list[tuple[str, str]]:
    """(service code or name, FOCUS ServiceCategory) for the lookup table."""
    return sorted(CATEGORIES.items())


def given(columns: Columns, names: Mapping[str, str]) -> dict[str, str]:
    """The texts of those columns (FOCUS name → the file's) that the file has."""
    return {
        focus: columns.text(name) for focus, name in names.items() if columns.find(name) is not None
    }


def decimals(columns: Columns, names: Mapping[str, str]) -> dict[str, str]:
    """The numbers of those columns that the file has, to the eighteenth decimal."""
    return {
        focus: decimal(columns, name)
        for focus, name in names.items()
        if columns.find(name) is not None
    }


def decimal(columns: Columns, name: str) -> str:
    """A quantity or price: what has more than eighteen decimals is rounded there."""
    column = columns.find(name)
    if column is None:
        return f"NULL::{AMOUNT}"
    text = columns.text(name)
    if column.type == "VARCHAR":
        return f"CASE WHEN is_number({text}) THEN TRY_CAST({text} AS {AMOUNT}) END"
    # The shortest text of a DOUBLE is the number that its writer had.
    return f"TRY_CAST({column.sql}::VARCHAR AS {AMOUNT})"


def product(price: str, quantity: str) -> str:
    """A price times a quantity; null where either is, or is too large."""
    return f"TRY_CAST({price} AS {_PRICE}) * TRY_CAST({quantity} AS {_QUANTITY})"


def instant(columns: Columns, name: str, *, pattern: str | None = None) -> str:
    """The UTC instant in a column; `pattern` is strptime's."""
    column = columns.find(name)
    if column is None:
        return "NULL::TIMESTAMPTZ"
    if pattern is not None:
        text = f"try_strptime({columns.text(name)}, {literal(pattern)})"
        return f"({text} AT TIME ZONE 'UTC')"
    if column.type in {"DATE", "TIMESTAMP", "TIMESTAMP_MS", "TIMESTAMP_S", "TIMESTAMP_NS"}:
        return f"({column.sql}::TIMESTAMP AT TIME ZONE 'UTC')"
    # The connection's zone is UTC, which is what text without an offset means here.
    return f"TRY_CAST({columns.text(name)} AS TIMESTAMPTZ)"


def periods(
    day: str, *, start: str, end: str, period_start: str, period_end: str
) -> dict[str, str]:
    """The four bounds; where one is not told, the charge's own day and month."""
    midnight = f"({day}::TIMESTAMP AT TIME ZONE 'UTC')"
    month = f"date_trunc('month', {day})"
    return {
        "ChargePeriodStart": f"coalesce({start}, {midnight})",
        "ChargePeriodEnd": f"coalesce({end}, {midnight} + INTERVAL 1 DAY)",
        "BillingPeriodStart": f"coalesce({period_start}, {month}::TIMESTAMP AT TIME ZONE 'UTC')",
        "BillingPeriodEnd": f"coalesce({period_end},"
        f" ({month} + INTERVAL 1 MONTH)::TIMESTAMP AT TIME ZONE 'UTC')",
    }


def known_category(text: str, *services: str) -> str:
    """A ServiceCategory of FOCUS's list: the file's, else that of the service, else Other."""
    allowed = ", ".join(map(literal, SERVICE_CATEGORIES))
    looked_up = ", ".join(f"category_of({service})" for service in services)
    return (
        f"CASE WHEN {text} IN ({allowed}) THEN {text}"
        f" ELSE coalesce({looked_up}, {literal(OTHER)}) END"
    )


def cases(subject: str, values: Mapping[str, str], otherwise: str) -> str:
    """`CASE subject WHEN 'a' THEN 'b' … ELSE otherwise END`; `otherwise` is SQL."""
    whens = " ".join(f"WHEN {literal(k)} THEN {literal(v)}" for k, v in values.items())
    return f"CASE {subject} {whens} ELSE {otherwise} END"


def custom(columns: Columns, names: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(custom name, SQL) of those columns that the file has."""
    return tuple(
        (name, columns.text(theirs)) for name, theirs in names if columns.find(theirs) is not None
    )
