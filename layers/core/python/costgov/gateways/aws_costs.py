"""Cost facts in DynamoDB: read, compare, write only what changed; the old goes to history."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, Final

from costgov.clock import instant_text
from costgov.domain.costs import Ledger, MonthCost, SeriesKey
from costgov.domain.keys import series_partition
from costgov.domain.ledgers import Family, group_by_cut, merged_ledgers
from costgov.domain.period import Month
from costgov.domain.runs import CostSource
from costgov.errors import VersionConflict
from costgov.gateways.aws_batch import write_all
from costgov.gateways.aws_cost_changes import Change, changed
from costgov.gateways.aws_cost_items import (
    LEDGERS,
    Item,
    fact_item,
    item_ledger,
    ledger_history_item,
    ledger_item,
)
from costgov.gateways.aws_cost_reader import DynamoCostReader
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


class DynamoCostStore(DynamoCostReader):
    """CostStore on the reader's table; it writes any source, whichever counts."""

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        counted: CostSource | None = None,
        *,
        at_once: int = _AT_ONCE,
    ) -> None:
        """`at_once` partitions are read side by side."""
        super().__init__(client, table, counted)
        self._at_once = at_once

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

    def _write(self, requests: list[Item]) -> None:
        write_all(self._client, self._table, requests)


def _put(item: Item) -> Item:
    return {"PutRequest": {"Item": item}}


def _delete(item: Item) -> Item:
    return {"DeleteRequest": {"Key": {"pk": item["pk"], "sk": item["sk"]}}}
