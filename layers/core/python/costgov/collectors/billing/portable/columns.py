"""A file's columns as formats ask for them, read by what DuckDB and Trino mean the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self, override

from costgov.collectors.billing.columns import NULL, Column, Columns
from costgov.collectors.billing.exact import AMOUNT, literal
from costgov.collectors.billing.portable import recipes
from costgov.collectors.billing.portable.recipes import Recipe
from costgov.errors import NotPortable

_NUMBERS = ("DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT")
_KEYS = (*_NUMBERS[2:], "VARCHAR", "BOOLEAN", "DATE")


@dataclass
class PortableColumns(Columns):
    """Columns whose amounts, days and entries are `recipes` instead of DuckDB's macros.

    Values are as they are stored: the file's reader turns nothing to null.

    Raises:
        NotPortable: what a format asks for has no expression that both engines mean the same.
    """

    _recipes: dict[str, Recipe] = field(default_factory=dict)

    @classmethod
    def of_table(cls, columns: Sequence[Column]) -> Self:
        """Columns of which nothing was asked for yet."""
        return cls(columns, nulls_read=False)

    @override
    def amount(self, name: str, *, required: bool = False) -> str:
        column = self.find(name)
        if column is None:
            return f"NULL::{AMOUNT}"
        derived = f"{column.sql}_amount"
        if derived not in self._recipes:
            self._recipes[derived] = self._amount(column)
            if required:
                self._require(column)
            self._require_read(column, derived, literal("is not a number that can be kept exactly"))
        return derived

    @override
    def quantity(self, name: str) -> str:
        column = self.find(name)
        if column is None:
            return NULL
        self._read.add(column.name)
        derived = f"{column.sql}_quantity"
        self._recipes[derived] = [[(derived, recipes.quantity(column.sql, column.type))]]
        return derived

    @override
    def day(self, *names: str, pattern: str | None = None) -> str:
        column = self._needed(*names)
        self._read.add(column.name)
        derived = f"{column.sql}_day"
        text = recipes.text_of(column.sql, column.type)
        if column.type == "DATE" or column.type.startswith("TIMESTAMP"):
            self._recipes[derived] = recipes.day_of_instant(column.sql, column.sql)
        elif pattern is not None:
            self._recipes[derived] = recipes.day_by_pattern(column.sql, text, pattern)
        else:
            self._recipes[derived] = recipes.day_of_text(column.sql, text)
        self._require(column)
        self._require_read(column, derived, literal("is not a date and time that can be read"))
        return derived

    @override
    def entry(self, name: str, key: str) -> str:
        column = self.find(name)
        if column is None:
            return NULL
        self._read.add(column.name)
        derived = f"{column.sql}_entry_{len(self._recipes)}"
        if column.type.startswith("MAP"):
            self._recipes[derived] = [[(derived, recipes.entry_of_map(column.sql, key))]]
        elif column.type == "VARCHAR":
            mapped = self._recipes.setdefault(
                f"{column.sql}_map", recipes.json_map(column.sql, column.sql)
            )
            entry = [(derived, recipes.entry_of_json(column.sql, key))]
            self._recipes[derived] = [[] for _ in mapped] + [entry]
        else:
            raise NotPortable(f"column {column.name} holds {column.type}, not a map or text")
        return derived

    def levels(self) -> list[list[tuple[str, str]]]:
        """All that was asked for, as (name, Trino SQL), level by level."""
        deepest = max(map(len, self._recipes.values()), default=0)
        return [self._level(level) for level in range(deepest)]

    def _level(self, level: int) -> list[tuple[str, str]]:
        return [
            named
            for recipe in self._recipes.values()
            if level < len(recipe)
            for named in recipe[level]
        ]

    def _amount(self, column: Column) -> Recipe:
        self._read.add(column.name)
        if column.type in _NUMBERS or column.type.startswith("DECIMAL"):
            return recipes.amount_of_number(column.sql, column.sql, column.type)
        return recipes.amount_of_text(column.sql, recipes.text_of(column.sql, column.type))

    @override
    def _key(self, column: Column) -> str:
        if column.type not in _KEYS:
            raise NotPortable(f"column {column.name} is a key and holds {column.type}")
        return super()._key(column)
