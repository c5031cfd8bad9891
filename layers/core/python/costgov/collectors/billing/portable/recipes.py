r"""Exact amounts, UTC days and map entries in SQL that DuckDB and Trino mean the same.

DuckDB's macros (`exact`) lean on its casts, which read more than a plain number; Trino's cast of
text to a decimal is Java's BigDecimal, and rounds. So text is taken apart by regular expressions
that RE2 and Joni read alike, and only plain digits are cast. A recipe is a list of levels, each a
list of (name, Trino SQL); a level may use the names of the levels before it. The recipes keep to
the ASCII digits and to functions whose corner cases agree, or make them agree: a pattern that does
not match is '' in DuckDB and null in Trino, so it is coalesced.
"""

from typing import Final

from costgov.collectors.billing.columns import NO_VALUE
from costgov.collectors.billing.exact import AMOUNT, QUANTITY, literal

type Recipe = list[list[tuple[str, str]]]

_NUMBER: Final = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?\s*$"
_DAY: Final = (
    r"^\s*([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
    r"(?:[T ]([0-9]{1,2}):([0-9]{2})(?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"\s*(?:[Zz]|UTC|([+-])([0-9]{2})(?::?([0-9]{2}))?)?)?\s*$"
)
# strptime's `%m/%d/%Y`, the one pattern that a format asks for.
_US_DAY: Final = r"^\s*([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})\s*$"
US_PATTERN: Final = "%m/%d/%Y"


def text_of(column: str, kind: str) -> str:
    """Nullable text of a column as it is stored, as `Columns` has it."""
    if kind != "VARCHAR":
        return f"CAST({column} AS VARCHAR)"
    values = ", ".join(map(literal, NO_VALUE))
    return f"CASE WHEN {column} NOT IN ({values}) THEN {column} END"


def is_number(text: str) -> str:
    """Whether text is a number as `exact` reads them."""
    return f"regexp_like({text}, {literal(_NUMBER)})"


def amount_of_text(name: str, text: str) -> Recipe:
    """The exact amount `<name>_amount`; null for what is no number or needs more digits.

    Of 12.50e-3 the digits are 1250, two of them decimals, of which one is idle: it needs 2 - 1 + 3.
    """
    significant, needed = f"{name}_significant", f"{name}_needed"
    # DuckDB pads to an INTEGER, and counts letters by BIGINT.
    length = f"CAST(length({significant}) + 18 - {needed} AS INTEGER)"
    padded = f"lpad(rpad({significant}, {length}, '0'), 38, '0')"
    sign = f"CASE WHEN regexp_like({name}_text, '^\\s*-') THEN '-' ELSE '' END"
    return [
        [(f"{name}_text", text)],
        [
            (f"{name}_digits", f"replace({_found(f'{name}_text', '[0-9.]+', 0)}, '.', '')"),
            (f"{name}_fraction", _found(f"{name}_text", r"\.([0-9]*)", 1)),
            (f"{name}_exponent", _integer(_found(f"{name}_text", r"[eE]\+?(-?[0-9]+)", 1))),
        ],
        [
            (f"{name}_short", f"regexp_replace({name}_digits, '0+$', '')"),
            # DuckDB takes no mantissa with more digits before its point, whatever the exponent.
            (
                f"{name}_whole",
                f"length(regexp_replace({name}_digits, '^0+', '')) - length({name}_fraction)",
            ),
        ],
        [
            (significant, f"regexp_replace({name}_short, '^0+', '')"),
            (
                needed,
                (
                    f"length({name}_fraction) - (length({name}_digits) - length({name}_short))"
                    f" - {name}_exponent"
                ),
            ),
        ],
        [
            (
                f"{name}_padded",
                f"CASE WHEN {_fits(significant, needed)} AND {name}_whole <= 20 THEN {padded} END",
            )
        ],
        [
            (
                f"{name}_amount",
                (
                    f"CASE WHEN {is_number(f'{name}_text')} THEN"
                    f" CASE WHEN {significant} = '' THEN CAST(0 AS {AMOUNT})"
                    f" WHEN {name}_padded IS NOT NULL"
                    f" THEN CAST({sign} || substr({name}_padded, 1, 20)"
                    f" || '.' || substr({name}_padded, 21) AS {AMOUNT}) END END"
                ),
            )
        ],
    ]


def amount_of_number(name: str, column: str, kind: str) -> Recipe:
    """The amount of a column that holds numbers: a DOUBLE is its shortest text, rounded."""
    if kind in {"DOUBLE", "FLOAT"}:
        column = f"CAST({column} AS VARCHAR)"
    return [[(f"{name}_amount", f"TRY_CAST({column} AS {AMOUNT})")]]


