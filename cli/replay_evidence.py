"""Rebuilds the cost facts from the evidence bucket and compares them with what is stored."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import merge
from itertools import batched, groupby
from pathlib import Path
from typing import TYPE_CHECKING, cast

from costgov.gateways.aws_batch import write_all
from costgov.gateways.aws_costs import DynamoCostStore
from costgov.gateways.aws_errors import store_errors
from costgov.gateways.aws_s3 import S3ObjectStore
from costgov.pipeline.replay import Replay, Replayed
from rich.console import Console

from cli.deployment import Deployment
from cli.local_table import Item, LocalTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# How often an item was written says nothing about the cost in it.
WRITE_METADATA = frozenset({"revision"})
_SHOWN = 20
_MEMORY_LIMIT_MB = 1024
_WRITTEN_AT_ONCE = 1000


class Difference(StrEnum):
    """How an item is not stored as the evidence tells."""

    MISSING = "not stored"
    CHANGED = "stored otherwise"
    UNPROVED = "stored without evidence"


@dataclass(slots=True)
class Comparison:
    """How many items are stored as the evidence tells, how many not, and the first of those.

    `written` counts the items that were put back.
    """

    replayed: Replayed
    equal: int = 0
    differing: Counter[Difference] = field(default_factory=Counter)
    first: list[str] = field(default_factory=list)
    written: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every item that the evidence tells of is stored so by now."""
        wrong = self.differing[Difference.MISSING] + self.differing[Difference.CHANGED]
        return self.written == wrong

    def note(self, name: str, how: Difference) -> None:
        """Count a difference."""
        self.differing[how] += 1
        if len(self.first) < _SHOWN:
            self.first.append(f"{how}: {name}")


def replay_evidence(
    deployment: Deployment, step: Callable[[str], None], *, write: bool
) -> Comparison:
    """Rebuild every cost item from the evidence and compare; with `write`, put back what differs.

    Nothing is removed: an item without evidence is counted and stays. What is rebuilt is kept in
    temporary files on this machine. Run it while no pipeline run is under way.

    Raises:
        StoreError: the bucket or the table refused.
    """
    dynamo: DynamoDBClient = deployment.client("dynamodb")
    table = deployment.outputs.CostsTable
    evidence = S3ObjectStore(deployment.client("s3"), deployment.outputs.EvidenceBucket)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="replay-")))
        rebuilt = stack.enter_context(closing(LocalTable(folder / "rebuilt")))
        stored = stack.enter_context(closing(LocalTable(folder / "stored")))
        step("List the evidence")
        costs = DynamoCostStore(cast("DynamoDBClient", rebuilt), table, at_once=1)
        comparison = Comparison(Replay(evidence, costs, _MEMORY_LIMIT_MB).run(_tenths(step)))
        step("Read what is stored")
        stored.put_all(_scanned(dynamo, table))
        step("Compare, and put back what differs" if write else "Compare")
        wrong = compared(rebuilt.items(), stored.items(), comparison)
        for items in batched(wrong, _WRITTEN_AT_ONCE, strict=False):
            if write:
                write_all(dynamo, table, [{"PutRequest": {"Item": item}} for item in items])
                comparison.written += len(items)
    return comparison


def compared(
    rebuilt: Iterable[Item], stored: Iterable[Item], comparison: Comparison
) -> Iterator[Item]:
    """Compare items, both in the order of their keys; yields what should be stored and is not."""
    sides = merge(
        ((_key(item), 0, item) for item in rebuilt),
        ((_key(item), 1, item) for item in stored),
        key=lambda one: one[:2],
    )
    for key, found in groupby(sides, key=lambda one: one[0]):
        told, held = _sides({side: item for _, side, item in found})
        if told is None:
            comparison.note(" ".join(key), Difference.UNPROVED)
        elif held is None:
            comparison.note(" ".join(key), Difference.MISSING)
            yield told
        elif _content(told) != _content(held):
            comparison.note(" ".join(key), Difference.CHANGED)
            yield told
        else:
            comparison.equal += 1


def print_comparison(console: Console, comparison: Comparison) -> None:
    """What was rebuilt and how it compares, on a few lines."""
    replayed = comparison.replayed
    queries, deliveries = replayed.queries, replayed.deliveries
    lines = [
        f"{queries} Cost Explorer queries and {deliveries} billing deliveries were stored again",
        *(f"  not used: {unread.key}: {unread.reason}" for unread in replayed.unread[:_SHOWN]),
        f"{comparison.equal} items are stored as the evidence tells",
        *(f"{count} are {how}" for how, count in sorted(comparison.differing.items())),
        *(f"  {line}" for line in comparison.first),
    ]
    if comparison.written:
        lines.append(f"{comparison.written} items were put back")
    console.print("\n".join(lines), markup=False, highlight=False)


def _sides(found: dict[int, Item]) -> tuple[Item | None, Item | None]:
    return found.get(0), found.get(1)


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _content(item: Item) -> Item:
    return {name: value for name, value in item.items() if name not in WRITE_METADATA}


def _scanned(client: "DynamoDBClient", table: str) -> Iterator[Item]:
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    with store_errors(f"scan {table}"):
        for page in pages:
            yield from page["Items"]


def _tenths(step: Callable[[str], None]) -> Callable[[int, int, str], None]:
    """Tell of every tenth of the work."""

    def counted(number: int, of: int, name: str) -> None:
        if number % max(1, of // 10) == 0:
            step(f"Store again {number + 1} of {of}: {name}")

    return counted
