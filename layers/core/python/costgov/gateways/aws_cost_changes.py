"""What a delivery changes in a cut: read, compare, write only what is not as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from costgov.domain.keys import history_partition, history_sort
from costgov.gateways.aws_cost_items import Item
from costgov.gateways.ports import WriteStats


@dataclass(frozen=True, slots=True)
class Change:
    """What a delivery changes in one cut: items for the history, written anew and removed."""

    moved: Sequence[Item]
    written: Sequence[Item]
    gone: Sequence[Item]
    unchanged: int

    @property
    def stats(self) -> WriteStats:
        """How many items that is, the history left out."""
        return WriteStats(len(self.written), self.unchanged, len(self.gone))


def changed(stored: Mapping[str, Item], wanted: Sequence[Item], version: str) -> Change:
    """What makes the stored items of a cut, by sort key, those that a delivery wants."""
    written = [item for item in wanted if _content(stored.get(_sort(item))) != _content(item)]
    replaced = [stored[_sort(item)] for item in written if _sort(item) in stored]
    kept = {_sort(item) for item in wanted}
    gone = [item for sort, item in stored.items() if sort not in kept]
    moved = [_history_item(item, version, gone=False) for item in replaced]
    moved += [_history_item(item, version, gone=True) for item in gone]
    return Change(moved, written, gone, len(wanted) - len(written))


def _content(item: Mapping[str, Any] | None) -> tuple[object, object] | None:
    """What a source said, without when: equal contents need no write."""
    return None if item is None else (item["days"], item.get("quantities"))


def _sort(item: Item) -> str:
    sort: str = item["sk"]["S"]
    return sort


def _history_item(item: Item, until: str, *, gone: bool) -> Item:
    """A replaced item in its history; what vanished is marked with a tombstone."""
    version = item["version"]["S"]
    moved = item | {
        "pk": {"S": history_partition(item["pk"]["S"])},
        "sk": {"S": history_sort(item["sk"]["S"], version, until)},
        "until": {"S": until},
    }
    return moved | {"tombstone": {"BOOL": True}} if gone else moved
