"""Cost facts in DynamoDB: read, compare, write only what changed; the old goes to history."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from costgov.clock import instant_text
from costgov.domain.costs import Ledger, MonthCost, SeriesKey, pack, unpack
from costgov.domain.keys import month_sort, series_partition, value_key
from costgov.domain.ledgers import Family, counts, group_by_cut, merged_ledgers
from costgov.domain.period import Month, Window, parse_day
from costgov.domain.runs import CostSource
from costgov.gateways.aws_batch import write_all
from costgov.gateways.aws_errors import store_errors
from costgov.gateways.ports import WriteStats

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Item = dict[str, Any]
LEDGERS = "ledger"


class DynamoCostStore:
    """CostStore on a table with keys `pk`, `sk`.

    Partitions: `cost.<currency>#<scope>#<dimension>` holds what is known now,
    `cost-history.…` what it replaced, `ledger` what each source has delivered and
    `cuts#<source>` the partitions a source has written to.
    """

    def __init__(
        self, client: "DynamoDBClient", table: str, counted: CostSource | None = None
    ) -> None:
        """A store that writes any source and reads those that count, all of them by default.

        A bill that comes from Cost Explorer and, file by file, from an export as well is the same
        money twice: readers see the one the deployment is configured for.
        """
        self._client = client
        self._table = table
        self._counted = counted

    def months(
        self, key: SeriesKey, window: Window, value: str | None = None, *, one: bool = False
    ) -> list[MonthCost]:
        """See CostStore.months."""
        wanted = list(window.months())
        if not wanted:
            return []
        prefix = f"{value_key(value)}#" if one else ""
        items = self._query(series_partition(key), prefix)
        names = {str(month) for month in wanted}
        return [
            _fact(key, item)
            for item in items
            if item["month"]["S"] in names and counts(item["source"]["S"], self._counted)
        ]

    def replace(
        self,
        source: str,
        months: Sequence[Month],
        facts: Iterable[MonthCost],
        as_of: datetime,
        *,
        only: Collection[Family] | None = None,
    ) -> WriteStats:
        """See CostStore.replace."""
        by_cut = group_by_cut(facts, source)
        version, names = instant_text(as_of), {str(month) for month in months}
        known = self._known_cuts(source, only)
        self._remember_cuts(source, [key for key in by_cut if series_partition(key) not in known])
        partitions = {series_partition(key): cut for key, cut in by_cut.items()}
        totals = WriteStats(0, 0, 0)
        for partition in sorted(partitions.keys() | known):
            stats = self._replace_cut(
                partition, source, names, partitions.get(partition, []), version
            )
            totals = WriteStats(
                totals.written + stats.written,
                totals.unchanged + stats.unchanged,
                totals.removed + stats.removed,
            )
        self._put_ledgers(merged_ledgers(self._ledgers(), by_cut, source, version))
        return totals

    def ledgers(self) -> list[Ledger]:
        """See CostStore.ledgers."""
        return [ledger for ledger in self._ledgers() if counts(ledger.source, self._counted)]

    def _ledgers(self) -> list[Ledger]:
        return [_ledger(item) for item in self._query(LEDGERS)]

    def _replace_cut(
        self,
        partition: str,
        source: str,
        months: set[str],
        facts: Sequence[MonthCost],
        version: str,
    ) -> WriteStats:
        stored = {
            item["sk"]["S"]: item
            for item in self._query(partition)
            if item["source"]["S"] == source and item["month"]["S"] in months
        }
        wanted = {
            month_sort(fact.value, fact.month, source): _item(partition, fact, version)
            for fact in facts
        }
        changed = [
            item for sk, item in wanted.items() if stored.get(sk, {}).get("days") != item["days"]
        ]
        gone = [item for sk, item in stored.items() if sk not in wanted]
        replaced = [stored[item["sk"]["S"]] for item in changed if item["sk"]["S"] in stored]
        # History first: a crash in between leaves both, never neither.
        self._write([_put(_history(item)) for item in replaced])
        self._write([_put(_history(item)) for item in gone])
        self._write([_put(_tombstone(item, version)) for item in gone])
        self._write([_put(item) for item in changed])
        self._write([_delete(item) for item in gone])
        return WriteStats(len(changed), len(wanted) - len(changed), len(gone))

    def _known_cuts(self, source: str, only: Collection[Family] | None) -> set[str]:
        names = None if only is None else {f"{kind}/{dimension}" for kind, dimension in only}
        return {
            item["sk"]["S"]
            for item in self._query(f"cuts#{source}")
            if names is None or item["family"]["S"] in names
        }

    def _remember_cuts(self, source: str, keys: Iterable[SeriesKey]) -> None:
        self._write(
            [
                _put(
                    {
                        "pk": {"S": f"cuts#{source}"},
                        "sk": {"S": series_partition(key)},
                        "family": {"S": f"{key.scope.kind}/{key.dimension}"},
                    }
                )
                for key in keys
            ]
        )

    def _put_ledgers(self, ledgers: Iterable[Ledger]) -> None:
        self._write([_put(_ledger_item(ledger)) for ledger in ledgers])

    def _query(self, partition: str, prefix: str = "") -> list[Item]:
        condition, values = "pk = :p", {":p": {"S": partition}}
        if prefix:
            condition, values = (
                f"{condition} AND begins_with(sk, :s)",
                values | {":s": {"S": prefix}},
            )
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ConsistentRead=True,
        )
        with store_errors(f"query {self._table}"):
            return [item for page in pages for item in page["Items"]]

    def _write(self, requests: list[Item]) -> None:
        write_all(self._client, self._table, requests)


def _put(item: Item) -> Item:
    return {"PutRequest": {"Item": item}}


def _delete(item: Item) -> Item:
    return {"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}}


def _item(partition: str, fact: MonthCost, version: str) -> Item:
    item: Item = {
        "pk": {"S": partition},
        "sk": {"S": month_sort(fact.value, fact.month, fact.source)},
        "month": {"S": str(fact.month)},
        "source": {"S": fact.source},
        "version": {"S": version},
        "days": {"M": {name: {"S": text} for name, text in pack(fact.amounts).items()}},
    }
    return item if fact.value is None else item | {"value": {"S": fact.value}}


def _fact(key: SeriesKey, item: Mapping[str, Any]) -> MonthCost:
    packed = {name: text["S"] for name, text in item["days"]["M"].items()}
    value = item["value"]["S"] if "value" in item else None
    month = Month.parse(item["month"]["S"])
    return MonthCost(key, value, month, item["source"]["S"], unpack(packed))


def _history(item: Item) -> Item:
    partition = item["pk"]["S"].replace("cost.", "cost-history.", 1)
    sort = f"{item['sk']['S']}#{item['version']['S']}"
    return item | {"pk": {"S": partition}, "sk": {"S": sort}}


def _tombstone(item: Item, version: str) -> Item:
    return _history(item | {"version": {"S": version}, "days": {"M": {}}}) | {
        "tombstone": {"BOOL": True}
    }


def _ledger_item(ledger: Ledger) -> Item:
    return {
        "pk": {"S": LEDGERS},
        "sk": {"S": f"{ledger.currency}#{ledger.source}"},
        "currency": {"S": ledger.currency},
        "source": {"S": ledger.source},
        "first_day": {"S": ledger.first_day.isoformat()},
        "last_day": {"S": ledger.last_day.isoformat()},
        "as_of": {"S": ledger.as_of},
        "dimensions": {"L": [{"S": dimension} for dimension in ledger.dimensions]},
    }


def _ledger(item: Item) -> Ledger:
    return Ledger(
        currency=item["currency"]["S"],
        source=item["source"]["S"],
        first_day=parse_day(item["first_day"]["S"]),
        last_day=parse_day(item["last_day"]["S"]),
        as_of=item["as_of"]["S"],
        dimensions=tuple(dimension["S"] for dimension in item["dimensions"]["L"]),
    )
