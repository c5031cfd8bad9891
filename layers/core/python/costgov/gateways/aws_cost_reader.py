"""Cost facts in DynamoDB, read: what is known now, and what was known at an earlier instant."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from costgov.clock import instant_text
from costgov.domain.costs import TOTAL, Ledger, Metric, MonthCost, SeriesKey
from costgov.domain.keys import history_partition, series_partition, value_key
from costgov.domain.ledgers import counts, known_then
from costgov.domain.period import Month, Window
from costgov.domain.runs import CostSource
from costgov.gateways.aws_cost_items import (
    LEDGER_HISTORY,
    LEDGERS,
    Item,
    item_fact,
    item_ledger,
)
from costgov.gateways.aws_errors import store_errors

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Above every text that follows a sort key's prefix.
_END: Final = "~"


class DynamoCostReader:
    """CostReader on a table with keys `pk`, `sk`.

    Partitions: `cost.<currency>#<scope>#<dimension>` holds what is known now,
    `cost-history.…` what it replaced, `ledger` what each source has delivered,
    `ledger-history` what it had, and `cuts#<source>` the partitions a source has written to.
    """

    def __init__(
        self, client: "DynamoDBClient", table: str, counted: CostSource | None = None
    ) -> None:
        """A store of which readers see the sources that count, all of them by default.

        A bill that comes from Cost Explorer and, file by file, from an export as well is the same
        money twice: readers see the one the deployment is configured for.
        """
        self._client = client
        self._table = table
        self._counted = counted

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
        """See CostReader.months."""
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

    def ledgers(self, known_at: datetime | None = None) -> list[Ledger]:
        """See CostReader.ledgers."""
        items = self._query(LEDGERS)
        if known_at is not None:
            instant = instant_text(known_at)
            replaced = self._query(LEDGER_HISTORY, (f"{instant}{_END}", _END))
            known = (item for item in (*items, *replaced) if known_then(*_validity(item), instant))
            # A write that broke off, or lost against another, has left a ledger in its history
            # for longer than it was the newest.
            ordered = sorted(known, key=lambda item: item["version"]["S"])
            items = list({_owner(item): item for item in ordered}.values())
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


def _known_then(items: Iterable[Item], instant: str) -> list[Item]:
    """The one item of each place that was known at an instant, the current one where it was."""
    known: dict[str, Item] = {}
    for item in items:
        if known_then(*_validity(item), instant):
            known.setdefault(_place(item), item)
    return [known[place] for place in sorted(known)]


def _owner(item: Item) -> tuple[str, str]:
    return item["currency"]["S"], item["source"]["S"]


def _validity(item: Item) -> tuple[str, str | None]:
    return item["version"]["S"], item["until"]["S"] if "until" in item else None


def _place(item: Item) -> str:
    """The sort key that the item has, or had before it was replaced."""
    sort: str = item["sk"]["S"]
    if "until" not in item:
        return sort
    month, _, value, source = sort.removesuffix(f"#{item['version']['S']}").split("#", 3)
    return f"{value}#{month}#{source}"
