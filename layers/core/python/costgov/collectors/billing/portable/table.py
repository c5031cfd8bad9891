"""A delivery's files as an external table of Athena: its DDL, and the query of its lines.

CSV is read by OpenCSVSerDe, which gives every cell as text: '' where a cell is empty, null where a
record ends before it. Its escape character is set to one that no bill has, since a backslash is
text there; doubled quotes it understands by itself. One column more than the header has shows what
goes beyond it. Parquet is read by column name, and only the columns asked for are declared.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from sqlglot import exp, select

from costgov.collectors.billing.columns import Column
from costgov.collectors.billing.exact import literal
from costgov.errors import NotPortable

BEYOND: Final = "beyond"
_PATH: Final = '"$path"'
_TYPES: Final = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "TINYINT": "tinyint",
    "SMALLINT": "smallint",
    "INTEGER": "int",
    "BIGINT": "bigint",
    "FLOAT": "float",
    "DOUBLE": "double",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
    "MAP(VARCHAR, VARCHAR)": "map<string,string>",
}
_NAME: Final = re.compile(r"[A-Za-z0-9_ /.:+@-]{1,255}")


@dataclass(frozen=True, slots=True)
class ExternalTable:
    """One table: `name` is database and table, `columns` what it declares.

    `paths` are the objects (`s3://…`) that belong to the delivery; none means all of them.
    """

    name: str
    columns: tuple[Column, ...]
    is_csv: bool
    paths: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, columns: Sequence[Column], *, is_csv: bool) -> Self:
        """A table of all columns of a file."""
        return cls(name, tuple(columns), is_csv)

    def reading(self, names: frozenset[str]) -> "ExternalTable":
        """The table without the Parquet columns that nobody asks for; CSV goes by position."""
        if self.is_csv:
            return self
        return replace(self, columns=tuple(c for c in self.columns if c.name in names))

    @property
    def malformed(self) -> str | None:
        """SQL that is true of a CSV record that has fewer or more cells than the header."""
        return f"{self.columns[-1].sql} IS NULL OR {BEYOND} IS NOT NULL" if self.is_csv else None

    def lines(self) -> exp.Select:
        """The query of the lines, their columns called c0, c1, …"""
        named: list[exp.Expr] = [
            exp.column(column.sql)
            if self.is_csv
            else exp.alias_(exp.column(column.name, quoted=True), column.sql)
            for column in self.columns
        ]
        extra = [exp.column(BEYOND)] if self.is_csv else []
        tree = select(*named, *extra).from_(self.name)
        if self.paths:
            path = exp.column("$path", quoted=True)
            tree = tree.where(path.isin(*(exp.Literal.string(text) for text in self.paths)))
        return tree

    def ddl(self, location: str) -> str:
        """CREATE EXTERNAL TABLE over the objects below `location` (`s3://bucket/folder/`).

        Raises:
            NotPortable: a column has a name or a type that the table cannot declare.
        """
        if self.is_csv:
            names = [*(column.sql for column in self.columns), BEYOND]
            columns = ", ".join(f"`{name}` string" for name in names)
            reader = (
                "ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'"
                " WITH SERDEPROPERTIES ('separatorChar' = ',', 'quoteChar' = '\"',"
                " 'escapeChar' = '\\u0001') STORED AS TEXTFILE"
            )
            properties = " TBLPROPERTIES ('skip.header.line.count' = '1')"
        else:
            columns = ", ".join(f"`{_declared(c)}` {_hive_type(c)}" for c in self.columns)
            reader, properties = "STORED AS PARQUET", ""
            folded = [column.name.casefold() for column in self.columns]
            if len(set(folded)) < len(folded):
                raise NotPortable("two columns differ in the case of their letters alone")
        return (
            f"CREATE EXTERNAL TABLE IF NOT EXISTS {self.name} ({columns}) {reader}"
            f" LOCATION {literal(location)}{properties}"
        )

    def drop(self) -> str:
        """DROP TABLE; the objects stay."""
        return f"DROP TABLE IF EXISTS {self.name}"


def _declared(column: Column) -> str:
    if not _NAME.fullmatch(column.name):
        raise NotPortable(f"a column is called {column.name!r}, which no table can declare")
    return column.name.lower()


def _hive_type(column: Column) -> str:
    if re.fullmatch(r"DECIMAL\(\d+,\s?\d+\)", column.type):
        return column.type.lower().replace(" ", "")
    if column.type not in _TYPES:
        raise NotPortable(f"column {column.name} holds {column.type}")
    return _TYPES[column.type]
