"""Cost facts in DynamoDB: read, compare, write only what changed; the old goes to history."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Final

from costgov.clock import instant_text
from costgov.domain.costs import TOTAL, Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.keys import history_partition, series_partition, value_key
from costgov.domain.ledgers import Family, counts, group_by_cut, known_then, merged_ledgers
from costgov.domain.period import Month, Window
from costgov.domain.runs import CostSource
from costgov.errors import VersionConflict
from costgov.gateways.aws_batch import write_all
from costgov.gateways.aws_cost_changes import Change, changed
from costgov.gateways.aws_cost_items import (
    LEDGER_HISTORY,
    LEDGERS,
    Item,
    fact_item,
    item_fact,
    item_ledger,
    ledger_history_item,
    ledger_item,
)
from costgov.gateways.aws_errors import store_errors
from costgov.gateways.ports import WriteStats

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Months of one source may be delivered at the same time; each widens the same ledger.
_LEDGER_ATTEMPTS: Final = 10
# A delivery speaks of thousands of partitions: so many are read side by side, and what changes in
# so many is written together.
_AT_ONCE: Final = 8
_CHUNK: Final = 500
# Above every text that follows a sort key's prefix.
_END: Final = "~"


class DynamoCostStore:
    """CostStore on a table with keys `pk`, `sk`.

    Partitions: `cost.<currency>#<scope>#<dimension>` holds what is known now,
    `cost-history.…` what it replaced, `ledger` what each source has delivered,
    `ledger-history` what it had, and `cuts#<source>` the partitions a source has written to.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        counted: CostSource | None = None,
        *,
        at_once: int = _AT_ONCE,
    ) -> None:
        """A store that writes any source and reads those that count, all of them by default.

        A bill that comes from Cost Explorer and, file by file, from an export as well is the same
        money twice: readers see the one the deployment is configured for. `at_once` partitions are
        read side by side.
        """
        self._client = client
        self._table = table
        self._counted = counted
        self._at_once = at_once

    def months(
        self,
        key: SeriesKey,
        window: Window,
        value: str | None = None,
        *,
        one: bool = False,
        known_at: datetime | None = None,
        metric: Metric | None = None,
    ) -> list[MonthCost]:
        """See CostStore.months."""
        wanted = list(window.months())
        if not wanted:
            return []
        # The total has no value but one: its months need not be looked for among others'.
        alone = value_key(value) if one or key.dimension == TOTAL else None
        items = self._current(series_partition(key), wanted, alone)
        if known_at is not None:
            instant = instant_text(known_at)
            replaced = self._replaced(series_partition(key), wanted, alone, instant)
            items = _known_then([*items, *replaced], instant)
        return [item_fact(key, item, metric) for item in items if self._counts(item)]

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
        by_cut = group_by_cut(facts, source, frozenset(months), only)
        version, names = instant_text(as_of), {str(month) for month in months}
        known = self._known_cuts(source, only)
        partitions = {series_partition(key): cut for key, cut in by_cut.items()}
        self._remember_cuts(source, [key for key in by_cut if series_partition(key) not in known])

        def change(partition: str) -> Change:
            wanted = [fact_item(partition, fact, version) for fact in partitions.get(partition, ())]
            # Of a cut never written to, nothing is stored that would have to be compared.
            stored = self._stored(partition, source, names) if partition in known else {}
            return changed(stored, wanted, version)

        stats = WriteStats(0, 0, 0)
        with ThreadPoolExecutor(self._at_once) as threads:
            for some in batched(sorted(partitions.keys() | known), _CHUNK, strict=False):
                changes = list(threads.map(change, some))
                self._apply(changes)
                stats += sum((one.stats for one in changes), WriteStats(0, 0, 0))
        self._widen_ledgers(by_cut, source, version)
        return stats

    def ledgers(self, known_at: datetime | None = None) -> list[Ledger]:
        """See CostStore.ledgers."""
        items = self._query(LEDGERS)
        if known_at is not None:
            instant = instant_text(known_at)
            replaced = self._query(LEDGER_HISTORY, (f"{instant}{_END}", _END))
            items = [item for item in (*items, *replaced) if known_then(*_validity(item), instant)]
        found = [item_ledger(item) for item in items if self._counts(item)]
        return sorted(found, key=lambda ledger: (ledger.currency, ledger.source))

    def _counts(self, item: Item) -> bool:
        return counts(item["source"]["S"], self._counted)

    def _current(self, partition: str, months: Sequence[Month], alone: str | None) -> list[Item]:
        if alone is not None:
            first, after = months[0], months[-1].shift(1)
            return self._query(partition, (f"{alone}#{first}", f"{alone}#{after}"))
        return self._query(partition, months=(str(months[0]), str(months[-1])))

    def _replaced(
        self, partition: str, months: Sequence[Month], alone: str | None, instant: str
    ) -> list[Item]:
        """What has been replaced since the instant."""
        return [
            item
            for month in months
            for item in self._query(
                history_partition(partition), (f"{month}#{instant}{_END}", f"{month}#{_END}")
            )
            if alone is None or item["sk"]["S"].split("#")[2] == alone
        ]

    def _stored(self, partition: str, source: str, months: set[str]) -> dict[str, Item]:
        spanned = (min(months), max(months)) if months else None
        return {
            item["sk"]["S"]: item
            for item in self._query(partition, months=spanned)
            if item["source"]["S"] == source and item["month"]["S"] in months
        }

    def _apply(self, changes: Sequence[Change]) -> None:
        """Write the changes of several cuts, in as few batches as they fill."""
        # History first: a crash in between leaves both, never neither.
        self._write([_put(item) for one in changes for item in one.moved])
        self._write([_put(item) for one in changes for item in one.written])
        self._write([_delete(item) for one in changes for item in one.gone])

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

    def _widen_ledgers(
        self, cuts: Mapping[SeriesKey, Sequence[MonthCost]], source: str, version: str
    ) -> None:
        for attempt in range(_LEDGER_ATTEMPTS):
            items = [item for item in self._query(LEDGERS) if item["source"]["S"] == source]
            stored = {item["currency"]["S"]: item for item in items}
            known = [item_ledger(item) for item in items]
            changed = [
                ledger
                for ledger in merged_ledgers(known, cuts, source, version)
                if ledger not in known
            ]
            try:
                for ledger in changed:
                    self._put_ledger(ledger, stored.get(ledger.currency))
            except VersionConflict:
                if attempt == _LEDGER_ATTEMPTS - 1:
                    raise
            else:
                return

    def _put_ledger(self, ledger: Ledger, before: Item | None) -> None:
        """Write a ledger if nobody else has since it was read; raises VersionConflict."""
        revision = 0 if before is None else int(before["revision"]["N"])
        if before is not None and before["version"]["S"] < ledger.delivered_at:
            self._write([_put(ledger_history_item(before, ledger.delivered_at))])
        with store_errors(f"write {self._table}"):
            self._client.put_item(
                TableName=self._table,
                Item=ledger_item(ledger, revision + 1),
                ConditionExpression="attribute_not_exists(pk) OR revision = :r",
                ExpressionAttributeValues={":r": {"N": str(revision)}},
            )

    def _query(
        self,
        partition: str,
        between: tuple[str, str] | None = None,
        *,
        months: tuple[str, str] | None = None,
    ) -> list[Item]:
        """A partition's items: all, of sort keys between two, or of months (ends included)."""
        request: Item = {"TableName": self._table, "ConsistentRead": True}
        condition, values = "pk = :p", {":p": {"S": partition}}
        if between is not None:
            condition += " AND sk BETWEEN :a AND :z"
            values |= {":a": {"S": between[0]}, ":z": {"S": between[1]}}
        if months is not None:
            # Other months are read all the same, but not sent and not parsed.
            request["FilterExpression"] = "#m BETWEEN :first AND :last"
            request["ExpressionAttributeNames"] = {"#m": "month"}
            values |= {":first": {"S": months[0]}, ":last": {"S": months[1]}}
        request |= {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}
        pages = self._client.get_paginator("query").paginate(**request)
        with store_errors(f"query {self._table}"):
            return [item for page in pages for item in page["Items"]]

    def _write(self, requests: list[Item]) -> None:
        write_all(self._client, self._table, requests)


def _known_then(items: Iterable[Item], instant: str) -> list[Item]:
    """The one item of each place that was known at an instant, the current one where it was."""
    known: dict[str, Item] = {}
    for item in items:
        if known_then(*_validity(item), instant):
            known.setdefault(_place(item), item)
    return [known[place] for place in sorted(known)]


def _validity(item: Item) -> tuple[str, str | None]:
    return item["version"]["S"], item["until"]["S"] if "until" in item else None


def _place(item: Item) -> str:
    """The sort key that the item has, or had before it was replaced."""
    sort: str = item["sk"]["S"]
    if "until" not in item:
        return sort
    month, _, value, source = sort.removesuffix(f"#{item['version']['S']}").split("#", 3)
    return f"{value}#{month}#{source}"


def _put(item: Item) -> Item:
    return {"PutRequest": {"Item": item}}


def _delete(item: Item) -> Item:
    return {"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}}
