"""Small billing files, and what the import reads from them."""

import csv
import io
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
from costgov.collectors.billing.exact import literal
from costgov.collectors.billing.statement import Statement, read_statement
from costgov.domain.costs import ORG, ChargeCategory, Metric, MonthCost, Scope
from costgov.domain.imports import CurrencyTotal, RejectedLine
from costgov.domain.money import exact_sum

FOCUS_LINE: Mapping[str, str] = {
    "BilledCost": "1.5",
    "EffectiveCost": "1.25",
    "BillingCurrency": "USD",
    "ChargePeriodStart": "2026-10-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ProviderName": "AWS",
    "ServiceName": "Amazon Simple Storage Service",
    "ServiceCategory": "Storage",
    "SubAccountId": "111122223333",
    "BillingAccountId": "999900001111",
    "RegionId": "eu-central-1",
    "Tags": "",
}
CUR_LINE: Mapping[str, str] = {
    "lineItem/LineItemType": "Usage",
    "lineItem/UsageStartDate": "2026-10-01T00:00:00.000Z",
    "lineItem/UsageAccountId": "111122223333",
    "lineItem/ProductCode": "AmazonEC2",
    "lineItem/UsageType": "EUC1-BoxUsage:m7g.large",
    "lineItem/CurrencyCode": "USD",
    "lineItem/UnblendedCost": "10",
    "product/ProductName": "Amazon Elastic Compute Cloud",
    "product/regionCode": "eu-central-1",
}


def focus(**values: str) -> dict[str, str]:
    """A FOCUS line that differs from the usual one in these columns."""
    return {**FOCUS_LINE, **values}


def cur(values: Mapping[str, str] | None = None) -> dict[str, str]:
    """A legacy CUR line that differs from the usual one in these columns."""
    return {**CUR_LINE, **(values or {})}


def csv_bytes(lines: Sequence[dict[str, str]], *, line_end: str = "\n") -> bytes:
    """The lines as CSV; the columns are those of all of them, in order of appearance."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator=line_end)
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode()


def parquet_bytes(lines: Sequence[dict[str, str]], types: Mapping[str, str] | None = None) -> bytes:
    """The lines as Parquet; `types` gives a column's DuckDB type, or an expression over `text`."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    columns = [f"""text ->> {literal("$." + f'"{name}"')}""" for name in names]
    typed = [
        f"({column})::{(types or {}).get(name, 'VARCHAR')} AS {_quoted(name)}"
        for name, column in zip(names, columns, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "file"
        connection.execute("CREATE TABLE lines (text JSON)")
        connection.executemany("INSERT INTO lines VALUES (?)", [[_json(line)] for line in lines])
        connection.execute(
            f"COPY (SELECT {', '.join(typed)} FROM lines)"  # noqa: S608 - columns of our own
            f" TO {literal(str(path))} (FORMAT parquet)"
        )
        return path.read_bytes()


@dataclass(frozen=True)
class Read:
    """What a file said, with all of its facts."""

    format: str
    lines: int
    kept: int
    rejected: tuple[RejectedLine, ...]
    rejected_count: int
    totals: tuple[CurrencyTotal, ...]
    unread: tuple[str, ...] = ()
    facts: list[MonthCost] = field(default_factory=list)

    def by(
        self,
        dimension: str,
        *,
        scope: Scope = ORG,
        metric: Metric = Metric.BILLED,
        currency: str = "USD",
        categories: Iterable[ChargeCategory] | None = None,
    ) -> dict[str | None, Decimal]:
        """Totals by the values of a cut."""
        found: dict[str | None, Decimal] = {}
        for fact in self.facts:
            key = fact.key
            if (key.currency, key.scope, key.dimension) == (currency, scope, dimension):
                amount = exact_sum(fact.daily(metric, categories).values())
                found[fact.value] = found.get(fact.value, Decimal(0)) + amount
        return found

    def total(self, metric: Metric = Metric.BILLED, currency: str = "USD") -> Decimal | None:
        """The total of one currency; none where the file has no such metric."""
        [total] = [total for total in self.totals if total.currency == currency]
        by_metric = {Metric.BILLED: total.billed, Metric.EFFECTIVE: total.effective}
        return by_metric.get(metric, total.net)

    def sums_by_cut(self) -> dict[tuple[str, str, str, Metric], Decimal]:
        """The sum of every cut: (currency, kind of scope, dimension, metric)."""
        sums: dict[tuple[str, str, str, Metric], Decimal] = defaultdict(Decimal)
        for fact in self.facts:
            for metric in {metric for _, metric in fact.amounts}:
                key = (fact.key.currency, fact.key.scope.kind, fact.key.dimension, metric)
                sums[key] += exact_sum(fact.daily(metric).values())
        return dict(sums)


def read(content: bytes | Path | Sequence[bytes], tag_keys: tuple[str, ...] = ()) -> Read:
    """Import a file, or the parts of one delivery; every cut must be there and add up."""
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(content, Path):
            paths = [content]
        else:
            parts = [content] if isinstance(content, bytes) else content
            paths = [Path(folder) / f"part-{number}" for number in range(len(parts))]
            for path, part in zip(paths, parts, strict=True):
                path.write_bytes(part)
        with read_statement(
            paths, tag_keys=tag_keys, memory_limit_mb=256, scratch=Path(folder)
        ) as statement:
            found = _read(statement)
    wanted = {
        (total.currency, cut.scope, cut.dimension, metric): amount
        for total in found.totals
        for cut in statement.cuts
        for metric in Metric
        if (amount := found.total(metric, total.currency)) is not None
    }
    assert found.sums_by_cut() == wanted
    return found


def _read(statement: Statement) -> Read:
    return Read(
        statement.format,
        statement.lines,
        statement.kept,
        statement.rejected,
        statement.rejected_count,
        statement.totals,
        statement.unread,
        list(statement.facts("file:test")),
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _json(line: dict[str, str]) -> str:

    return json.dumps({name: value or None for name, value in line.items()})