def quantity(column: str, kind: str) -> str:
    """A quantity, rounded at the twelfth decimal; null where it is no number."""
    text = text_of(column, kind)
    if kind in {"DOUBLE", "FLOAT"}:
        return f"TRY_CAST({text} AS {QUANTITY})"
    return f"CASE WHEN {is_number(text)} THEN TRY_CAST(trim({text}) AS {QUANTITY}) END"


def day_of_text(name: str, text: str) -> Recipe:
    """The UTC day `<name>_day` of ISO 8601 text, with or without time and offset."""
    part = {
        part: _found(f"{name}_text", _DAY, group)
        for group, part in enumerate(("year", "month", "day", "hour", "minute"), start=1)
    }
    sign, hours, minutes = (_found(f"{name}_text", _DAY, group) for group in (6, 7, 8))
    offset = (
        f"({_integer(hours)} * 60 + {_integer(minutes)})"
        f" * CASE WHEN {sign} = '-' THEN -1 ELSE 1 END"
    )
    clock = f"{_integer(part['hour'])} * 60 + {_integer(part['minute'])}"
    valid = f"{_integer(part['hour'])} <= 23 AND {_integer(part['minute'])} <= 59"
    return [
        [(f"{name}_text", text)],
        [
            (f"{name}_local", _date(part["year"], part["month"], part["day"])),
            (f"{name}_minutes", f"CASE WHEN {valid} THEN {clock} - {offset} END"),
        ],
        [
            (
                f"{name}_utc",
                (
                    f"CASE WHEN {name}_minutes < 0 THEN {name}_local - INTERVAL '1' DAY"
                    f" WHEN {name}_minutes >= 1440 THEN {name}_local + INTERVAL '1' DAY"
                    f" WHEN {name}_minutes >= 0 THEN {name}_local END"
                ),
            )
        ],
        [(f"{name}_day", _plausible(f"CAST({name}_utc AS DATE)"))],
    ]


def day_by_pattern(name: str, text: str, pattern: str) -> Recipe:
    """The day of text that strptime's `pattern` describes.

    Raises:
        LookupError: there is no recipe for this pattern yet.
    """
    if pattern != US_PATTERN:
        raise LookupError(f"no portable recipe for the pattern {pattern!r}")
    month, day, year = (_found(f"{name}_text", _US_DAY, group) for group in (1, 2, 3))
    return [
        [(f"{name}_text", text)],
        [(f"{name}_local", _date(year, month, day))],
        [(f"{name}_day", _plausible(f"{name}_local"))],
    ]


def day_of_instant(name: str, column: str) -> Recipe:
    """The day of a DATE, or of a TIMESTAMP, which both engines show in UTC."""
    return [[(f"{name}_day", _plausible(f"CAST({column} AS DATE)"))]]


def entry_of_map(column: str, key: str) -> str:
    """The value of a key in a map; null if it is not there."""
    return f"CAST(element_at({column}, {literal(key)}) AS VARCHAR)"


def json_map(name: str, column: str) -> Recipe:
    """JSON text of an object, or of the inside of one, as a map `<name>_map`; null if none."""
    braced = (
        f"CASE WHEN substr({column}, 1, 1) = '{{' THEN {column} ELSE '{{' || {column} || '}}' END"
    )
    return [[(f"{name}_map", f"TRY(CAST(json_parse({braced}) AS MAP(VARCHAR, JSON)))")]]


def entry_of_json(name: str, key: str) -> str:
    """The scalar value of a key in `<name>_map`, as text."""
    return f"json_extract_scalar(element_at({name}_map, {literal(key)}), '$')"


def _found(text: str, pattern: str, group: int) -> str:
    arguments = f"{text}, {literal(pattern)}" + (f", {group}" if group else "")
    return f"coalesce(regexp_extract({arguments}), '')"


def _integer(text: str) -> str:
    return f"coalesce(TRY_CAST({text} AS INTEGER), 0)"


def _fits(significant: str, needed: str) -> str:
    return (
        f"length({significant}) > 0 AND {needed} <= 18 AND length({significant}) - {needed} <= 20"
    )


def _date(year: str, month: str, day: str) -> str:
    return f"TRY_CAST({year} || '-' || lpad({month}, 2, '0') || '-' || lpad({day}, 2, '0') AS DATE)"


def _plausible(day: str) -> str:
    return f"CASE WHEN {day} BETWEEN DATE '2000-01-01' AND DATE '2199-12-31' THEN {day} END"
