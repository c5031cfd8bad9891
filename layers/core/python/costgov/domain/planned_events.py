"""Planned events: days on which cost is known beforehand to be unusual."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from costgov.domain.costs import ACCOUNT, REGION, SERVICE, USAGE_TYPE, tag_dimension
from costgov.domain.runs import Frozen

type Value = Annotated[str, Field(min_length=1, max_length=1_024)]


class PlannedEvent(Frozen):
    """Days from `start` up to and including `end` on which the bill, or a part of it, may move.

    Conditions are met together. With an expected change (percent of what is usual, or an amount
    per day; negative for a drop) only what goes beyond it is an anomaly; without one, any rise or
    drop is expected.
    """

    name: Annotated[str, Field(min_length=1, max_length=128)]
    start: date
    end: date
    currency: str | None = None
    account: Value | None = None
    service: Value | None = None
    region: Value | None = None
    usage_type: Value | None = None
    tags: dict[str, Value] = Field(default_factory=dict, max_length=1)
    change_percent: Decimal | None = None
    change_amount: Decimal | None = None
    note: Annotated[str, Field(max_length=1_000)] = ""

    @model_validator(mode="after")
    def _usable(self) -> "PlannedEvent":
        if self.end < self.start:
            raise ValueError(f"planned event {self.name!r} ends before it starts")
        changes = [self.change_percent, self.change_amount]
        if None not in changes:
            raise ValueError(f"planned event {self.name!r} expects a percentage or an amount")
        if 0 in changes:
            raise ValueError(f"planned event {self.name!r} expects a change of nothing")
        return self

    @property
    def conditions(self) -> dict[str, str]:
        """The values asked for by dimension; empty for the whole bill."""
        named = {
            ACCOUNT: self.account,
            SERVICE: self.service,
            REGION: self.region,
            USAGE_TYPE: self.usage_type,
            **{tag_dimension(key): value for key, value in self.tags.items()},
        }
        return {dimension: value for dimension, value in named.items() if value is not None}

    def on(self, day: date) -> bool:
        """Whether the day is one of its days."""
        return self.start <= day <= self.end
