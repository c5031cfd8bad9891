"""What a source tells of one account's charges in a month, and whose they are by a view's rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from costgov.domain.allocation.rules import Maybe, Possible, Rules, Value


@dataclass(frozen=True, slots=True)
class Grouping[T]:
    """An account's charges grouped by `names` at once; T is what is known of a group's amounts."""

    names: tuple[str, ...]
    cells: Mapping[tuple[Value, ...], T]

    def possible(self) -> Possible:
        """Every value of each name."""
        columns = zip(*self.cells, strict=True) if self.cells else ((),) * len(self.names)
        return {name: frozenset(values) for name, values in zip(self.names, columns, strict=True)}


@dataclass(frozen=True, slots=True)
class Charges[T]:
    """The same charges of one account, told in one or several groupings.

    A billing file tells one grouping by all names; Cost Explorer tells one grouping for each name,
    and not how they go together. `known` holds what else the charges can be, the account first of
    all; a name of neither is not told.
    """

    known: Possible
    groupings: tuple[Grouping[T], ...]

    def possible(self) -> Possible:
        """Every value that the charges may have, by name."""
        found = dict(self.known)
        for grouping in self.groupings:
            found |= grouping.possible()
        return found


class Group[T](NamedTuple):
    """A group of a grouping and whose it is; None: no rule matches it."""

    values: tuple[Value, ...]
    amounts: T
    verdict: str | Maybe | None


@dataclass(frozen=True, slots=True)
class Decision[T]:
    """An account's charges by the grouping that the rules ask for, each group with its unit."""

    charges: Charges[T]
    possible: Possible
    names: tuple[str, ...]
    groups: tuple[Group[T], ...]
    untouched: bool

    def left(self) -> Charges[T] | None:
        """The charges that no rule matches, as far as they are told; None where there are none.

        While no rule has had to tell groups apart, all groupings are left.
        """
        if self.untouched:
            return self.charges
        cells = {group.values: group.amounts for group in self.groups if group.verdict is None}
        return Charges(self.possible, (Grouping(self.names, cells),)) if cells else None


def decide[T](rules: Rules, charges: Charges[T]) -> Decision[T]:
    """Whose an account's charges are.

    The rules go on as long as they can be decided: the first one that tells groups of a grouping
    apart chooses that grouping, and a later one that asks for another leaves its groups undecided.
    Nothing is guessed: a group has a unit only if every way in which the source's groupings may go
    together gives it that unit. Rules that follow never change what those before have decided.
    """
    possible = charges.possible()
    whole = rules.verdict(possible)
    asked = whole.names if isinstance(whole, Maybe) else frozenset()
    grouping = max(charges.groupings, key=lambda one: len(asked.intersection(one.names)))
    groups = []
    for values, amounts in grouping.cells.items():
        told = zip(grouping.names, map(_only, values), strict=True)
        groups.append(Group(values, amounts, rules.verdict({**possible, **dict(told)})))
    return Decision(charges, possible, grouping.names, tuple(groups), whole is None)


def _only(value: Value) -> frozenset[Value]:
    return frozenset((value,))
