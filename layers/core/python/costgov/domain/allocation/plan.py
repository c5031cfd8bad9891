"""What people configure: views of the bill, each with rules and with shared costs to split."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from costgov.domain.costs import ACCOUNT, SERVICE, tag_dimension
from costgov.domain.money import exact_sum
from costgov.domain.period import Month
from costgov.domain.runs import Frozen

HUNDRED = Decimal(100)
TAG_VALUE = "value"
ACCOUNT_NAME = "account_name"
# What a rule may ask for, and its unit quote beside the named groups of its patterns.
ASKED = (TAG_VALUE, ACCOUNT, ACCOUNT_NAME, SERVICE)
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _listed(value: object) -> object:
    if not isinstance(value, str | list | tuple):
        raise ValueError("a text or a list of texts is expected; quote what looks like a number")  # noqa: TRY004 - pydantic reports ValueErrors
    return (value,) if isinstance(value, str) else value


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from error
    return text


def _month(text: str) -> str:
    return str(Month.parse(text))


type Text = Annotated[str, Field(min_length=1, max_length=256)]
type Texts = Annotated[
    tuple[Text, ...],
    Field(max_length=200),
    BeforeValidator(_listed, json_schema_input_type=Text | list[Text]),
]
type Pattern = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_pattern)]
type ViewName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
type MonthText = Annotated[str, AfterValidator(_month)]
type Weights = Annotated[
    dict[Text, Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]], Field(min_length=1)
]


class Rule(Frozen):
    """Charges that meet every condition belong to `unit`; the first rule that matches wins.

    A text matches when it is one of those listed, or when the pattern matches all of it. A tag
    without value or pattern matches any text but the empty one, and its value is the unit unless
    one is named. `unit` may quote `{value}` (the tag's), `{account}`, `{account_name}`, `{service}`
    and the patterns' named groups. Accounts have names where the organisation was read.
    """

    tag: Annotated[str, Field(min_length=1, max_length=128)] | None = None
    value: Texts = ()
    value_regex: Pattern | None = None
    account: Texts = ()
    account_regex: Pattern | None = None
    account_name: Texts = ()
    account_name_regex: Pattern | None = None
    service: Texts = ()
    service_regex: Pattern | None = None
    unit: Text = "{value}"

    @model_validator(mode="after")
    def _meaningful(self) -> Self:
        if self.tag is None and (self.value or self.value_regex):
            raise ValueError("value and value_regex need the tag whose value is meant")
        for name in ASKED:
            if getattr(self, name) and getattr(self, f"{name}_regex"):
                raise ValueError(f"{name} and {name}_regex exclude each other")
        self._check_unit()
        return self

    def _check_unit(self) -> None:
        if self.tag is None and "unit" not in self.model_fields_set:
            raise ValueError("unit is required where no tag's value can be the unit")
        if set(PLACEHOLDER.sub("", self.unit)) & set("{}"):
            raise ValueError(f"unit {self.unit!r} has a brace that is not part of a {{name}}")
        groups = [name for pattern in self._patterns for name in re.compile(pattern).groupindex]
        if repeated := sorted({name for name in groups if groups.count(name) > 1 or name in ASKED}):
            raise ValueError(f"the group name {repeated[0]!r} has another meaning in this rule")
        known = {*groups, *(name for name in ASKED if self._asks_for(name))}
        if unknown := [name for name in self.placeholders if name not in known]:
            raise ValueError(f"unit quotes {{{unknown[0]}}}, which no condition of the rule gives")

    def _asks_for(self, quoted: str) -> bool:
        if quoted == TAG_VALUE:
            return self.tag is not None
        return bool(getattr(self, quoted) or getattr(self, f"{quoted}_regex"))

    @property
    def _patterns(self) -> tuple[str, ...]:
        patterns = (getattr(self, f"{name}_regex") for name in ASKED)
        return tuple(pattern for pattern in patterns if pattern is not None)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names that `unit` quotes."""
        return tuple(PLACEHOLDER.findall(self.unit))

    @property
    def matches_all(self) -> bool:
        """Whether there is no condition at all."""
        return not any(map(self._asks_for, ASKED))

    def written(self) -> dict[str, str | tuple[str, ...]]:
        """The rule as the file would say it, in the shortest way."""
        said = self.model_dump(exclude_defaults=True)
        return {
            name: what[0] if isinstance(what, tuple) and len(what) == 1 else what
            for name, what in said.items()
        }

    @property
    def dimension(self) -> str | None:
        """The dimension of the rule's tag, if it has one."""
        return None if self.tag is None else tag_dimension(self.tag)


class Usage(Frozen):
    """A usage type of a service whose consumed quantity tells how much of it each unit used."""

    service: Text
    usage_type: Texts = ()
    usage_type_regex: Pattern | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.usage_type) == bool(self.usage_type_regex):
            raise ValueError("usage needs usage_type or usage_type_regex, and not both")
        return self

    def covers(self, usage_type: str | None) -> bool:
        """Whether the quantity of a usage type counts."""
        if usage_type is None or self.usage_type:
            return usage_type in self.usage_type
        return re.fullmatch(self.usage_type_regex or "", usage_type) is not None


