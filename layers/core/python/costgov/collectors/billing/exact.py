"""Exact amounts and UTC days in DuckDB: text in, DECIMAL(38,18) and DATE out, null if unreadable.

DuckDB's own cast rounds what does not fit, takes 1_000 for a number and forgets the offset of a
time stamp; the macros here keep what is exact and leave the rest null.
"""

import re
from typing import Final

AMOUNT: Final = "DECIMAL(38,18)"
# Bytes are counted in numbers that need more digits before the decimal point than after it.
QUANTITY: Final = "DECIMAL(38,12)"
_SCALE = 18
_WHOLE_DIGITS = 20
_NUMBER = r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?\s*"

MACROS: Final = rf"""
CREATE MACRO is_number(t) AS regexp_full_match(t, '{_NUMBER}');

-- 12.50e-3 has the digits 1250, two of them decimals, of which one is idle, and needs 2 - 1 + 3.
CREATE MACRO digits(t) AS replace(regexp_extract(t, '[0-9.]+'), '.', '');
CREATE MACRO needed_decimals(t) AS
    strlen(regexp_extract(t, '\.([0-9]*)', 1))
    - (strlen(digits(t)) - strlen(rtrim(digits(t), '0')))
    - coalesce(TRY_CAST(regexp_extract(t, '[eE]([+-]?[0-9]+)', 1) AS INTEGER), 0);

-- Nineteen characters hold at most eighteen decimals: almost every amount takes the short way.
CREATE MACRO exact_amount(t) AS CASE
    WHEN strlen(t) < 20
        AND NOT contains(t, 'e') AND NOT contains(t, 'E') AND NOT contains(t, '_')
    THEN TRY_CAST(t AS {AMOUNT})
    WHEN is_number(t) AND (needed_decimals(t) <= {_SCALE} OR rtrim(digits(t), '0') = '')
    THEN TRY_CAST(t AS {AMOUNT})
END;

CREATE MACRO amount_fault(t) AS CASE
    WHEN is_number(t) THEN 'has more than 18 digits after or 20 before the decimal point'
    ELSE 'is not a number'
END;

-- Text that ends in Z or in seconds bears no offset, and is read faster as a plain time stamp.
CREATE MACRO any_day(t) AS CASE
    WHEN suffix(t, 'Z') OR (strlen(t) = 19 AND t[17] = ':') THEN TRY_CAST(t AS TIMESTAMP)::DATE
    ELSE TRY_CAST(t AS TIMESTAMPTZ)::DATE
END;

-- Year 1, epoch and infinity are what exporters write when they know no time.
CREATE MACRO plausible(d) AS
    CASE WHEN d BETWEEN DATE '2000-01-01' AND DATE '2199-12-31' THEN d END;
CREATE MACRO utc_day(t) AS plausible(any_day(t));

-- Azure writes tags as the inside of a JSON object.
CREATE MACRO in_braces(j) AS CASE WHEN starts_with(j, '{{') THEN j ELSE '{{' || j || '}}' END;
"""


def literal(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def amount_sql(column: str, kind: str, text: str) -> str:
    """SQL of a column's exact amount.

    Decimals and whole numbers that fit are taken as they are. A DOUBLE bears seventeen significant
    digits and no decimal point of its own: its shortest text is rounded at the eighteenth decimal,
    where text with more digits is refused.
    """
    if kind in {"DOUBLE", "FLOAT"}:
        return f"TRY_CAST({column}::VARCHAR AS {AMOUNT})"
    if kind.endswith(("INT", "INTEGER")) or _fits(kind):
        return f"TRY_CAST({column} AS {AMOUNT})"
    return f"exact_amount({text})"


def day_sql(column: str, kind: str, text: str, pattern: str | None) -> str:
    """SQL of a column's UTC day; a DuckDB TIMESTAMP without zone is taken as UTC."""
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"plausible({column}::DATE)"
    if pattern is not None:
        return f"plausible(try_strptime({text}, {literal(pattern)})::DATE)"
    return f"utc_day({text})"


def _fits(kind: str) -> bool:
    found = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", kind)
    if found is None:
        return False
    width, scale = map(int, found.groups())
    return scale <= _SCALE and width - scale <= _WHOLE_DIGITS
