"""A billing file's columns, found by name, and the SQL that reads them.

Columns are called c0, c1, … in SQL: names come from the file and never become part of a
statement. What is read of them is asked for here. Amounts, days and entries of maps are computed
once per line, by the query that `source` returns; what lines are grouped by (`keys`) is text as it
stands, and entries of JSON text are taken out of the groups (`entries`), of which there are few.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from costgov.collectors.billing.exact import AMOUNT, QUANTITY, amount_sql, day_sql, literal

# Exporters write absent values as nothing or, like the FOCUS sample's database, as NULL.
NO_VALUE: Final = ("", "NULL")
NULL: Final = "NULL::VARCHAR"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name there, in SQL, and its DuckDB type."""

    name: str
    sql: str
    type: str


@dataclass(frozen=True, slots=True)
class Check:
    """What keeps a line out: `bad` is SQL that is true of such a line, `reason` SQL of why."""

    column: str
    bad: str
    reason: str


@dataclass
class Columns:
    """The file's columns; `nulls_read` tells that its reader has already turned NO_VALUE to null.

    A name matches exactly, else without regard to case when that leaves one column, because
    warehouses lower-case names.
    """

    columns: Sequence[Column]
    nulls_read: bool
    _derived: dict[str, str] = field(default_factory=dict)
    _entries: dict[Column, list[str]] = field(default_factory=dict)
    _checks: list[Check] = field(default_factory=list)
    _keys: dict[str, None] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, names: Iterable[str], types: Iterable[str], *, nulls_read: bool) -> "Columns":
        """The columns in the order of the file."""
        found = [
            Column(name, f"c{index}", kind)
            for index, (name, kind) in enumerate(zip(names, types, strict=True))
        ]
        return cls(found, nulls_read)

    def find(self, *names: str) -> Column | None:
        """The first of these names that the file has."""
        for name in names:
            exact = [column for column in self.columns if column.name == name]
            folded = [c for c in self.columns if c.name.casefold() == name.casefold()]
            if exact or len(folded) == 1:
                return (exact or folded)[0]
        return None

    def text(self, *names: str) -> str:
        """The values of the first of these columns that the file has, as nullable text."""
        column = self.find(*names)
        return NULL if column is None else self._key(column)

    def line_text(self, name: str) -> str:
        """As `text`, where it decides about a line's amounts and groups nothing."""
        column = self.find(name)
        return NULL if column is None else self._text(column)

    def text_exactly(self, *names: str) -> str:
        """As `text`, of a column whose name holds a tag key: keys may differ in case alone."""
        written = {column.name for column in self.columns}
        return self.text(*(name for name in names if name in written))

    def first_text(self, *names: str) -> str:
        """The first value that a line has among these columns, as nullable text."""
        present = [column for name in names if (column := self.find(name))]
        if not present:
            return NULL
        texts = [self._key(column) for column in dict.fromkeys(present)]
        return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"

    def amount(self, name: str, *, required: bool = False) -> str:
        """An exact amount; a line where it cannot be read (or is missing, if required) is bad."""
        column = self.find(name)
        if column is None:
            return f"NULL::{AMOUNT}"
        derived = f"{column.sql}_amount"
        if derived in self._derived:
            return derived
        text = self._text(column)
        self._derived[derived] = amount_sql(column.sql, column.type, text)
        if required:
            self._require(column)
        self._require_read(column, derived, f"amount_fault({text})")
        return derived

    def quantity(self, name: str) -> str:
        """A quantity; one that cannot be read is missing and does its line's money no harm."""
        column = self.find(name)
        return NULL if column is None else f"TRY_CAST({self._text(column)} AS {QUANTITY})"

    def day(self, *names: str, pattern: str | None = None) -> str:
        """The UTC day of an instant, which every line must have; `pattern` is strptime's."""
        column = self._needed(*names)
        derived = f"{column.sql}_day"
        text = self._text(column)
        self._derived[derived] = day_sql(column.sql, column.type, text, pattern)
        self._require(column)
        self._require_read(
            column, derived, literal("is not a date and time of this century or next")
        )
        return derived

    def required(self, *names: str) -> str:
        """Text that every line must have."""
        column = self._needed(*names)
        self._require(column)
        return self._key(column)

    def entry(self, name: str, key: str) -> str:
        """The value of a key in a column that is a map, or JSON text of one; null if not there."""
        column = self.find(name)
        if column is None:
            return NULL
        self._read.add(column.name)
        if column.type.startswith("MAP"):
            return self._per_line(
                column, f"map_extract_value({column.sql}, {literal(key)})::VARCHAR"
            )
        # RFC 6901: any key is a path once ~ and / are escaped.
        pointer = literal("/" + key.replace("~", "~0").replace("/", "~1"))
        if column.type != "VARCHAR":
            return self._per_line(column, f"json_extract_string(to_json({column.sql}), {pointer})")
        self._keys[column.sql] = None
        pointers = self._entries.setdefault(column, [])
        pointers.append(pointer)
        return f"{column.sql}_entries[{len(pointers)}]"

    def source(self, relation: str) -> str:
        """A query of the file's lines with all that is computed for each of them."""
        derived = [f"{expression} AS {name}" for name, expression in self._derived.items()]
        return f"SELECT {', '.join(['*', *derived])} FROM {relation}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of `source` to group by: all that text and entries are made of."""
        return tuple(self._keys)

    @property
    def entries(self) -> tuple[str, ...]:
        """What is computed of the groups before the expressions for text and entries are."""
        return tuple(
            # What is no JSON object has no entries; its line's money is as good as any.
            f"TRY(json_extract_string(in_braces({column.sql}), [{', '.join(pointers)}]))"
            f" AS {column.sql}_entries"
            for column, pointers in self._entries.items()
        )

    @property
    def read(self) -> frozenset[str]:
        """The names of the columns of which something was asked for."""
        return frozenset(self._read)

    @property
    def checks(self) -> tuple[Check, ...]:
        """What makes a line bad, in the order in which reasons are given."""
        return tuple(self._checks)

    def _needed(self, *names: str) -> Column:
        column = self.find(*names)
        if column is None:
            raise LookupError(f"the format must list one of {names} as needed")
        return column

    def _key(self, column: Column) -> str:
        self._keys[column.sql] = None
        return self._text(column)

    def _per_line(self, column: Column, expression: str) -> str:
        name = f"{column.sql}_entry_{len(self._derived)}"
        self._derived[name] = expression
        self._keys[name] = None
        return name

    def _text(self, column: Column) -> str:
        self._read.add(column.name)
        if column.type != "VARCHAR":
            return f"{column.sql}::VARCHAR"
        if self.nulls_read:
            return column.sql
        values = ", ".join(map(literal, NO_VALUE))
        return f"CASE WHEN {column.sql} NOT IN ({values}) THEN {column.sql} END"

    def _given(self, column: Column) -> str:
        return self._text(column) if column.type == "VARCHAR" else column.sql

    def _require(self, column: Column) -> None:
        missing = f"({self._given(column)}) IS NULL"
        self._checks.append(Check(column.name, missing, literal("is missing")))

    def _require_read(self, column: Column, derived: str, reason: str) -> None:
        unread = f"({self._given(column)}) IS NOT NULL AND {derived} IS NULL"
        self._checks.append(Check(column.name, unread, reason))