type Split = Literal["even", "proportional", "fixed", "usage"]
# Which fields say how a cost is split; each way needs one of its own and none of the others'.
_NEEDED: Mapping[Split, Sequence[str]] = {
    "even": (),
    "proportional": (),
    "fixed": ("percent",),
    "usage": ("usage", "weights"),
}


class SharedCost(Frozen):
    """A unit whose cost is split across others.

    `even` and `proportional` (to direct EffectiveCost of the month) split across `among`, or across
    every unit that has direct cost; `fixed` by percentages that add up to 100; `usage` by the
    quantity each unit consumed, or by `weights`, which hold from their month until a later entry.
    """

    unit: Text
    split: Split
    among: Texts = ()
    percent: dict[Text, Annotated[Decimal, Field(ge=0, le=100)]] = Field(default_factory=dict)
    usage: Usage | None = None
    weights: dict[MonthText, Weights] = Field(default_factory=dict)

    @field_validator("percent")
    @classmethod
    def _adds_up(cls, percent: dict[str, Decimal]) -> dict[str, Decimal]:
        if percent and (total := exact_sum(percent.values())) != HUNDRED:
            raise ValueError(f"the percentages add up to {total}, not to 100")
        return percent

    @model_validator(mode="after")
    def _fields_of_its_split(self) -> Self:
        own = _NEEDED[self.split]
        given = [name for name in ("percent", "usage", "weights") if getattr(self, name)]
        if foreign := [name for name in given if name not in own]:
            raise ValueError(f"{foreign[0]} has no meaning with split: {self.split}")
        if own and len(given) != 1:
            raise ValueError(f"split: {self.split} needs {' or '.join(own)}")
        if own and self.among:
            raise ValueError(f"among has no meaning with split: {self.split}")
        return self

    @property
    def receivers(self) -> frozenset[str]:
        """The units it names; empty where every unit with direct cost takes part."""
        weighted = (name for weights in self.weights.values() for name in weights)
        return frozenset({*self.among, *self.percent, *weighted})

    def weights_of(self, month: str) -> Mapping[str, Decimal] | None:
        """The weights that hold in a month (YYYY-MM); None before the first."""
        held = [begun for begun in self.weights if begun <= month]
        return self.weights[max(held)] if held else None


class View(Frozen):
    """One way to tell whose cost is what: rules in order, and what of it is shared out."""

    rules: Annotated[tuple[Rule, ...], Field(max_length=300)]
    shared: Annotated[tuple[SharedCost, ...], Field(max_length=50)] = ()

    @field_validator("rules")
    @classmethod
    def _reachable(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        if not rules:
            raise ValueError("a view needs a rule")
        for number, rule in enumerate(rules[:-1], start=1):
            if rule.matches_all:
                raise ValueError(f"rule {number} matches everything; no rule after it ever applies")
        return rules

    @field_validator("shared")
    @classmethod
    def _shared_out_once(cls, shared: tuple[SharedCost, ...]) -> tuple[SharedCost, ...]:
        names = [one.unit for one in shared]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{twice[0]!r} is shared out twice")
        for one in shared:
            if back := sorted(one.receivers & set(names)):
                raise ValueError(
                    f"{one.unit!r} cannot be split across {back[0]!r}, which is shared out itself"
                )
        return shared

    @model_validator(mode="after")
    def _shared_units_exist(self) -> Self:
        fixed = {rule.unit for rule in self.rules}
        if not any(rule.placeholders for rule in self.rules):
            for one in self.shared:
                if one.unit not in fixed:
                    raise ValueError(f"no rule gives {one.unit!r}, which is shared out, any cost")
        return self

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """The keys of the tags its rules ask for, each once, in their order."""
        return tuple(dict.fromkeys(rule.tag for rule in self.rules if rule.tag is not None))


class AllocationView(Frozen):
    """A view under its name, as it is kept at run time."""

    name: ViewName
    view: View


class Allocation(Frozen):
    """The views by name, such as team, environment, cost_center and project."""

    views: dict[ViewName, View] = Field(default_factory=dict, max_length=20)

    def named(self) -> Iterable[AllocationView]:
        """The views with their names, as they are kept."""
        return (AllocationView(name=name, view=view) for name, view in self.views.items())
