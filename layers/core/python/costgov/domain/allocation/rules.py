"""Whose a group of charges is, when not everything about the group may be known."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from costgov.domain.allocation.plan import ASKED, PLACEHOLDER, TAG_VALUE, Rule, View

# What a source gives as a name's value; None where it gives none.
type Value = str | None
# The values that a group's charges may have; a name that is not there could have any.
type Possible = Mapping[str, frozenset[Value]]
# What a matching value contributes to the unit's name.
type Quotes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """Rule `rule` (from 1) matches some of a group's charges, or gives them different units.

    `names` are the conditions' names whose values are not told apart within the group.
    """

    rule: int
    names: frozenset[str]


@dataclass(frozen=True)
class Condition:
    """What one name's value must be."""

    name: str
    texts: frozenset[str]
    pattern: re.Pattern[str] | None
    quoted: frozenset[str]
    quotes_value: str
    _known: dict[str, Quotes | None] = field(default_factory=dict, compare=False)

    def quotes(self, value: Value) -> Quotes | None:
        """What a value contributes to the unit's name; None where it does not match."""
        if not value:
            return None
        if value not in self._known:
            self._known[value] = self._quotes(value)
        return self._known[value]

    def _quotes(self, value: str) -> Quotes | None:
        quotes = {self.quotes_value: value}
        if self.pattern is not None:
            match = self.pattern.fullmatch(value)
            if match is None:
                return None
            quotes |= {name: match[name] or "" for name in self.pattern.groupindex}
        elif self.texts and value not in self.texts:
            return None
        found = tuple((name, text) for name, text in quotes.items() if name in self.quoted)
        # A group that took nothing cannot name a unit.
        return found if all(text for _, text in found) else None

    def answers(self, values: frozenset[Value]) -> set[Quotes | None]:
        """The different answers of several values."""
        return {self.quotes(value) for value in values}


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to be asked about many groups."""

    number: int
    conditions: tuple[Condition, ...]
    unit: str

    @classmethod
    def of(cls, number: int, rule: Rule) -> Self:
        """The rule with its patterns compiled."""
        quoted = frozenset(rule.placeholders)
        conditions = []
        for name in ASKED:
            texts, pattern = getattr(rule, name), getattr(rule, f"{name}_regex")
            of = rule.dimension if name == TAG_VALUE else name
            if of is not None and (texts or pattern or name == TAG_VALUE):
                compiled = re.compile(pattern) if pattern else None
                conditions.append(Condition(of, frozenset(texts), compiled, quoted, name))
        return cls(number, tuple(conditions), rule.unit)

    def verdict(self, possible: Possible) -> str | Maybe | None:
        """The unit of all charges of a group, None where none matches, or that nobody can tell."""
        quotes: dict[str, str] = {}
        unclear: set[str] = set()
        for condition in self.conditions:
            values = possible.get(condition.name)
            answers = None if values is None else condition.answers(values)
            if answers == {None}:
                return None
            if answers is None or len(answers) > 1:
                unclear.add(condition.name)
            else:
                quotes.update(*filter(None, answers))
        if unclear:
            return Maybe(self.number, frozenset(unclear))
        return PLACEHOLDER.sub(lambda found: quotes[found[1]], self.unit)


@dataclass(frozen=True, slots=True)
class Rules:
    """A view's rules, compiled; the first that matches wins."""

    rules: tuple[CompiledRule, ...]

    @classmethod
    def of(cls, view: View) -> Self:
        """The rules of a view."""
        return cls.compiled(view.rules)

    @classmethod
    def compiled(cls, rules: Iterable[Rule]) -> Self:
        """Rules, numbered from 1."""
        return cls(tuple(CompiledRule.of(number, rule) for number, rule in enumerate(rules, 1)))

    def verdict(self, possible: Possible) -> str | Maybe | None:
        """The unit that all charges of a group belong to.

        None where no rule matches any of them; Maybe where a rule before that would have to know
        more than `possible` says.
        """
        for rule in self.rules:
            answer = rule.verdict(possible)
            if answer is not None:
                return answer
        return None
