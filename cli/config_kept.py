"""One kind of run-time configuration: its part of the file, its records, and how they differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice
from typing import TYPE_CHECKING

import yaml
from costgov.configuration import Configuration, Governance
from costgov.pipeline.audit import Trail
from costgov.pipeline.records import Records
from pydantic import BaseModel

if TYPE_CHECKING:
    from costgov.gateways.ports import DocumentStore


@dataclass(frozen=True, slots=True)
class Kept[T: BaseModel]:
    """Values under `governance` and the records that are their deployed copy."""

    field: str
    records: Callable[["DocumentStore"], Records[T]]
    listed: Callable[[Governance], Sequence[T]]
    key: Callable[[T], str]
    words: Callable[[T], str]
    # What changed and how the file writes the values, where they are no plain list.
    change: Callable[[T, T], str] | None = None
    written: Callable[[Sequence[T]], object] = lambda values: [plain(one) for one in values]

    def wanted(self, configuration: Configuration) -> dict[str, T]:
        """The file's values by key."""
        return {self.key(one): one for one in self.listed(configuration.governance)}

    def deployed(self, control: "DocumentStore") -> dict[str, T]:
        """The deployed values by key."""
        return {self.key(one): one for one in self.records(control).all()}

    def difference(self, control: "DocumentStore", configuration: Configuration) -> "Difference":
        """What a push would do."""
        deployed, wanted = self.deployed(control), self.wanted(configuration)
        return Difference(
            added=tuple(self.words(one) for name, one in wanted.items() if name not in deployed),
            changed=tuple(
                self._change(deployed[name], one)
                for name, one in wanted.items()
                if name in deployed and deployed[name] != one
            ),
            removed=tuple(self.words(one) for name, one in deployed.items() if name not in wanted),
        )

    def push(self, control: "DocumentStore", configuration: Configuration, trail: Trail) -> None:
        """Make the deployed values those of the file, each change noted first."""
        deployed, wanted = self.deployed(control), self.wanted(configuration)
        for name in sorted(deployed.keys() | wanted.keys()):
            before, after = deployed.get(name), wanted.get(name)
            if before != after:
                trail.record(f"{self.field}/{name}", before, after)
        self.records(control).make_equal(wanted.items())

    def dumped(self, control: "DocumentStore") -> object:
        """The deployed values as the file writes them."""
        return self.written(list(self.deployed(control).values()))

    def _change(self, before: T, after: T) -> str:
        if self.change is not None:
            return self.change(before, after)
        return f"{self.words(before)} → {self.words(after)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a push would do, in words; `taken_back` are others' changes that it would undo."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    taken_back: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __add__(self, other: "Difference") -> "Difference":
        return Difference(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.taken_back + other.taken_back,
        )

    def lines(self) -> list[str]:
        """One line per value, `+`, `~` or `-` first, and `!` before what somebody loses."""
        return [
            *(f"+ {words}" for words in self.added),
            *(f"~ {words}" for words in self.changed),
            *(f"- {words}" for words in self.removed),
            *(f"! {words}" for words in self.taken_back),
        ]


def line_by_line(before: BaseModel, after: BaseModel) -> list[str]:
    """How two values differ as the file would write them."""
    old, new = (as_yaml(plain(value)).splitlines() for value in (before, after))
    # The first two lines name files, of which there are none.
    lines = islice(unified_diff(old, new, n=0, lineterm=""), 2, None)
    return [f"    {line}" for line in lines if not line.startswith("@@")]


def plain(value: BaseModel) -> dict[str, object]:
    """A value as the file writes it, defaults left out."""
    return value.model_dump(mode="json", exclude_defaults=True)


def as_yaml(value: object) -> str:
    """YAML in the order given."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=1_000)
